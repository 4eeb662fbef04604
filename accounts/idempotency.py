"""`Idempotency-Key` at the door of the API; what it means is in accounts.domain.idempotency."""

import hashlib
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.domain.idempotency import (
    Answer,
    Claim,
    OtherPayload,
    StillRunning,
    begin_call,
    forget_call,
    keep_answer,
)
from accounts.doors import now, person_of

KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
KEPT_HEADERS = ("Content-Type", "ETag", "Location")

Action = Callable[..., Response]


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
    """An API view whose every POST honours `Idempotency-Key`.

    The key is taken before the action runs, where everybody sees it. What the action does and the answer that is kept
    are one transaction: a process that dies leaves both or neither.
    """

    claim: Claim | None = None
    post: Action

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        key = request.headers.get("Idempotency-Key")
        if request.method == "POST" and key is not None:
            self.claim = self._claim_of(request, key)
            self.post = partial(self._act_once, self.post, self.claim)  # what dispatch calls next

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, Replayed):
            return exc.response  # type: ignore[return-value]  # plain, since its body is ready
        self._free_key()
        return super().handle_exception(KeyTaken(exc.seconds) if isinstance(exc, StillRunning) else exc)

    def _claim_of(self, request: Request, key: str) -> Claim:
        if not KEY.fullmatch(key):
            raise exceptions.ParseError(_("Idempotency-Key should be 1 to 255 visible ASCII characters."))
        try:
            found = begin_call(person_of(request), key=key, fingerprint=fingerprint(request, self), now=now())
        except OtherPayload:
            raise KeyOfAnotherCall(_("This Idempotency-Key was used for another request.")) from None
        if isinstance(found, Answer):
            raise Replayed(found)
        return found

    def _act_once(self, action: Action, claim: Claim, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            response = action(request, *args, **kwargs)
            if response.status_code < status.HTTP_400_BAD_REQUEST:
                self.finalize_response(request, response, *args, **kwargs).render()
                keep_answer(claim, _answer(response))
        if response.status_code >= status.HTTP_400_BAD_REQUEST:
            self._free_key()
        return response

    def _free_key(self) -> None:
        """Of a call that was refused: it may be sent again, put right, under the same key."""
        if self.claim is not None:
            forget_call(self.claim)


def fingerprint(request: Request, view: APIView) -> str:
    """What makes two calls the same: address, kind and body. Of a form its parts, since each client draws a boundary
    of its own each time.
    """
    raw = request._request
    kind = request.content_type.partition(";")[0].strip().lower()
    digest = hashlib.sha256(f"{request.get_full_path()}\n{kind}\n".encode())
    takes_forms = any(isinstance(parser, MultiPartParser) for parser in view.get_parsers())
    is_read = raw._read_started and not hasattr(raw, "_body")  # type: ignore[attr-defined]  # by the CSRF check
    if is_read or (takes_forms and kind == MultiPartParser.media_type):
        _digest_form(raw, digest)
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
    files = [(name, file) for name, files in sorted(raw.FILES.lists()) for file in files]
    for name, file in files:
        digest.update(repr((name, file.name, file.size)).encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)


def _answer(response: Any) -> Answer:
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Answer(response.status_code, headers, response.content.decode())
