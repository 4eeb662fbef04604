"""A KPI that cannot be worked out stops nobody else's, and is not forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from kpis.choices import Aggregation, Status
from kpis.domain.evaluation import refresh_due
from kpis.domain.failures import pause_after
from kpis.models import Breach, EvaluationFailure, Kpi, PeriodResult
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import MADE_AT, make_kpi, measure

NOW = MADE_AT
MARCH = "2026-03-10T00:00:00Z"


@pytest.fixture
def broken(project: Project) -> Kpi:
    """Its sum is larger than a result can hold: no door lets such a value in."""
    kpi = make_kpi(project, name="Broken", aggregation=Aggregation.SUM)
    measure(kpi, (MARCH, 1))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE kpis_measurement SET value = 1e45 WHERE kpi_id = %s", [kpi.pk])
    return kpi


def result_of(kpi: Kpi) -> PeriodResult:
    return kpi.results.get(starts_at__month=3)


def test_the_other_kpis_of_the_batch_are_evaluated_and_their_breaches_open(broken: Kpi, kpi: Kpi) -> None:
    measure(kpi, (MARCH, 98))
    assert refresh_due(now=NOW) == 2
    assert result_of(kpi).status == Status.BELOW_MINIMUM and Breach.objects.get().kpi == kpi
    assert result_of(broken).evaluated_at is None


def test_the_failing_one_is_put_off_longer_each_time_with_its_error(broken: Kpi) -> None:
    refresh_due(now=NOW)
    failure = EvaluationFailure.objects.get()
    assert "numeric field overflow" in failure.error
    assert (failure.attempts, failure.retry_at) == (1, NOW + timedelta(seconds=30))
    assert refresh_due(now=NOW + timedelta(seconds=29)) == 0
    assert refresh_due(now=NOW + timedelta(seconds=30)) == 1
    failure.refresh_from_db()
    assert (failure.attempts, failure.retry_at) == (2, NOW + timedelta(seconds=90))


def test_a_correction_is_tried_at_once_and_the_failure_is_gone(broken: Kpi) -> None:
    refresh_due(now=NOW)
    measure(broken, (MARCH, 5))
    assert refresh_due(now=NOW) == 1
    assert result_of(broken).value == 5 and not EvaluationFailure.objects.exists()


def test_a_pause_doubles_up_to_an_hour() -> None:
    assert [pause_after(attempts).total_seconds() for attempts in (1, 2, 3, 8, 500)] == [30, 60, 120, 3600, 3600]


def test_the_page_of_the_kpi_shows_it_to_our_side(broken: Kpi, client: Client, manager: User) -> None:
    refresh_due(now=datetime.now(UTC))
    client.force_login(manager)
    page = client.get(broken.get_absolute_url()).content.decode()
    assert "could not be worked out" in page and "March 2026" in page and "numeric field overflow" in page


def test_a_vendor_is_not_shown_what_the_error_says(broken: Kpi, client: Client, cast: Cast) -> None:
    refresh_due(now=datetime.now(UTC))
    client.force_login(cast.acme_lead)
    assert "overflow" not in client.get(broken.get_portal_url()).content.decode()
