"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from notifications.api.endpoints import DeliveriesViewSet, WebhookEndpointsViewSet
from notifications.api.notices import MutesViewSet, NoticesViewSet, TopicsViewSet

router = SimpleRouter()
router.register("notices", NoticesViewSet, basename="api-notice")
router.register("mutes", MutesViewSet, basename="api-mute")
router.register("topics", TopicsViewSet, basename="api-topic")
router.register("webhook-endpoints", WebhookEndpointsViewSet, basename="api-webhook-endpoint")
router.register("deliveries", DeliveriesViewSet, basename="api-delivery")

urlpatterns: list[URLPattern | URLResolver] = router.urls
