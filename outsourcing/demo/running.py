"""How it is run: performance reviews, held, due and to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models import User
from actions.domain import finish_action
from outsourcing.demo.agreeing import Team
from relationships.domain.actions import add_review_action
from relationships.domain.comments import comment_on_review
from relationships.domain.reviews import close_review, open_review
from relationships.models import PerformanceReview


@dataclass(frozen=True)
class Promise:
    """An action that a review agrees on; finished `done_after` days later, or still to be done."""

    title: str
    owner: User
    due_in: int
    done_after: int | None = None


@dataclass(frozen=True)
class Talk:
    """What both sides say in a review."""

    ours: str
    theirs: str


def discuss(review: PerformanceReview, team: Team, talk: Talk, *, at: datetime) -> None:
    """Open a review and let both sides comment."""
    open_review(review, by=team.manager, now=at)
    comment_on_review(review, text=talk.ours, by=team.manager, now=at + timedelta(minutes=5))
    comment_on_review(review, text=talk.theirs, by=team.vendor_lead, now=at + timedelta(minutes=50))


def hold(
    review: PerformanceReview,
    team: Team,
    talk: Talk,
    *,
    summary: str,
    promises: Sequence[Promise],
    next_last_day: date,
    next_due_on: date,
    at: datetime,
) -> PerformanceReview:
    """Hold a review from its opening to its end a week later; returns the next one."""
    discuss(review, team, talk, at=at)
    closed_at = at + timedelta(days=7)
    for promise in promises:
        action = add_review_action(
            review,
            title=promise.title,
            owner=promise.owner,
            due_on=closed_at.date() + timedelta(days=promise.due_in),
            by=team.manager,
            now=closed_at,
        )
        if promise.done_after is not None:
            finish_action(action, by=promise.owner, now=closed_at + timedelta(days=promise.done_after))
    closing = close_review(
        review,
        summary=summary,
        next_first_day=review.last_day + timedelta(days=1),
        next_last_day=next_last_day,
        next_due_on=next_due_on,
        by=team.manager,
        now=closed_at,
    )
    return closing.next_review
