"""The demonstration: it is complete, told sparingly, and loaded once."""

import stat
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from kpis.choices import BreachState, Status
from kpis.models import Breach, MeasurementBatch
from kpis.needs import standings
from notifications.models import Notice
from outsourcing.demo import series
from outsourcing.demo.clock import Clock
from outsourcing.home import first_sentence, needs_of, project_lines
from projects.choices import ProjectState
from projects.models import Project
from relationships.choices import ReviewState
from relationships.models import PerformanceReview, ReviewAction
from vendors.choices import Onboarding
from vendors.models import VendorAssessment


@pytest.fixture
def loaded(db: None, settings: Settings, tmp_path: Path) -> str:
    """What the command printed."""
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    return demo()


def demo() -> str:
    out = StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


def test_the_demonstration_shows_every_state_that_it_promises(loaded: str) -> None:
    states = set(VendorAssessment.objects.values_list("onboarding", flat=True))
    assert states == {Onboarding.QUALIFIED, Onboarding.IN_DUE_DILIGENCE, Onboarding.PROSPECT}
    projects = sorted(Project.objects.values_list("state", flat=True))
    assert projects == sorted([ProjectState.ACTIVE, ProjectState.ACTIVE, ProjectState.SCOPING, ProjectState.ON_HOLD])
    marta = User.objects.get(email="marta@nordlicht.example")
    stands = [one.status for ones in standings(marta, Project.objects.all()).values() for one in ones]
    assert stands.count(Status.AT_RISK) == 1
    assert Breach.objects.exclude(state=BreachState.CLOSED).count() == 1
    today = Clock(timezone.now()).today
    due = set(PerformanceReview.objects.unclosed().values_list("due_on", flat=True))
    assert {today + timedelta(days=5), today + timedelta(days=20)} <= due
    closed = PerformanceReview.objects.filter(state=ReviewState.FINAL)
    assert ReviewAction.objects.filter(review__in=closed).exists()


def test_home_says_in_one_sentence_what_the_manager_has_to_do(loaded: str) -> None:
    marta, now = User.objects.get(email="marta@nordlicht.example"), timezone.now()
    sentence = first_sentence(needs_of(marta, now), project_lines(marta))
    assert sentence.startswith("1 of 4 KPIs below target, 1 at risk; 1 review to hold or close")


def test_a_year_of_history_is_told_in_a_few_notices(loaded: str) -> None:
    heard = [Notice.objects.filter(recipient=user).count() for user in User.objects.all()]
    assert 0 < max(heard) <= 6


def test_everybody_can_log_in_with_the_password_that_was_printed(loaded: str, client: Client, tmp_path: Path) -> None:
    kept = tmp_path / "demo-logins.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    logins = [line.split() for line in kept.read_text().splitlines() if "@" in line]
    assert {login[0] for login in logins} == set(User.objects.values_list("email", flat=True))
    for login in logins:
        assert client.login(email=login[0], password=login[-1]), login[0]


def test_a_second_run_changes_nothing(loaded: str) -> None:
    before = (User.objects.count(), MeasurementBatch.objects.count(), Notice.objects.count())
    assert "already" in demo()
    assert (User.objects.count(), MeasurementBatch.objects.count(), Notice.objects.count()) == before


def test_the_lengths_of_calls_say_that_their_instants_were_assigned(loaded: str) -> None:
    assert MeasurementBatch.objects.filter(note__contains="spread evenly").count() == 12


@pytest.mark.parametrize(
    ("points", "count"), [(series.availability, 680), (series.requests, 532), (series.calls, 4800)]
)
@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2027, 3, 1), date(2028, 2, 29)])
def test_each_series_ends_with_last_month(points: object, count: int, today: date) -> None:
    clock = Clock(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    found = list(points(clock))  # type: ignore[operator]
    assert len(found) == count
    last = max(point.at for point in found)
    assert clock.on(clock.end, hour=0) - timedelta(days=3) < last < clock.on(clock.end, hour=0)
