"""Every address of the product."""

from django.urls import path

from outsourcing.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
