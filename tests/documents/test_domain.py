"""Which files are taken in, and how they are kept."""

import hashlib
import io
import zipfile
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from core.errors import Refused
from documents.domain import read_upload
from tests.cast import Cast
from tests.vendors.acts import PDF

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 32


def archive(types: str = "", **parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        if types:
            written.writestr("[Content_Types].xml", types)
        for name, content in parts.items():
            written.writestr(name, content)
    return held.getvalue()


DOCX = archive(f'<Types><Override ContentType="{WORD}.main+xml"/></Types>')
MACROS = archive('<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>')


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("report.pdf", PDF, "application/pdf"),
        ("REPORT.PDF", PDF, "application/pdf"),
        ("plan.png", PNG, "image/png"),
        ("plan.jpeg", JPEG, "image/jpeg"),
        ("plan.docx", DOCX, WORD),
        ("notes.txt", "Möller".encode(), "text/plain"),
        ("rows.csv", b"a;b\n1;2\n", "text/csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_a_file_is_known_by_its_content(
    cast: Cast, now: datetime, name: str, content: bytes, content_type: str
) -> None:
    stored = read_upload(SimpleUploadedFile(name, content, "text/html"), by=cast[Role.VIEWER], now=now)
    assert stored["content_type"] == content_type
    assert (stored["name"], stored["size"]) == (name, len(content))
    assert stored["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("report.pdf", DOCX, "content is something else"),
        ("report.pdf", archive(evil=b"x"), "content is something else"),
        ("plan.docx", archive(evil=b"x"), "content is something else"),
        ("plan.docx", MACROS, "content is something else"),
        ("plan.docx", DOCX[:60], "content is something else"),
        ("page.html", b"<script>", "is not taken"),
        ("page.txt", b"\xff\xfe\x00", "content is something else"),
        ("latin.csv", "Möller".encode("latin-1"), "content is something else"),
        ("program.exe", b"MZ", "is not taken"),
        ("report", PDF, "needs a name"),
        (".pdf", PDF, "needs a name"),
        ("empty.pdf", b"", "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_what_is_not_what_it_is_called_is_refused(
    cast: Cast, now: datetime, name: str, content: bytes, reason: str
) -> None:
    with pytest.raises(Refused, match=reason) as refusal:
        read_upload(SimpleUploadedFile(name, content), by=cast[Role.VIEWER], now=now)
    assert refusal.value.field == "file"


def test_a_file_over_the_limit_is_refused(cast: Cast, now: datetime, settings: object) -> None:
    settings.UPLOAD_LIMIT_BYTES = 10  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="at most 10"):
        read_upload(SimpleUploadedFile("report.pdf", PDF), by=cast[Role.VIEWER], now=now)


def test_the_name_is_no_path_and_the_key_is_none_of_it(cast: Cast, now: datetime) -> None:
    stored = read_upload(SimpleUploadedFile("a.pdf", PDF), by=cast[Role.VIEWER], now=now)
    again = read_upload(SimpleUploadedFile("a.pdf", PDF), by=cast[Role.VIEWER], now=now)
    assert stored["file"].name != again["file"].name
    assert "a.pdf" not in stored["file"].name


def test_folders_and_control_characters_leave_the_name(cast: Cast, now: datetime) -> None:
    file = SimpleUploadedFile("x.pdf", PDF)
    file._name = "..\\..\\etc/pass\r\nwd.pdf"  # type: ignore[attr-defined]
    assert read_upload(file, by=cast[Role.VIEWER], now=now)["name"] == "passwd.pdf"
