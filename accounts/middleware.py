"""What a person's account decides about every request."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.domain.people import has_second_factor
from accounts.problems import is_api, problem_response


class PreferencesMiddleware:
    """Language and time zone of the signed-in person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            with translation.override(translation.get_language_from_request(request)):
                return self.get_response(request)
        with timezone.override(ZoneInfo(user.time_zone)), translation.override(user.language):
            request.LANGUAGE_CODE = user.language
            return self.get_response(request)


class SecondFactorMiddleware:
    """People of our own side set up a second factor before anything else (REQUIRE_SECOND_FACTOR).

    A token's request passes: it carries no session, and its owner had the second factor when they made it.
    """

    OPEN_PATHS = ("/account/", "/static/", "/healthz", "/readyz")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            if is_api(request):
                return problem_response(403, _("Set up a second factor in the browser first."))
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated or user.is_vendor_person:
            return False
        return not request.path.startswith(self.OPEN_PATHS) and not has_second_factor(user)
