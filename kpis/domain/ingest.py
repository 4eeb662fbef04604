"""Measurements come in: one path for every door, set-based, and each refused row is answered.

The rows are checked in Python as a stream, copied into a temporary table and merged there: the same row again changes
nothing, another value is the next revision. What a kept row may change is marked for evaluation in the same
transaction. A locked result is not: the correction is kept beside it.
"""

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import ScopedQuerySet
from accounts.choices import Role
from accounts.models import User
from kpis.choices import Aggregation, MissingData, OnBadRows, Source
from kpis.domain.periods import VersionSpan, periods_over, span_of
from kpis.domain.refresh import evaluation_wanted
from kpis.domain.rows import BadRow, KpiRule, Row, RowError, RowReader
from kpis.models import BatchShare, Kpi, KpiVersion, MeasurementBatch
from kpis.queries import partitions, staging

CHUNK_ROWS = 20_000
LISTED_ROWS = 1_000


@dataclass
class IngestReport:
    """What became of the rows. `refused_rows` lists the first 1,000 refused rows; `refused` counts them all.

    `locked_periods` counts locked results that a row came too late for: the rows are kept, the results stay.
    """

    batch_id: int | None = None
    new: int = 0
    unchanged: int = 0
    revised: int = 0
    refused: int = 0
    locked_periods: int = 0
    refused_rows: list[BadRow] = field(default_factory=list)

    @property
    def kept(self) -> int:
        """The rows that stand in the database now."""
        return self.new + self.unchanged + self.revised


OnRefused = Callable[[BadRow], None]


class _NothingKept(Exception):
    """Undoes the transaction where one bad row forbids all."""


def ingest(
    rows: Iterable[Row | BadRow],
    *,
    source: Source,
    by: User,
    now: datetime,
    note: str = "",
    zone: str = "",
    on_bad_rows: OnBadRows = OnBadRows.GOOD_ROWS,
    on_refused: OnRefused | None = None,
) -> IngestReport:
    """Keep `rows` as one batch and answer what became of them. `on_refused` hears of every refused row.

    `zone` is the time zone of instants that name none. With `all_or_nothing` a single refused row undoes everything,
    and the report has no batch. A KPI that `by` may not submit to is refused as an unknown one.
    """
    report = IngestReport()
    refuse = _Refusals(report, on_refused)
    try:
        with transaction.atomic():
            batch = MeasurementBatch.objects.create(source=source, by=by, received_at=now, note=note)
            staging.open_stage()
            staged = _stage(rows, RowReader(now=now, zone=zone), by, refuse)
            if staged:
                _merge(batch, staged, report, refuse, now)
            if report.refused and on_bad_rows == OnBadRows.ALL_OR_NOTHING:
                raise _NothingKept
            if not report.kept:
                raise _NothingKept
            _count(batch, report)
            evaluation_wanted()
    except _NothingKept:
        report.new = report.unchanged = report.revised = report.locked_periods = 0
    else:
        report.batch_id = batch.pk
    return report


@dataclass
class _Refusals:
    report: IngestReport
    on_refused: OnRefused | None

    def __call__(self, row: BadRow) -> None:
        self.report.refused += 1
        if len(self.report.refused_rows) < LISTED_ROWS:
            self.report.refused_rows.append(row)
        if self.on_refused:
            self.on_refused(row)


def _stage(rows: Iterable[Row | BadRow], reader: RowReader, by: User, refuse: Callable[[BadRow], None]) -> int:
    """Copy the good rows into the stage, chunk by chunk; returns how many they were."""
    staged = 0
    stream = iter(rows)
    while chunk := list(islice(stream, CHUNK_ROWS)):
        learn_rules(reader, chunk, by)
        lines = list(_good_lines(reader, chunk, refuse))
        staging.copy_in(io.StringIO("".join(lines)))
        staged += len(lines)
    return staged


def _good_lines(reader: RowReader, chunk: Iterable[Row | BadRow], refuse: Callable[[BadRow], None]) -> Iterator[str]:
    for row in chunk:
        if isinstance(row, BadRow):
            refuse(row)
            continue
        try:
            yield reader.line(row)
        except RowError as error:
            refuse(BadRow(row.number, error.field, error.reason))


def learn_rules(reader: RowReader, chunk: Iterable[Row | BadRow], by: User) -> None:
    """Let `reader` know the KPIs of `chunk` that `by` may submit to; the others stay unknown to it."""
    names = {row.kpi for row in chunk if isinstance(row, Row)} - reader.rules.keys()
    keys = {int(name) for name in names if name.isascii() and name.isdecimal() and len(name) < 19}
    if keys:
        reader.rules.update((str(rule.pk), rule) for rule in _rules(_open_to(by).filter(pk__in=keys)))


def _open_to(by: User) -> ScopedQuerySet[Kpi]:
    """The KPIs that `by` may submit to: those of the projects on whose team they are."""
    kpis = Kpi.objects.visible_to(by)
    return kpis if by.role == Role.ADMINISTRATOR else kpis.filter(project__places__user=by)


def _rules(kpis: ScopedQuerySet[Kpi]) -> Iterator[KpiRule]:
    versions: dict[int, list[KpiVersion]] = defaultdict(list)
    for version in KpiVersion.objects.filter(kpi__in=kpis).order_by("effective_from"):
        versions[version.kpi_id].append(version)
    for pk, mine in versions.items():
        yield KpiRule(
            pk=pk,
            began_at=mine[0].effective_from,
            spans=[span_of(version) for version in mine],
            aggregations={version.pk: version.aggregation for version in mine},
        )


def _merge(
    batch: MeasurementBatch, staged: int, report: IngestReport, refuse: Callable[[BadRow], None], now: datetime
) -> None:
    partitions.attach_months(staging.months_staged())
    report.new = staging.insert_new(batch.pk)
    if report.new < staged:
        contradictions, taken_back = staging.take_back_contradictions(batch.pk)
        for number in contradictions:
            refuse(BadRow(number, "at", _("Another row of this request gives this instant and subject another value.")))
        staged -= len(contradictions)
        report.new -= taken_back
        report.revised = staging.insert_revised(batch.pk)
    report.unchanged = staged - report.new - report.revised
    reaches = staging.reaches()
    BatchShare.objects.bulk_create(
        BatchShare(batch=batch, kpi_id=reach.kpi_id, row_count=reach.rows) for reach in reaches
    )
    if report.new or report.revised:
        report.locked_periods = mark_stale(reaches, now)


def mark_stale(reaches: Iterable[staging.Reach], now: datetime) -> int:
    """Ask for the evaluation of every period that the staged rows touch; returns how many of them are locked."""
    reach_of = {reach.kpi_id: reach for reach in reaches}
    staging.hold_definitions(list(reach_of))
    spans: dict[int, list[VersionSpan]] = {}
    carries_on = set()
    for version in KpiVersion.objects.filter(kpi__in=reach_of):
        spans.setdefault(version.kpi_id, []).append(span_of(version))
        if version.aggregation == Aggregation.AVAILABILITY or version.missing_data == MissingData.CARRY:
            carries_on.add(version.kpi_id)
    grid = [
        staging.GridPeriod(kpi_id, span.pk, period.starts_at, period.ends_at)
        for kpi_id, reach in reach_of.items()
        for span, period in periods_over(spans[kpi_id], reach.first, reach.last)
    ]
    return staging.mark_stale(grid, carries_on=sorted(carries_on), now=now)


def _count(batch: MeasurementBatch, report: IngestReport) -> None:
    batch.new_count, batch.unchanged_count = report.new, report.unchanged
    batch.revised_count, batch.refused_count = report.revised, report.refused
    batch.save(update_fields=["new_count", "unchanged_count", "revised_count", "refused_count"])
