"""Real series, imported as a person would. They are read where SHARED_DATA says, and skipped without it."""

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from core.rounding import rounded
from kpis.choices import Aggregation, Source, ThresholdSide
from kpis.domain.evaluation import refresh_due
from kpis.domain.imports import Columns, prepare_import, start_import
from kpis.domain.ingest import ingest
from kpis.models import Kpi, MeasurementImport
from kpis.queries.rollup import summaries
from kpis.tasks import run_imports
from projects.models import Project
from tests.factories.kpis import make_kpi, row

FOLDER = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "kpi"
NOW = datetime(2026, 11, 20, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the real series are not at {FOLDER}; SHARED_DATA names them"
)


@contextmanager
def opened(name: str) -> Iterator[Any]:
    with (FOLDER / name).open(newline="") as file:
        yield csv.DictReader(file)


def imported(kpi: Kpi, name: str, **columns: Any) -> MeasurementImport:
    by, file = kpi.project.manager, ContentFile((FOLDER / name).read_bytes(), name=name)
    job = prepare_import(kpi, file=file, by=by, now=NOW)
    start_import(job, columns=Columns(**columns), by=by, now=NOW)
    run_imports()
    job.refresh_from_db()
    while refresh_due(now=NOW):
        pass
    return job


def test_the_share_of_requests_on_time_is_the_city_s_own(project: Project) -> None:
    kpi = make_kpi(
        project,
        aggregation=Aggregation.SHARE,
        threshold=Decimal(1),
        threshold_side=ThresholdSide.AT_LEAST,
        time_zone="America/New_York",
        starts_on=date(2011, 1, 1),
        levels=None,
    )
    job = imported(
        kpi,
        "service_requests_boston_2022.csv",
        value_column="OnTime_Status",
        true_words="ONTIME",
        instant_column="OPEN_DT",
        subject_column="CASE_ENQUIRY_ID",
        time_zone="America/New_York",
    )
    with opened("service_requests_boston_2022.csv") as rows:
        flags = [row["OnTime_Status"] == "ONTIME" for row in rows if row["OnTime_Status"]]
    sums = summaries([result.pk for result in kpi.results.all()], until=NOW).values()
    assert (job.state, job.total_count) == ("done", 4995)
    assert job.refused_count == 1  # one request has no flag at all
    assert (sum(each.count for each in sums), sum(each.within for each in sums)) == (len(flags), sum(flags))


def test_the_share_of_short_calls_is_the_text_book_s(project: Project) -> None:
    kpi = make_kpi(
        project, aggregation=Aggregation.SHARE, threshold=Decimal(10), threshold_side=ThresholdSide.AT_MOST, precision=1
    )
    job = imported(
        kpi,
        "call_lengths.csv",
        value_column="length",
        time_zone="UTC",
        assign_from=datetime(2026, 10, 1, tzinfo=UTC),
        assign_until=datetime(2026, 11, 1, tzinfo=UTC),
    )
    result = kpi.results.get()
    assert (job.total_count, job.refused_count) == (31_492, 0)
    assert (result.count, result.value) == (31_492, Decimal("7.6"))
    assert job.batch is not None and "spread evenly" in job.batch.note


# The monitor went on counting these as down for days while its own checks said "up".
KEPT_DOWN_BY_THE_MONITOR = {
    "BestellWizard Katringer Grünzeug",
    "BestellWizard Leistenmühle (LEM)",
    "Solawi Hall BestellWizard",
    "Tapir Katringer Grünzeug (KGZ)",
    "Tapir Leistenmühle (LEM)",
}


def test_the_availability_of_each_service_is_what_its_monitor_printed(project: Project) -> None:
    with opened("availability_checks.csv") as rows:
        checks = list(rows)
    printed = {
        service["name"]: Decimal(service["uptime"].rstrip("%"))
        for service in json.loads((FOLDER / "availability_summary.json").read_text())
    }
    # The monitor notes changes alone; it printed its summary some hours after the last of them.
    printed_at = max(datetime.fromisoformat(check["observed_at"]) for check in checks) + timedelta(hours=2)
    kpis = {name: availability_of(project, name) for name in printed}
    submitted = [
        row(kpis[check["service"]], check["observed_at"], int(check["state"] == "up"), number=number)
        for number, check in enumerate(checks, start=1)
        if check["service"] in kpis
    ]
    report = ingest(submitted, source=Source.UPLOAD, by=project.manager, now=NOW)
    assert (report.new, report.refused) == (len(submitted), 0)
    measured = {name: uptime_of(kpi, printed_at) for name, kpi in kpis.items()}
    differ = {name for name in printed if abs(measured[name] - printed[name]) > Decimal("0.01")}
    assert differ == KEPT_DOWN_BY_THE_MONITOR
    assert len(printed) - len(differ) == 27


def test_a_file_of_availability_checks_is_imported_whole(project: Project) -> None:
    kpi = make_kpi(project, aggregation=Aggregation.AVAILABILITY, starts_on=date(2025, 1, 1))
    job = imported(
        kpi,
        "availability_checks.csv",
        value_column="state",
        true_words="up",
        instant_column="observed_at",
        subject_column="service",
    )
    assert (job.state, job.refused_count) == ("done", 0)
    assert sum(result.count for result in kpi.results.all()) == job.total_count == 6274
    assert kpi.results.filter(is_final=True, value__isnull=True).count() == 0


def availability_of(project: Project, name: str) -> Kpi:
    return make_kpi(
        project, name=name, aggregation=Aggregation.AVAILABILITY, starts_on=date(2025, 1, 1), period="quarter"
    )


def uptime_of(kpi: Kpi, until: datetime) -> Decimal:
    sums = summaries(list(kpi.results.values_list("pk", flat=True)), until=until).values()
    up, known = sum(each.up_seconds for each in sums), sum(each.known_seconds for each in sums)
    return rounded(100 * Decimal(up) / Decimal(known), 2)
