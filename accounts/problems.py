"""Errors of the API as RFC 9457 problem details, `application/problem+json`."""

import logging
import uuid
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DataError
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from core.errors import Refused, Stale

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"


def problem(status: int, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem: type, title, status, detail, and what else the kind of problem carries."""
    return {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **members}


def problem_response(status: int, detail: str, **members: Any) -> JsonResponse:
    """A problem outside a DRF view (an unknown address below /api/)."""
    return JsonResponse(problem(status, detail, **members), status=status, content_type=CONTENT_TYPE)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's handler: every refusal and every error of the input becomes a problem with its field or row."""
    members = _members(error)
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


def _members(error: Exception) -> dict[str, Any] | None:
    if isinstance(error, Refused):
        return _refusal(error)
    if isinstance(error, Stale):
        return problem(412, _("Somebody else has changed this; read it again."), version=error.current)
    if isinstance(error, exceptions.ValidationError):
        return problem(400, _("Some of the input is not valid."), errors=list(_errors(error.detail, "")))
    if isinstance(error, Http404):
        return problem(404, _("There is nothing here under this address."))
    if isinstance(error, PermissionDenied):
        return problem(403, str(error) or _("You may not do this."))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, str(error.detail))
    if isinstance(error, DataError | OverflowError | RecursionError | UnicodeEncodeError):
        incident = uuid.uuid4().hex
        log.warning("input that the database cannot hold", extra={"incident": incident}, exc_info=error)
        return problem(400, _("The input holds a value that cannot be stored."), incident=incident)
    return None


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
