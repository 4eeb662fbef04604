"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from accounts.person_api import OwnAccountViewSet, PeopleViewSet, TokenViewSet
from accounts.schema_views import Documentation, Schema

router = SimpleRouter()
router.register("people", PeopleViewSet, basename="api-people")
router.register("tokens", TokenViewSet, basename="api-tokens")

urlpatterns: list[URLPattern | URLResolver] = [
    path("me/", OwnAccountViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="api-me"),
    path("schema/", Schema.as_view(), name="api-schema"),
    path("docs/", Documentation.as_view(), name="api-docs"),
    *router.urls,
]
