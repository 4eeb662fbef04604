"""Performance reviews: planned, opened for both sides' comments, closed with actions and the next date."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.formats import day
from core.history import recorded
from core.periods import local_day
from kpis.domain.results import lock_results
from notifications.domain.publish import publish
from projects.choices import FIRST_START, LAST_START, ProjectState
from projects.models import Project
from relationships import topics
from relationships.choices import ReviewState
from relationships.domain.calendar import ReviewDays
from relationships.domain.telling import event_of, tell_owner, told
from relationships.models import PerformanceReview, ReviewClosing, ReviewOpening
from relationships.queries import both_sides, is_heard

REPLY_LASTS = timedelta(days=14)


def schedule_review(
    project: Project, *, first_day: date, last_day: date, due_on: date, by: User, now: datetime
) -> PerformanceReview:
    """Put a review of the days from `first_day` to `last_day` into the calendar, due on `due_on`.

    Refused where the days do not run forward, a review of the same days exists, or the project is closed.
    """
    _check_days(first_day=first_day, last_day=last_day, due_on=due_on)
    if project.state == ProjectState.CLOSED:
        raise Refused(_("The project is closed: there is nothing left to review."))
    with recorded("planned a performance review", by=by):
        try:
            with transaction.atomic():
                return PerformanceReview.objects.create(
                    project=project, first_day=first_day, last_day=last_day, due_on=due_on
                )
        except IntegrityError as error:
            raise Refused(_("A review of exactly these days is planned already."), "first_day") from error


def change_review(review: PerformanceReview, *, by: User, now: datetime, **changes: Any) -> PerformanceReview:
    """Move a review's dates or write its summary.

    The days that it looks at stand once it is open; nothing changes after the end.
    """
    if review.state == ReviewState.FINAL:
        raise closed_already(review)
    days = {name: changes.get(name, getattr(review, name)) for name in ("first_day", "last_day", "due_on")}
    _check_days(**days)
    if review.state != ReviewState.DRAFT and (days["first_day"], days["last_day"]) != (
        review.first_day,
        review.last_day,
    ):
        raise Refused(_("Both sides are commenting on these days; they cannot be changed any more."), "first_day")
    for field, value in changes.items():
        setattr(review, field, value)
    with recorded("changed the performance review", by=by):
        try:
            with transaction.atomic():
                review.save(update_fields=[*changes])
        except IntegrityError as error:
            raise Refused(_("A review of exactly these days is planned already."), "first_day") from error
    review.refresh_from_db()
    return review


def open_review(review: PerformanceReview, *, by: User, now: datetime) -> PerformanceReview:
    """Show a review to the vendor's side and ask both sides for comments. Silence for 14 days accepts it."""
    project = review.project
    reply_by = local_day(now, project.time_zone) + REPLY_LASTS
    with recorded("opened the performance review for comments", by=by):
        _move(review, ReviewState.DRAFT, ReviewState.VENDOR_REPLY)
        ReviewOpening.objects.create(review=review, reply_by=reply_by, by=by, at=now)
        publish(
            topics.REVIEW_OPENED,
            about=review,
            recipients=both_sides(project) - {by},
            params={**told(review), "by": by.name, "reply_by": reply_by},
            now=now,
            vendor_id=project.vendor_id,
            event=event_of(review),
        )
        for action in review.actions.unfinished().select_related("owner"):
            if action.owner.is_vendor_person:
                tell_owner(action, by=by, now=now)
    return review


def close_review(
    review: PerformanceReview,
    *,
    summary: str,
    next_first_day: date,
    next_last_day: date,
    next_due_on: date,
    by: User,
    now: datetime,
) -> ReviewClosing:
    """End a review: its KPI results lock, and the next one goes into the calendar.

    Refused while the vendor's side may still reply and has not, without a summary, and for the second of two people.
    """
    if not summary.strip():
        raise Refused(_("Say in a sentence or two what the review came to."), "summary")
    with recorded("closed the performance review", by=by):
        if review.state == ReviewState.VENDOR_REPLY:
            _check_reply(review, now=now)
        _move(review, ReviewState.VENDOR_REPLY, ReviewState.FINAL, summary=summary.strip())
        lock_results(review.project, review.period, now=now)
        following = _next_review(review, ReviewDays(next_first_day, next_last_day, next_due_on), by=by, now=now)
        closing = ReviewClosing.objects.create(review=review, next_review=following, by=by, at=now)
        publish(
            topics.REVIEW_CLOSED,
            about=review,
            recipients=both_sides(review.project) - {by},
            params={**told(review), "by": by.name, "next_due_on": next_due_on},
            now=now,
            vendor_id=review.project.vendor_id,
            event={**event_of(review), "next_review": following.pk, "next_due_on": next_due_on.isoformat()},
        )
    return closing


def _check_days(*, first_day: date, last_day: date, due_on: date) -> None:
    for name, given in (("first_day", first_day), ("last_day", last_day), ("due_on", due_on)):
        if not FIRST_START <= given <= LAST_START:
            raise Refused(_("Choose a day that somebody living will see."), name)
    if last_day < first_day:
        raise Refused(_("The last day is before the first."), "last_day")
    if due_on < last_day:
        raise Refused(_("A review is due when its days are over, not before."), "due_on")


def _move(review: PerformanceReview, leaves: ReviewState, enters: ReviewState, **changes: Any) -> None:
    """The transition, as an update that names the state it leaves: of two people at once, one is refused."""
    moved = PerformanceReview.objects.filter(pk=review.pk, state=leaves).update(state=enters, **changes)
    review.refresh_from_db(fields=["state", "summary", "version"])
    if moved:
        return
    if review.state == ReviewState.FINAL:
        raise closed_already(review)
    if review.state == ReviewState.DRAFT:
        raise Refused(_("The review is still a draft: open it for comments first."))
    raise Refused(_("The review is open for comments already."))


def closed_already(review: PerformanceReview) -> Refused:
    """The refusal of every change of a review that somebody has closed: who, and when."""
    closing = review.closing
    return Refused(
        _("%(who)s closed this review on %(day)s; it cannot be changed any more.")
        % {"who": closing.by, "day": day(closing.at)}
    )


def may_be_closed(review: PerformanceReview, *, heard: bool, today: date) -> bool:
    """Whether the vendor's side has had its say: it is heard, or has let its time pass. `today` is the project's."""
    return review.state == ReviewState.VENDOR_REPLY and (heard or today > review.opening.reply_by)


def _check_reply(review: PerformanceReview, *, now: datetime) -> None:
    if not may_be_closed(review, heard=is_heard(review), today=local_day(now, review.project.time_zone)):
        until = day(review.opening.reply_by)
        raise Refused(_("The vendor’s side has not replied yet, and may do so until %(day)s.") % {"day": until})


def _next_review(review: PerformanceReview, days: ReviewDays, *, by: User, now: datetime) -> PerformanceReview:
    """The review of `days`: planned now, or, where it is in the calendar already, moved to its new date."""
    if days.first_day <= review.first_day:
        raise Refused(_("The next review looks at later days than this one."), "next_first_day")
    planned = PerformanceReview.objects.unclosed().filter(
        project=review.project, first_day=days.first_day, last_day=days.last_day, follows=None
    )
    try:
        if (known := planned.first()) is not None:
            return change_review(known, due_on=days.due_on, by=by, now=now)
        return schedule_review(
            review.project, first_day=days.first_day, last_day=days.last_day, due_on=days.due_on, by=by, now=now
        )
    except Refused as refusal:
        raise Refused(refusal.reason, f"next_{refusal.field}" if refusal.field else None) from refusal
