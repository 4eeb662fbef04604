"""Taking a file in: looked at by content, hashed, and kept under a random key outside the web root."""

import hashlib
import secrets
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from documents.kinds import ALLOWED, ENDINGS, FileKind, kinds_of

LONGEST_NAME = 255


def read_upload(file: UploadedFile, *, by: User, now: datetime) -> dict[str, Any]:
    """The fields of a StoredFile for `file`. Refused, with the field `file`, where it may not be kept.

    The name is kept to be shown and for the download; nothing is ever stored or found under it.
    """
    name = _name(file)
    _check_size(file)
    kind = _kind(file, name)
    digest = _sha256(file)
    key = secrets.token_hex(32)
    file.name = f"{key[:2]}/{key}"
    return {
        "file": file,
        "name": name,
        "content_type": kind.content_type,
        "size": file.size,
        "sha256": digest,
        "uploaded_by": by,
        "uploaded_at": now,
    }


def _name(file: UploadedFile) -> str:
    """The bare file name, without folders and control characters, its stem cut where it is too long."""
    bare = "".join(mark for mark in PurePosixPath((file.name or "").replace("\\", "/")).name if mark.isprintable())
    stem, dot, ending = bare.rpartition(".")
    if not stem:
        raise Refused(_("The file needs a name with an ending, such as report.pdf."), "file")
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending


def _check_size(file: UploadedFile) -> None:
    if not file.size:
        raise Refused(_("The file is empty."), "file")
    if file.size > settings.UPLOAD_LIMIT_BYTES:
        sizes = {"size": filesizeformat(file.size), "limit": filesizeformat(settings.UPLOAD_LIMIT_BYTES)}
        raise Refused(_("The file has %(size)s; at most %(limit)s may be uploaded.") % sizes, "file")


def _kind(file: UploadedFile, name: str) -> FileKind:
    """The kind that content and ending agree on."""
    ending = "." + name.rpartition(".")[2].lower()
    if ending not in ENDINGS:
        raise Refused(_("A file “%(ending)s” is not taken. Possible: %(endings)s.") % _words(ending), "file")
    for kind in kinds_of(file):
        if ending in kind.endings:
            return kind
    raise Refused(_("The file is called “%(ending)s”, but its content is something else.") % _words(ending), "file")


def _words(ending: str) -> dict[str, str]:
    return {"ending": ending, "endings": ", ".join(kind.endings[0] for kind in ALLOWED)}


def _sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
