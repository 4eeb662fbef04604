"""Addresses of the API, below /api/v1/."""

from rest_framework.routers import SimpleRouter

from relationships.api import ReviewActionViewSet, ReviewViewSet

router = SimpleRouter()
router.register("reviews", ReviewViewSet, basename="api-review")
router.register("review-actions", ReviewActionViewSet, basename="api-review-action")

urlpatterns = router.urls
