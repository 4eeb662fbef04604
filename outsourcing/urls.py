"""Every address of the product."""

from django.urls import include, path

from outsourcing.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("account/", include("allauth.urls")),
    path("api/v1/", include("outsourcing.api_urls")),
    path("", include("accounts.urls")),
    path("", include("audit.urls")),
    path("", include("notifications.urls")),
    path("", include("vendors.urls")),
    path("", include("projects.urls")),
    path("", include("kpis.urls")),
    path("", include("relationships.urls")),
    path("portal/", include("portal.urls")),
]
