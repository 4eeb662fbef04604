"""People are reminded of performance reviews 21, 7 and 1 days before, in the project's time zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.choices import Role
from accounts.models import User
from notifications.domain.reminding import remind
from notifications.models import Notice
from projects.models import Project
from relationships.domain.reviews import change_review, open_review
from relationships.models import PerformanceReview
from tests.cast import Cast

DUE = date(2026, 4, 14)


def told(person: User) -> int:
    """How often `person` was reminded of a review."""
    return Notice.objects.filter(recipient=person, message__topic="relationships.review_due").count()


@pytest.fixture
def due(draft: PerformanceReview) -> PerformanceReview:
    """A review of a project where the day begins twelve hours before it does in London."""
    Project.objects.filter(pk=draft.project_id).update(time_zone="Pacific/Auckland")
    PerformanceReview.objects.filter(pk=draft.pk).update(due_on=DUE)
    draft.refresh_from_db()
    return draft


def noon(days_before: int) -> datetime:
    """Noon in London, when it is midnight of the next day in Auckland: `days_before` the review is due there."""
    return datetime(DUE.year, DUE.month, DUE.day, 12, 30, tzinfo=UTC) - timedelta(days=days_before + 1)


@pytest.mark.parametrize(("days_before", "times"), [(22, 0), (21, 1), (20, 1), (7, 1), (1, 1), (0, 1), (-1, 0)])
def test_both_sides_are_reminded_in_the_projects_zone(
    due: PerformanceReview, cast: Cast, days_before: int, times: int
) -> None:
    remind(now=noon(days_before))
    assert (told(cast[Role.MANAGER]), told(cast.acme_member)) == (times, times)
    assert told(cast.globex_lead) == 0


def test_each_of_the_three_is_told_once(due: PerformanceReview, cast: Cast) -> None:
    for days_before in range(25, -3, -1):
        remind(now=noon(days_before))
        remind(now=noon(days_before) + timedelta(hours=5))
    assert (told(cast[Role.MANAGER]), told(cast.acme_lead)) == (3, 3)


def test_a_date_that_moves_is_told_anew(due: PerformanceReview, cast: Cast) -> None:
    remind(now=noon(1))
    assert told(cast[Role.MANAGER]) == 1
    change_review(due, by=cast[Role.MANAGER], now=noon(1), due_on=DUE + timedelta(days=20))
    remind(now=noon(1))
    remind(now=noon(1))
    assert told(cast[Role.MANAGER]) == 2


def test_the_vendor_is_not_told_twice_of_a_review_that_opens_in_between(due: PerformanceReview, cast: Cast) -> None:
    remind(now=noon(7))
    open_review(due, by=cast[Role.MANAGER], now=noon(7))
    remind(now=noon(6))
    assert told(cast.acme_lead) == 1
    remind(now=noon(1))
    assert told(cast.acme_lead) == 2
