"""Addresses of the pages."""

from django.urls import URLPattern, path

from audit.views import TrailPage

urlpatterns: list[URLPattern] = [path("trail/", TrailPage.as_view(), name="trail")]
