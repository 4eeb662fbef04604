"""A file of measurements, read into one KPI by a worker.

The file is read twice: once through, to know that it can be read and how many rows it has; then once more, in one
transaction that keeps the rows and ends the job together. A worker that dies before that has kept nothing.
"""

import csv
import io
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.nudge import after_commit
from core.validity import valid
from jobs import domain as jobs
from jobs.models import JobState
from kpis.choices import OnBadRows, Source
from kpis.domain.ingest import IngestReport, ingest
from kpis.domain.rows import BadRow, Row
from kpis.domain.tables import UnreadableTable, csv_records
from kpis.models import Kpi, MeasurementImport

RUN = "kpis.tasks.run_imports"
PROGRESS_ROWS = 5_000
LONGEST_COLUMN = 200
LONGEST_NAME = 255
EXAMPLE_ROWS = 3
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")


@dataclass(frozen=True)
class Columns:
    """How a file is to be understood: the names of its columns, and what fills the instants where it has none.

    `true_words` (separated by commas) turn the value column into 1 or 0. Without an instant column the rows are spread
    evenly over [assign_from, assign_until).
    """

    value_column: str
    instant_column: str = ""
    subject_column: str = ""
    denominator_column: str = ""
    true_words: str = ""
    time_zone: str = ""
    assign_from: datetime | None = None
    assign_until: datetime | None = None
    on_bad_rows: str = OnBadRows.GOOD_ROWS


def prepare_import(kpi: Kpi, *, file: File, by: User, now: datetime) -> MeasurementImport:
    """Keep an uploaded file for `kpi`, under a random key; what its columns mean is said next.

    Refused where it is larger than what may be uploaded, or where its header and first rows cannot be read.
    """
    _check_size(file)
    try:
        examples_of(file)
    except UnreadableTable as problem:
        raise Refused(str(problem), "file") from problem
    name, file.name = (file.name or "")[-LONGEST_NAME:], secrets.token_hex(16)
    job = MeasurementImport(
        kpi=kpi,
        file=file,
        name=name,
        state=JobState.PREPARED,
        asked_by=by,
        asked_at=now,
        time_zone=kpi.definition.time_zone,
    )
    job.save()
    return job


def _check_size(file: File) -> None:
    if file.size > settings.MEASUREMENT_BODY_LIMIT_BYTES:
        limit = filesizeformat(settings.MEASUREMENT_BODY_LIMIT_BYTES)
        raise Refused(_("The file is larger than %s: import it in parts.") % limit, "file")


def start_import(job: MeasurementImport, *, columns: Columns, by: User, now: datetime) -> MeasurementImport:
    """Say what the columns of a prepared import mean, and hand it to the workers."""
    with job.file.open("rb") as file:
        header = header_of(file)
    for field in ("value_column", "instant_column", "subject_column", "denominator_column"):
        name = getattr(columns, field)
        if name and name not in header:
            raise Refused(_("The file has no column “%s”.") % name, field)
    _check_instants(columns)
    for field, value in vars(columns).items():
        setattr(job, field, value)
    valid(job, exclude=["file", "errors"])
    with transaction.atomic():
        job.save()
        if not jobs.start(job):
            raise Refused(_("This import was started already."))
        after_commit(RUN)
    job.refresh_from_db()
    return job


def _check_instants(columns: Columns) -> None:
    if not columns.value_column:
        raise Refused(_("Say which column holds the value."), "value_column")
    if columns.instant_column:
        return
    if columns.assign_from is None or columns.assign_until is None:
        raise Refused(
            _("Say which column holds the instant, or over which time the rows are spread."), "instant_column"
        )
    if columns.assign_from >= columns.assign_until:
        raise Refused(_("The time over which the rows are spread ends after it begins."), "assign_until")


def run_import(job: MeasurementImport, *, clock: Callable[[], datetime]) -> None:
    """Do the work of a claimed job. Its own failures end it with a reason; anything else leaves it to the next."""
    try:
        total = _read_through(job, clock)
        if total is not None:
            _kept(job, total, clock)
    except UnreadableTable as problem:
        jobs.fail(job, reason=str(problem), now=clock())


def _read_through(job: MeasurementImport, clock: Callable[[], datetime]) -> int | None:
    """Read the whole file, saying how far it is; returns its rows, or None where another worker took over."""
    total = 0
    with job.file.open("rb") as file:
        lines = sum(chunk.count(b"\n") for chunk in file.chunks())
        file.seek(0)
        for total, _cells in enumerate(csv_records(file)):  # the header is counted as row 0
            if total % PROGRESS_ROWS == 0 and not jobs.progress(job, done=total, total=lines, now=clock()):
                return None
    return total if jobs.progress(job, done=total, total=total, now=clock()) else None


def _kept(job: MeasurementImport, total: int, clock: Callable[[], datetime]) -> None:
    """Keep the rows and end the job, both or neither."""
    refused = RefusedFile(_column_names(job))
    with transaction.atomic():
        if not jobs.is_held(job):
            return
        report = ingest(
            rows_of(job, total),
            source=Source.UPLOAD,
            by=job.asked_by,
            now=clock(),
            note=note_of(job),
            zone=job.time_zone,
            on_bad_rows=OnBadRows(job.on_bad_rows),
            on_refused=refused.add,
        )
        _end(job, report, refused, clock())


def _end(job: MeasurementImport, report: IngestReport, refused: "RefusedFile", now: datetime) -> None:
    job.batch_id = report.batch_id
    job.refused_count = report.refused
    job.locked_periods = report.locked_periods
    if report.refused:
        job.errors.save(secrets.token_hex(16), File(refused.bytes()), save=False)
    job.save(update_fields=["batch", "refused_count", "locked_periods", "errors"])
    if report.kept:
        jobs.finish(job, now=now)
    elif report.refused and job.on_bad_rows == OnBadRows.ALL_OR_NOTHING:
        jobs.fail(job, reason=_("Nothing was kept, because a row was refused."), now=now)
    elif report.refused:
        jobs.fail(job, reason=_("Nothing was kept: every row was refused."), now=now)
    else:
        jobs.fail(job, reason=_("The file holds no rows below its header."), now=now)


class RefusedFile:
    """The refused rows as a CSV file: row, column and reason. Cells are guarded against being run as formulas.

    `columns` says what the uploaded file calls a field.
    """

    def __init__(self, columns: Mapping[str, str]) -> None:
        self._columns = columns
        self._text = io.StringIO()
        self._writer = csv.writer(self._text)
        self._writer.writerow([_("row"), _("column"), _("reason")])

    def add(self, row: BadRow) -> None:
        column = self._columns.get(row.field) or row.field
        self._writer.writerow([row.number, guarded(column), guarded(row.reason)])

    def bytes(self) -> IO[bytes]:
        return io.BytesIO(b"\xef\xbb\xbf" + self._text.getvalue().encode())


def guarded(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def header_of(file: Any) -> list[str]:
    """The names of a file's columns, in order; one without a name is called by its place. Raises UnreadableTable."""
    file.seek(0)
    names = [cell.strip() or _("Column %d") % place for place, cell in enumerate(next(csv_records(file)), start=1)]
    file.seek(0)
    if not all(name.isprintable() and len(name) <= LONGEST_COLUMN for name in names):
        raise UnreadableTable(_("A column’s name is too long, or holds signs that cannot be printed."))
    if len(set(names)) != len(names):
        raise UnreadableTable(_("Two columns of the file have the same name; rename one of them."))
    return names


def examples_of(file: Any) -> dict[str, list[str]]:
    """The columns of a file, in order, each with what its first rows hold. Raises UnreadableTable."""
    names = header_of(file)
    records = islice(csv_records(file), 1, 1 + EXAMPLE_ROWS)
    rows = [cells for cells in records if len(cells) == len(names)]
    file.seek(0)
    return {name: [cells[place] for cells in rows] for place, name in enumerate(names)}


def rows_of(job: MeasurementImport, total: int) -> Iterator[Row | BadRow]:
    """The rows of the job's file, as its columns say."""
    with job.file.open("rb") as file:
        header = header_of(file)
        records = csv_records(file)
        next(records)
        pick = _Picker(job, header, total)
        for place, cells in enumerate(records):
            yield pick.row(place, cells)


def _column_names(job: MeasurementImport) -> dict[str, str]:
    """What the job's file calls each field of a row; empty where it has no such column."""
    return {
        "value": job.value_column,
        "at": job.instant_column,
        "subject": job.subject_column,
        "denominator": job.denominator_column,
    }


class _Picker:
    """Turns the cells of a record into a row, by the columns of an import."""

    def __init__(self, job: MeasurementImport, header: Sequence[str], total: int) -> None:
        self.job, self.width, self.total = job, len(header), total
        self.value = header.index(job.value_column)
        self.at, self.subject, self.denominator = (
            header.index(name) if name else None
            for name in (job.instant_column, job.subject_column, job.denominator_column)
        )
        self.true_words = {word.strip().casefold() for word in job.true_words.split(",") if word.strip()}

    def row(self, place: int, cells: Sequence[str]) -> Row | BadRow:
        """The record at `place` (0 is the first below the header, which is row 1)."""
        number = place + 2
        if len(cells) != self.width:
            found = {"found": len(cells), "expected": self.width}
            return BadRow(number, "", _("The row has %(found)d cells, the header has %(expected)d.") % found)
        return Row(
            number,
            str(self.job.kpi_id),
            cells[self.at] if self.at is not None else self._assigned(place),
            self._value(cells[self.value]),
            "" if self.denominator is None else cells[self.denominator],
            "" if self.subject is None else cells[self.subject],
        )

    def _value(self, cell: str) -> str:
        if not self.true_words or not cell.strip():
            return cell
        return "1" if cell.strip().casefold() in self.true_words else "0"

    def _assigned(self, place: int) -> str:
        assert self.job.assign_from
        assert self.job.assign_until
        since = self.job.assign_from.astimezone(UTC)
        return (since + (self.job.assign_until.astimezone(UTC) - since) * place / max(self.total, 1)).isoformat()


def note_of(job: MeasurementImport) -> str:
    """What a batch says of the file that it came from."""
    if job.instant_column:
        return job.name[:300]
    zone = ZoneInfo(job.time_zone)
    since, until = (
        f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (job.assign_from, job.assign_until) if moment
    )
    said = _("%(file)s; the file has no instants: they were spread evenly from %(since)s to %(until)s (%(zone)s)")
    return (said % {"file": job.name[-120:], "since": since, "until": until, "zone": job.time_zone})[:300]
