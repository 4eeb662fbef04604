import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.choices import Role
from kpis.choices import Aggregation, OnBadRows, Source
from kpis.domain.definitions import Definition, change_definition
from kpis.domain.ingest import LISTED_ROWS, ingest
from kpis.domain.rows import BadRow
from kpis.models import BatchShare, Kpi, Measurement, MeasurementBatch
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import MADE_AT, make_kpi, measure, row

MARCH = "2026-03-10T00:00:00Z"


def counts(report: Any) -> tuple[int, int, int, int]:
    return report.new, report.unchanged, report.revised, report.refused


def revisions(kpi: Kpi) -> list[tuple[int, Decimal]]:
    return list(
        Measurement.objects.filter(kpi=kpi).order_by("at", "subject", "revision").values_list("revision", "value")
    )


def test_new_rows_are_the_first_revision(kpi: Kpi) -> None:
    report = measure(kpi, (MARCH, "99.123456789"), ("2026-04-10T02:00:00+02:00", 98))
    assert counts(report) == (2, 0, 0, 0)
    assert revisions(kpi) == [(1, Decimal("99.123456789")), (1, Decimal(98))]


def test_the_same_row_again_changes_nothing(kpi: Kpi) -> None:
    measure(kpi, (MARCH, "99.5"))
    assert counts(measure(kpi, ("2026-03-10T01:00:00+01:00", "99.50"))) == (0, 1, 0, 0)
    assert revisions(kpi) == [(1, Decimal("99.5"))]


def test_another_value_is_the_next_revision(kpi: Kpi) -> None:
    for value in (99, 98, 99):
        report = measure(kpi, (MARCH, value))
    assert counts(report) == (0, 0, 1, 0)
    assert revisions(kpi) == [(1, 99), (2, 98), (3, 99)]


def test_subjects_at_one_instant_are_different_rows(kpi: Kpi) -> None:
    rows = [row(kpi, MARCH, 1, subject="a"), row(kpi, MARCH, 2, subject="A"), row(kpi, MARCH, 3)]
    assert counts(ingest(rows, source=Source.API, by=kpi.project.manager, now=MADE_AT)) == (3, 0, 0, 0)


def test_the_same_row_twice_in_one_request_is_kept_once(kpi: Kpi) -> None:
    assert counts(measure(kpi, (MARCH, 99), (MARCH, 99))) == (1, 1, 0, 0)


def test_one_instant_with_two_values_in_one_request_is_refused_on_both_rows(kpi: Kpi) -> None:
    report = measure(kpi, (MARCH, 99), ("2026-03-11T00:00:00Z", 97), (MARCH, 98))
    assert counts(report) == (1, 0, 0, 2)
    assert [(bad.number, bad.field) for bad in report.refused_rows] == [(1, "at"), (3, "at")]
    assert revisions(kpi) == [(1, 97)]


def test_one_instant_with_two_values_leaves_what_stood_before(kpi: Kpi) -> None:
    measure(kpi, (MARCH, 95))
    assert counts(measure(kpi, (MARCH, 95), (MARCH, 98))) == (0, 0, 0, 2)
    assert revisions(kpi) == [(1, 95)]


def test_good_rows_are_kept_and_each_bad_one_is_answered(kpi: Kpi) -> None:
    report = measure(kpi, (MARCH, 99), (MARCH, "NaN"), ("2027-01-01T00:00:00Z", 1))
    assert counts(report) == (1, 0, 0, 2)
    assert [(bad.number, bad.field) for bad in report.refused_rows] == [(2, "value"), (3, "at")]
    assert MeasurementBatch.objects.get(pk=report.batch_id).refused_count == 2


def test_with_all_or_nothing_one_bad_row_undoes_everything(kpi: Kpi) -> None:
    rows = [row(kpi, MARCH, 99), BadRow(2, "", "broken")]
    report = ingest(rows, source=Source.API, by=kpi.project.manager, now=MADE_AT, on_bad_rows=OnBadRows.ALL_OR_NOTHING)
    assert counts(report) == (0, 0, 0, 1) and report.batch_id is None
    assert not MeasurementBatch.objects.exists() and not Measurement.objects.exists() and not kpi.results.exists()


def test_nothing_is_kept_of_a_request_without_a_good_row(kpi: Kpi) -> None:
    report = measure(kpi, (MARCH, "x"))
    assert report.batch_id is None and not MeasurementBatch.objects.exists()


def test_every_refused_row_is_counted_and_the_first_thousand_are_listed(kpi: Kpi) -> None:
    heard: list[BadRow] = []
    bad = (BadRow(number, "", "broken") for number in range(LISTED_ROWS + 5))
    report = ingest(bad, source=Source.API, by=kpi.project.manager, now=MADE_AT, on_refused=heard.append)
    assert (report.refused, len(report.refused_rows), len(heard)) == (LISTED_ROWS + 5, LISTED_ROWS, LISTED_ROWS + 5)


@pytest.mark.parametrize("stranger", [Role.VIEWER, Role.EVALUATOR])
def test_a_kpi_of_a_project_without_a_place_on_it_is_unknown(kpi: Kpi, cast: Cast, stranger: Role) -> None:
    assert measure(kpi, (MARCH, 1), by=cast[stranger]).refused_rows[0].field == "kpi"


def test_a_kpi_of_another_vendor_is_unknown_to_a_vendor_s_person(kpi: Kpi, cast: Cast) -> None:
    mine = measure(kpi, (MARCH, 1), by=cast.globex_lead).refused_rows[0].reason
    rows = [row(kpi, MARCH, 1)._replace(kpi="999999999")]
    assert mine == ingest(rows, source=Source.API, by=cast.globex_lead, now=MADE_AT).refused_rows[0].reason


def test_an_administrator_submits_to_every_project(kpi: Kpi, cast: Cast) -> None:
    assert measure(kpi, (MARCH, 1), by=cast[Role.ADMINISTRATOR]).new == 1


def test_touched_periods_become_stale_in_the_zone_of_the_kpi(project: Project) -> None:
    kpi = make_kpi(project, time_zone="Europe/Berlin", period="day")
    measure(kpi, ("2026-03-28T22:59:59Z", 1), ("2026-03-28T23:00:00Z", 1), ("2026-03-29T21:59:59Z", 1))
    assert [(result.starts_at, result.ends_at - result.starts_at) for result in kpi.results.order_by("starts_at")] == [
        (datetime(2026, 3, 27, 23, tzinfo=UTC), timedelta(hours=24)),
        (datetime(2026, 3, 28, 23, tzinfo=UTC), timedelta(hours=23)),
    ]
    assert kpi.results.filter(stale_at=MADE_AT).count() == 2


def test_a_day_that_begins_twice_by_the_clock_is_one_period(project: Project) -> None:
    kpi = make_kpi(project, time_zone="America/Havana", period="day", starts_on=date(2025, 10, 1))
    measure(kpi, ("2025-11-02T04:30:00Z", 1), ("2025-11-02T05:30:00Z", 1))
    assert [result.ends_at - result.starts_at for result in kpi.results.all()] == [timedelta(hours=25)]


def test_unchanged_rows_ask_for_no_evaluation(kpi: Kpi) -> None:
    measure(kpi, (MARCH, 1))
    kpi.results.update(stale_at=None)
    measure(kpi, (MARCH, 1))
    assert not kpi.results.filter(stale_at__isnull=False).exists()


def test_later_periods_of_an_availability_are_asked_for_again(project: Project) -> None:
    kpi = make_kpi(project, aggregation=Aggregation.AVAILABILITY)
    measure(kpi, ("2026-02-10T00:00:00Z", 1), ("2026-03-10T00:00:00Z", 1), ("2026-04-10T00:00:00Z", 1))
    kpi.results.update(stale_at=None)
    measure(kpi, ("2026-03-09T00:00:00Z", 0))
    assert [result.starts_at.month for result in kpi.results.filter(stale_at__isnull=False).order_by("starts_at")] == [
        3,
        4,
    ]


def test_a_correction_of_a_locked_result_is_kept_beside_it_and_the_answer_says_so(kpi: Kpi) -> None:
    measure(kpi, (MARCH, 99))
    kpi.results.update(stale_at=None, locked_at=MADE_AT)
    report = measure(kpi, (MARCH, 98), ("2026-04-01T00:00:00Z", 98))
    assert (report.revised, report.locked_periods) == (1, 1)
    assert kpi.results.get(starts_at__month=3).stale_at is None


def test_a_batch_says_how_many_rows_it_gave_each_kpi(kpi: Kpi, project: Project) -> None:
    other = make_kpi(project)
    rows = [row(kpi, MARCH, 1), row(other, MARCH, 1), row(other, "2026-03-11T00:00:00Z", 1)]
    ingest(rows, source=Source.API, by=project.manager, now=MADE_AT, note="nightly")
    assert dict(BatchShare.objects.values_list("kpi", "row_count")) == {kpi.pk: 1, other.pk: 2}


def test_months_are_attached_when_rows_reach_them(kpi: Kpi) -> None:
    measure(kpi, (MARCH, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM kpis_measurement")
        assert cursor.fetchall() == [("kpis_measurement_2026_03",)]


@pytest.mark.django_db(transaction=True)
def test_two_requests_that_correct_the_same_row_at_once_keep_both(cast: Cast, project: Project) -> None:
    kpi = make_kpi(project)
    measure(kpi, (MARCH, 0))
    reports = []

    def correct(value: int) -> None:
        try:
            reports.append(measure(Kpi.objects.get(pk=kpi.pk), (MARCH, value)))
        finally:
            connection.close()

    threads = [threading.Thread(target=correct, args=(value,)) for value in range(1, 6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [report.revised for report in reports] == [1] * 5
    assert [revision for revision, _value in revisions(kpi)] == [1, 2, 3, 4, 5, 6]
    assert {value for _revision, value in revisions(kpi)} == set(range(6))


@pytest.mark.django_db(transaction=True)
def test_rows_that_come_in_while_the_periods_change_fall_into_the_new_ones(cast: Cast, project: Project) -> None:
    kpi = make_kpi(project)
    version = kpi.versions.get()
    kept = {name: getattr(version, name) for name in Definition.__dataclass_fields__}
    by_quarter = Definition(**{**kept, "period": "quarter"})

    def submit() -> None:
        try:
            measure(Kpi.objects.get(pk=kpi.pk), (MARCH, 1))
        finally:
            connection.close()

    thread = threading.Thread(target=submit)
    with transaction.atomic():
        change_definition(kpi, definition=by_quarter, starts_on=date(2026, 1, 1), by=project.manager, now=MADE_AT)
        thread.start()
        thread.join(1)
        assert thread.is_alive()  # it waits for what the periods will be
    thread.join()
    assert [(result.starts_at.month, result.ends_at.month) for result in kpi.results.all()] == [(1, 4)]
