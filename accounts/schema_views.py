"""The API's description and its documentation, for whoever is signed in. Nothing is fetched from elsewhere."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAuthenticated

from accounts.choices import Capability


class Schema(SpectacularAPIView):
    """OpenAPI 3."""

    requires = Capability.SIGNED_IN


class Documentation(SpectacularSwaggerSplitView):
    """Swagger UI. The split view keeps its script at an address of its own: no inline code is allowed."""

    requires = Capability.SIGNED_IN
    url_name = "api-schema"

    def handle_exception(self, exc: Exception) -> Any:
        """A page for people: who is not signed in is asked to, and comes back."""
        if isinstance(exc, NotAuthenticated):
            return redirect_to_login(self.request.get_full_path())
        return super().handle_exception(exc)


class BearerToken(OpenApiAuthenticationExtension):
    """How the description names our tokens."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "An API token (`tdm_…`), made at /preferences/tokens/ or by `manage.py make_token`.",
        }
