"""Taking a file in: looked at by content, hashed, and kept under a random key outside the web root.

A file is written while its row is stored. Where that is rolled back, or the row goes later, the file stays behind until
`remove_left_files` finds it: so no row ever names a file that is gone.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from documents.kinds import ALLOWED, CSV, ENDINGS, TEXT, FileKind, kinds_of
from documents.models import StoredFile

LONGEST_NAME = 255
LEFT_AFTER = timedelta(days=1)
_KEY = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{62}")  # as models.in_a_folder keeps them


def read_upload(file: UploadedFile, *, by: User, now: datetime) -> dict[str, Any]:
    """The fields of a StoredFile for `file`. Refused, with the field `file`, where it may not be kept.

    The name is kept to be shown and for the download; nothing is ever stored or found under it.
    """
    name = _name(file)
    _check_size(file)
    kind = _kind(file, name)
    digest = _sha256(file)
    file.name = secrets.token_hex(32)
    return {
        "file": file,
        "name": name,
        "content_type": kind.content_type,
        "size": file.size,
        "sha256": digest,
        "uploaded_by": by,
        "uploaded_at": now,
    }


def remove_left_files(*, now: datetime) -> int:
    """Remove stored files older than a day that no row names; returns how many.

    A database without any stored file is one that waits to be restored: then every file stays.
    """
    named = {name for model in _models_with_files() for name in model._default_manager.values_list("file", flat=True)}
    left = [key for key in _stored_keys() if key not in named] if named else []
    old = [key for key in left if default_storage.get_modified_time(key) < now - LEFT_AFTER]
    for key in old:
        default_storage.delete(key)
    return len(old)


def _models_with_files() -> Iterator[type[StoredFile]]:
    return (model for model in apps.get_models() if issubclass(model, StoredFile))


def _stored_keys() -> Iterator[str]:
    """The keys of all stored files; what else lies in the folder is none of ours."""
    if not default_storage.exists(""):
        return
    for folder in default_storage.listdir("")[0]:
        for name in default_storage.listdir(folder)[1]:
            if _KEY.fullmatch(key := f"{folder}/{name}"):
                yield key


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
    if ending in (*TEXT.endings, *CSV.endings):
        raise Refused(_("The file is called “%(ending)s”, but is no text in UTF-8.") % _words(ending), "file")
    raise Refused(_("The file is called “%(ending)s”, but its content is something else.") % _words(ending), "file")


def _words(ending: str) -> dict[str, str]:
    return {"ending": ending, "endings": ", ".join(kind.endings[0] for kind in ALLOWED)}


def _sha256(file: UploadedFile) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
