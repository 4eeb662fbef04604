"""Handing a file out."""

from typing import IO, Any, ClassVar

from django.http import FileResponse, Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.doors import found
from accounts.pages import Audience, Page

SANDBOX = "default-src 'none'; sandbox"


def download(stored: Any) -> FileResponse:
    """The file of `stored`, as an attachment."""
    try:
        content = stored.file.open("rb")
    except FileNotFoundError:
        raise Http404(_("The file is not where it was kept. Ask your administrator.")) from None
    return attachment(content, name=stored.name, content_type=stored.content_type)


def attachment(content: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """`content` as a download that no browser shows as a page of ours."""
    response = FileResponse(content, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


class FilePage(Page):
    """The download of one stored file, named by `pk` in the address; say which `model`, and what it `requires`."""

    audience: ClassVar[Audience] = Audience.EVERYBODY

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:
        return download(found(self.rows(), pk=kwargs["pk"]))
