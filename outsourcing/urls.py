"""Every address of the product."""

from django.urls import include, path, re_path

from accounts.urls import CREDENTIALS
from outsourcing.errors import nothing_here
from outsourcing.health import healthz, readyz
from outsourcing.home import Home

urlpatterns = [
    path("", Home.as_view(), name="home"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Accounts come by invitation, and an address is changed by whoever may invite: allauth's pages for it are shut.
    path("account/signup/", nothing_here, name="account_signup"),
    path("account/email/", nothing_here, name="account_email"),
    re_path(r"^account/confirm-email/", nothing_here),
    path("account/", include(CREDENTIALS)),
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

handler400 = "outsourcing.errors.bad_request"
handler403 = "outsourcing.errors.permission_denied"
handler404 = "outsourcing.errors.page_not_found"
handler500 = "outsourcing.errors.server_error"
