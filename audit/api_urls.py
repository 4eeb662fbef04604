"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from audit.api import TrailViewSet

router = SimpleRouter()
router.register("trail", TrailViewSet, basename="api-trail")

urlpatterns: list[URLPattern | URLResolver] = router.urls
