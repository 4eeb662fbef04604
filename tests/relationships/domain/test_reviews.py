"""Planning, opening and closing performance reviews."""

from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from accounts.choices import Role
from accounts.models import User
from core.errors import Refused
from notifications.models import Message, Notice
from projects.choices import ProjectState
from projects.models import Project
from relationships.choices import ReviewState
from relationships.domain.actions import add_review_action
from relationships.domain.comments import comment_on_review
from relationships.domain.reviews import change_review, close_review, open_review, schedule_review
from relationships.models import PerformanceReview, ReviewClosing
from tests.cast import Cast, make_cast
from tests.factories.projects import ProjectFactory
from tests.factories.relationships import PerformanceReviewFactory

NEXT = {
    "next_first_day": date(2026, 4, 1),
    "next_last_day": date(2026, 6, 30),
    "next_due_on": date(2026, 7, 14),
}


def told(person: User) -> list[str]:
    """The topics that `person` was told of, the first first."""
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("message__topic", flat=True))


def test_a_review_of_the_same_days_is_planned_once(draft: PerformanceReview, manager: User, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        schedule_review(
            draft.project,
            first_day=draft.first_day,
            last_day=draft.last_day,
            due_on=draft.due_on,
            by=manager,
            now=now,
        )
    assert refusal.value.field == "first_day"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_day": date(2025, 12, 31)}, "last_day"),
        ({"due_on": date(2026, 3, 30)}, "due_on"),
        ({"first_day": date(1, 1, 1)}, "first_day"),
        ({"due_on": date(9999, 12, 31)}, "due_on"),
    ],
)
def test_days_that_cannot_be_are_refused(
    draft: PerformanceReview, manager: User, now: datetime, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        change_review(draft, by=manager, now=now, **changes)
    assert refusal.value.field == field


def test_a_closed_project_is_not_reviewed_again(project: Project, manager: User, now: datetime) -> None:
    project.state = ProjectState.CLOSED
    with pytest.raises(Refused):
        schedule_review(
            project,
            first_day=date(2026, 1, 1),
            last_day=date(2026, 3, 31),
            due_on=date(2026, 4, 1),
            by=manager,
            now=now,
        )


def test_opening_shows_the_review_to_the_vendor_and_tells_both_sides(
    draft: PerformanceReview, cast: Cast, now: datetime
) -> None:
    assert not PerformanceReview.objects.visible_to(cast.acme_lead).exists()
    open_review(draft, by=cast[Role.MANAGER], now=now)
    assert PerformanceReview.objects.visible_to(cast.acme_lead).get().state == ReviewState.VENDOR_REPLY
    assert draft.opening.reply_by == date(2026, 6, 3)
    assert told(cast[Role.APPROVER]) == ["relationships.review_opened"]
    assert told(cast.acme_lead) == told(cast.acme_member) == ["relationships.review_opened"]
    assert told(cast[Role.MANAGER]) == told(cast.globex_lead) == []


def test_a_review_is_opened_once(opened: PerformanceReview, manager: User, now: datetime) -> None:
    with pytest.raises(Refused, match="already"):
        open_review(opened, by=manager, now=now)


def test_the_days_stand_once_both_sides_comment_on_them(
    opened: PerformanceReview, manager: User, now: datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        change_review(opened, by=manager, now=now, first_day=date(2026, 1, 2))
    assert refusal.value.field == "first_day"
    assert change_review(opened, by=manager, now=now, summary="A good quarter.").summary == "A good quarter."


def test_a_draft_is_not_closed(draft: PerformanceReview, manager: User, now: datetime) -> None:
    with pytest.raises(Refused, match="draft"):
        close_review(draft, summary="Good.", by=manager, now=now, **NEXT)


def test_closing_waits_for_the_vendors_reply(opened: PerformanceReview, manager: User, now: datetime) -> None:
    with pytest.raises(Refused, match="not replied yet"):
        close_review(opened, summary="Good.", by=manager, now=now, **NEXT)
    opened.refresh_from_db()
    assert opened.state == ReviewState.VENDOR_REPLY


def test_silence_for_fourteen_days_accepts(opened: PerformanceReview, manager: User, now: datetime) -> None:
    close_review(opened, summary="Good.", by=manager, now=now + timedelta(days=15), **NEXT)
    opened.refresh_from_db()
    assert opened.state == ReviewState.FINAL


def test_closing_plans_the_next_review_and_tells_both_sides(
    opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    closing = close_review(opened, summary=" A good quarter. ", by=cast[Role.MANAGER], now=now, **NEXT)
    following = closing.next_review
    assert (following.first_day, following.last_day, following.due_on) == tuple(NEXT.values())
    assert following.state == ReviewState.DRAFT
    opened.refresh_from_db()
    assert (opened.state, opened.summary) == (ReviewState.FINAL, "A good quarter.")
    assert told(cast.acme_lead)[-1] == told(cast[Role.APPROVER])[-1] == "relationships.review_closed"


def test_a_next_review_that_is_in_the_calendar_already_is_moved(
    opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    planned = PerformanceReviewFactory.create(
        project=opened.project, first_day=NEXT["next_first_day"], last_day=NEXT["next_last_day"]
    )
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    closing = close_review(opened, summary="Good.", by=cast[Role.MANAGER], now=now, **NEXT)
    assert closing.next_review == planned
    assert closing.next_review.due_on == NEXT["next_due_on"]


def test_a_vendor_without_people_is_not_waited_for(opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    User.objects.filter(vendor_member__vendor=cast.acme).update(is_active=False)
    close_review(opened, summary="Good.", by=cast[Role.MANAGER], now=now, **NEXT)
    opened.refresh_from_db()
    assert opened.state == ReviewState.FINAL


def test_whoever_promised_something_in_a_draft_hears_of_it_when_it_opens(
    draft: PerformanceReview, cast: Cast, now: datetime
) -> None:
    add_review_action(
        draft, title="Repair it", owner=cast.acme_member, due_on=date(2026, 6, 30), by=cast[Role.MANAGER], now=now
    )
    assert told(cast.acme_member) == []
    open_review(draft, by=cast[Role.MANAGER], now=now)
    assert told(cast.acme_member) == ["relationships.review_opened", "relationships.action_agreed"]


@pytest.mark.parametrize("summary", ["", "  \n "])
def test_a_review_is_not_closed_without_a_summary(
    opened: PerformanceReview, manager: User, now: datetime, summary: str
) -> None:
    with pytest.raises(Refused) as refusal:
        close_review(opened, summary=summary, by=manager, now=now, **NEXT)
    assert refusal.value.field == "summary"


def test_the_next_review_looks_at_later_days(opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    with pytest.raises(Refused) as refusal:
        close_review(
            opened, summary="Good.", by=cast[Role.MANAGER], now=now, **{**NEXT, "next_first_day": opened.first_day}
        )
    assert refusal.value.field == "next_first_day"


def test_a_closed_review_does_not_change(opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    close_review(opened, summary="Good.", by=cast[Role.MANAGER], now=now, **NEXT)
    opened.refresh_from_db()
    for attempt in (
        lambda: change_review(opened, by=cast[Role.MANAGER], now=now, summary="Better."),
        lambda: open_review(opened, by=cast[Role.MANAGER], now=now),
        lambda: comment_on_review(opened, text="One more thing.", by=cast.acme_lead, now=now),
    ):
        with pytest.raises(Refused, match="closed"):
            attempt()


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_close_at_once_the_second_is_told_who_was_first(now: datetime) -> None:
    cast = make_cast()
    project = ProjectFactory.create(vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER])
    review = open_review(PerformanceReviewFactory.create(project=project), by=cast[Role.MANAGER], now=now)
    comment_on_review(review, text="We agree.", by=cast.acme_lead, now=now)
    start, refusals = Barrier(2), []

    def close(by: User) -> None:
        mine = PerformanceReview.objects.select_related("project").get(pk=review.pk)
        start.wait(timeout=10)
        try:
            close_review(mine, summary="Good.", by=by, now=now, **NEXT)
        except Refused as refusal:
            refusals.append((by, refusal.reason))
        finally:
            connection.close()

    people = [cast[Role.MANAGER], cast[Role.ADMINISTRATOR]]
    threads = [Thread(target=close, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    winner = ReviewClosing.objects.get(review=review).by
    assert [by for by, _reason in refusals] == [person for person in people if person != winner]
    assert winner.name in refusals[0][1]
    assert PerformanceReview.objects.filter(project=project).count() == 2
    assert Message.objects.filter(topic="relationships.review_closed").count() == 1


def test_the_period_is_whole_days_of_the_projects_zone(draft: PerformanceReview) -> None:
    draft.project.time_zone = "Europe/Berlin"
    assert draft.period.starts_at == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert draft.period.ends_at == datetime(2026, 3, 31, 22, tzinfo=UTC)
