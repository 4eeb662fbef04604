"""Which kind of file a content is. Pure: bytes in, a kind out; the name and the browser's word count for nothing."""

import zipfile
from codecs import getincrementaldecoder
from dataclasses import dataclass
from typing import IO

import filetype  # type: ignore[import-untyped]

HEAD_BYTES = 8192
MOST_ENTRIES = 10_000
MOST_TYPES_BYTES = 1_000_000
NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")  # control characters that no text has
OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class FileKind:
    """A kind of file that may be uploaded: its content type, and the endings that a name of it may have."""

    content_type: str
    endings: tuple[str, ...]


PDF = FileKind("application/pdf", (".pdf",))
PNG = FileKind("image/png", (".png",))
JPEG = FileKind("image/jpeg", (".jpg", ".jpeg"))
DOCX = FileKind(OFFICE + "wordprocessingml.document", (".docx",))
XLSX = FileKind(OFFICE + "spreadsheetml.sheet", (".xlsx",))
PPTX = FileKind(OFFICE + "presentationml.presentation", (".pptx",))
TEXT = FileKind("text/plain", (".txt",))
CSV = FileKind("text/csv", (".csv",))

ALLOWED = (PDF, PNG, JPEG, DOCX, XLSX, PPTX, TEXT, CSV)
ENDINGS = tuple(ending for kind in ALLOWED for ending in kind.endings)
_BY_TYPE = {kind.content_type: kind for kind in (PDF, PNG, JPEG)}


def kinds_of(file: IO[bytes]) -> tuple[FileKind, ...]:
    """The kinds that the content of `file` can be; none where it may not be uploaded. Text is both plain and CSV."""
    file.seek(0)
    guess = filetype.guess(file.read(HEAD_BYTES))
    if guess is not None and guess.mime in _BY_TYPE:
        return (_BY_TYPE[guess.mime],)
    file.seek(0)
    if zipfile.is_zipfile(file):
        return _office(file)
    return (TEXT, CSV) if _is_text(file) else ()


def _office(file: IO[bytes]) -> tuple[FileKind, ...]:
    """The one kind of Office document that an archive says it is; none with macros, or where it is just an archive."""
    try:
        with zipfile.ZipFile(file) as archive:
            if len(archive.namelist()) > MOST_ENTRIES:
                return ()
            with archive.open("[Content_Types].xml") as part:
                declared = part.read(MOST_TYPES_BYTES)
    except (zipfile.BadZipFile, KeyError, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return ()
    if b"macroEnabled" in declared:
        return ()
    return tuple(kind for kind in (DOCX, XLSX, PPTX) if f"{kind.content_type}.main+xml".encode() in declared)[:1]


def _is_text(file: IO[bytes]) -> bool:
    """Whether everything is UTF-8 without control characters that no text has."""
    file.seek(0)
    decode = getincrementaldecoder("utf-8")().decode
    try:
        while chunk := file.read(65536):
            if NO_TEXT.intersection(chunk):
                return False
            decode(chunk)
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True
