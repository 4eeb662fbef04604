"""Every address of the API."""

from django.urls import include, path

ROOMS = ("accounts", "audit", "notifications", "vendors", "projects", "kpis", "relationships")

urlpatterns = [path("", include(f"{room}.api_urls")) for room in ROOMS]
