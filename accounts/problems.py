"""Errors of the API as RFC 9457 problem details, `application/problem+json`."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import DataError, IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from accounts.doors import is_clash
from core.errors import Refused, Stale

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem(status: int, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, and what else the kind of problem carries."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}


def problem_response(status: int, detail: str, **members: Any) -> JsonResponse:
    """A problem outside a DRF view (an unknown address below /api/)."""
    whole = {**problem(status, detail), **members}
    return JsonResponse(whole, status=status, content_type=CONTENT_TYPE)


def is_api(request: HttpRequest) -> bool:
    """Whether `request` is answered with problems rather than pages."""
    return request.path.startswith("/api/")


def incident_of(request: HttpRequest) -> str:
    """The id of a request: in its log lines, in `X-Incident`, and in an answer that asks to name it."""
    return request.META.get("HTTP_X_REQUEST_ID", "")


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler: every refusal and every error of the input becomes a problem with its field or row."""
    members = problem_of(error, context["request"])
    if members is None:
        return None
    set_rollback()
    response = Response(members, status=members["status"], content_type=CONTENT_TYPE)
    original = drf_exception_handler(error, context)
    if original is not None:
        for header in ("WWW-Authenticate", "Retry-After", "Allow"):
            if header in original.headers:
                response[header] = original.headers[header]
    return response


def problem_of(error: Exception, request: HttpRequest) -> dict[str, Any] | None:
    """`error` as the members of a problem, or None where it is our own failure (a 500)."""
    return _said_by_us(error) or _said_by_the_framework(error) or _said_by_the_database(error, request)


def _said_by_us(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, Stale):
        return problem(412, _("Somebody else has changed this; read it again."), version=error.current)
    return None


def _said_by_the_framework(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, exceptions.ValidationError):
        return problem(400, _("Some of the input is not valid."), errors=list(_errors(error.detail, "")))
    if isinstance(error, Http404):
        return problem(404, _("There is nothing here under this address."))
    if isinstance(error, PermissionDenied):
        return problem(403, str(error) or _("You may not do this."))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.detail))
    if isinstance(error, RequestDataTooBig):
        return problem(413, _("The request is larger than is taken here."))
    if isinstance(error, SuspiciousOperation | MultiPartParserError | UnreadablePostError):
        return problem(400, _("The request could not be read."))
    return None


def _said_by_the_database(error: Exception, request: HttpRequest) -> dict[str, Any] | None:
    if isinstance(error, DataError | OverflowError | RecursionError | UnicodeEncodeError) or _is_nul(error):
        status, detail = 400, _("The input holds a value that cannot be stored.")
    elif isinstance(error, ProtectedError | RestrictedError):
        status, detail = 409, _("Other records depend on this one, so it stays.")
    elif isinstance(error, IntegrityError) and is_clash(error):
        status, detail = 409, _("This does not fit with what somebody else stored meanwhile. Read it again.")
    else:
        return None
    log.warning("input that the database refused", exc_info=error)
    return problem(status, detail, incident=incident_of(request))


def _is_nul(error: Exception) -> bool:
    return isinstance(error, ValueError) and "NUL" in str(error)


def _refusal(refusal: Refused) -> dict[str, Any]:
    if refusal.field:
        return problem(400, refusal.reason, errors=[{"field": refusal.field, "detail": refusal.reason}])
    return problem(409, refusal.reason, reasons=refusal.details)


def _errors(detail: Any, path: str) -> Any:
    """Each error of DRF's nested detail with the dotted path of its field: {"field": "rows.3.value", "detail": …}."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _errors(inner, _joined(path, name))
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            yield from _errors(inner, _joined(path, position) if nested else path)
    else:
        yield {"field": path, "detail": str(detail)}


def _joined(path: str, name: Any) -> str:
    if name == "non_field_errors":
        return path
    return f"{path}.{name}" if path else str(name)
