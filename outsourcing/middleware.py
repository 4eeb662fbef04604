"""What every response carries, errors included."""

import logging
import re
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.problems import incident_of, is_api, problem_of, problem_response
from outsourcing.errors import error_page

log = logging.getLogger(__name__)

REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)
HEADERS = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}

Answer = Callable[[HttpRequest], HttpResponse]


class EveryResponse:
    """Stands outermost: the request's id as `X-Incident`, security headers, and nothing of ours in a shared cache.

    The id is the caller's own `X-Request-Id` where that is a plain one (a proxy's), so that the logs of both agree.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not REQUEST_ID.fullmatch(request.headers.get("X-Request-Id", "")):
            request.META["HTTP_X_REQUEST_ID"] = uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Incident"] = incident_of(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", "private, no-store")
        return response


class InputThatCannotBeKept:
    """A value that the database cannot hold is the sender's mistake (400), a clash with a row that came first is 409.

    The API's own handler answers for its views; this one for pages, and for what fails outside a view.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        members = problem_of(error, request)
        if members is None:
            return None
        if is_api(request):
            return problem_response(**members)
        return error_page(request, members["status"], members["detail"])
