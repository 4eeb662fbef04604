"""Which files are taken in, and how they are kept."""

import hashlib
import io
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from pytest_django import Settings

from accounts.choices import Role
from core.errors import Refused
from documents.domain import read_upload, remove_left_files
from tests.cast import Cast
from tests.factories.vendors import QuestionnaireFactory
from tests.vendors.acts import PDF, pdf, questions_of
from vendors.domain.answers import add_evidence, remove_evidence
from vendors.models import Evidence

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
        ("audit.txt", b"BMW audit 2026", "text/plain"),
        ("parts.csv", b"MZ;ID3;GIF89a\n", "text/csv"),
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
        ("page.txt", b"\xff\xfe\x00", "no text in UTF-8"),
        ("bell.txt", b"a\x07b", "no text in UTF-8"),
        ("latin.csv", "Möller".encode("latin-1"), "no text in UTF-8"),
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


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Where files are kept, empty."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_an_upload_that_was_rolled_back_left_goes_after_a_day(cast: Cast, folder: Path) -> None:
    person, at = cast.acme_lead, timezone.now()
    questionnaire = QuestionnaireFactory.create(vendor=cast.acme)
    question = questions_of(questionnaire)[0]
    kept = add_evidence(questionnaire, question, pdf(), by=person, now=at)
    removed = add_evidence(questionnaire, question, pdf(), by=person, now=at)
    with transaction.atomic():
        add_evidence(questionnaire, question, pdf(), by=person, now=at)
        transaction.set_rollback(True)
    remove_evidence(removed, by=person, now=at)
    (folder / "notes.txt").write_text("An operator’s own.")
    assert len(files_in(folder)) == 4
    assert remove_left_files(now=at) == 0
    assert remove_left_files(now=at + timedelta(days=2)) == 2
    assert {path.name for path in files_in(folder)} == {os.path.basename(kept.file.name), "notes.txt"}


def test_no_file_is_removed_before_the_rows_are_restored(cast: Cast, folder: Path) -> None:
    questionnaire = QuestionnaireFactory.create(vendor=cast.acme)
    add_evidence(questionnaire, questions_of(questionnaire)[0], pdf(), by=cast.acme_lead, now=timezone.now())
    Evidence.objects.all().delete()
    assert remove_left_files(now=timezone.now() + timedelta(days=9)) == 0
    assert len(files_in(folder)) == 1
