"""`Idempotency-Key` at the door of the API; what it means is in accounts.domain.idempotency."""

import hashlib
import re
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.domain.idempotency import Answer, OtherPayload, StillRunning, begin_call, forget_call, keep_answer
from accounts.doors import now, person_of

KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


class Replayed(Exception):
    """The call was answered before: the same answer again."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        headers = {**answer.headers, "Idempotency-Replayed": "true"}
        self.response = HttpResponse(answer.body, status=answer.status, headers=headers)


class KeyTaken(exceptions.APIException):
    """409: the first call with the key runs still."""

    status_code = status.HTTP_409_CONFLICT

    def __init__(self, seconds: int) -> None:
        super().__init__(_("The first request with this Idempotency-Key is still running."))
        self.wait = seconds  # DRF's handler makes it Retry-After


class KeyOfAnotherCall(exceptions.APIException):
    """422: the key stands for another body or address."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY


class Idempotent(APIView):
    """An API view whose every POST honours `Idempotency-Key`."""

    idempotency_key: str | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key")
        if request.method != "POST" or key is None:
            return
        if not KEY.fullmatch(key):
            raise exceptions.ParseError(_("Idempotency-Key should be 1 to 255 visible ASCII characters."))
        try:
            answer = begin_call(person_of(request), key=key, fingerprint=fingerprint(request, self), now=now())
        except OtherPayload:
            raise KeyOfAnotherCall(_("This Idempotency-Key was used for another request.")) from None
        except StillRunning as running:
            raise KeyTaken(running.seconds) from None
        if answer is not None:
            raise Replayed(answer)
        self.idempotency_key = key

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Replayed):
            return exc.response  # type: ignore[return-value]  # plain, since its body is ready
        self._free_key()
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        key, self.idempotency_key = self.idempotency_key, None
        if key is None:
            return response
        if not isinstance(response, Response) or response.status_code >= status.HTTP_400_BAD_REQUEST:
            forget_call(person_of(request), key=key)
            return response
        user = person_of(request)
        response.add_post_render_callback(lambda rendered: keep_answer(user, key=key, answer=_answer(rendered)))
        return response

    def _free_key(self) -> None:
        if self.idempotency_key is not None:
            forget_call(person_of(self.request), key=self.idempotency_key)
            self.idempotency_key = None


def fingerprint(request: Request, view: Any) -> str:
    """What makes two calls the same: address, kind and body."""
    raw = request._request
    digest = hashlib.sha256(f"{request.get_full_path()}\n{request.content_type}\n".encode())
    if raw._read_started and not hasattr(raw, "_body"):  # type: ignore[attr-defined]
        _digest_form(raw, digest)  # the CSRF check has taken the form apart already
    else:
        digest.update(_body(raw, getattr(view, "body_limit", settings.DATA_UPLOAD_MAX_MEMORY_SIZE)))
    return digest.hexdigest()


def _body(raw: HttpRequest, limit: int) -> bytes:
    if not hasattr(raw, "_body"):
        body = raw.read(limit + 1)
        if len(body) > limit:
            raise RequestDataTooBig
        raw._body = body
    return raw.body


def _digest_form(raw: HttpRequest, digest: Any) -> None:
    for name, values in sorted(raw.POST.lists()):
        digest.update(repr((name, values)).encode())
    files: dict[str, Any] = raw.FILES.dict()
    for name, file in sorted(files.items()):
        digest.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)


def _answer(response: Any) -> Answer:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, headers, response.content.decode())
