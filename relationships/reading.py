"""What a review's page says, to either side."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import granted, may_change
from accounts.choices import Capability, Side
from accounts.models import User
from actions.domain import may_finish
from core.formats import day
from core.periods import local_day
from relationships.choices import ReviewState
from relationships.domain.reviews import may_be_closed
from relationships.models import PerformanceReview, ReviewAction, ReviewComment
from relationships.queries import breaches_during, carried_actions


@dataclass(frozen=True)
class ActionLine:
    """An action as its reader sees it: an item of components/action_list.html."""

    action: ReviewAction
    is_late: bool
    act_url: str
    is_carried: bool = False

    @property
    def title(self) -> str:
        return self.action.title

    @property
    def is_done(self) -> bool:
        return self.action.done_at is not None

    @property
    def tone(self) -> str:
        return "ok" if self.is_done else "bad" if self.is_late else "neutral"

    @property
    def who(self) -> str:
        return str(self.action.owner)

    @property
    def about(self) -> str:
        return _("From an earlier review") if self.is_carried else ""

    @property
    def due(self) -> str:
        action = self.action
        if action.done_at is not None:
            return _("done %(day)s by %(who)s") % {"day": day(action.done_at), "who": action.done_by}
        return (_("was due %s") if self.is_late else _("due %s")) % day(action.due_on)

    @property
    def due_tone(self) -> str:
        return "bad" if self.is_late else ""

    @property
    def act_label(self) -> str:
        return _("Mark as done")


@dataclass(frozen=True)
class CommentLine:
    """A comment as its reader sees it: an item of components/comments.html."""

    comment: ReviewComment
    side: str
    is_internal: bool

    @property
    def who(self) -> str:
        return str(self.comment.by)

    @property
    def at(self) -> datetime:
        return self.comment.at

    @property
    def text(self) -> str:
        return self.comment.text

    @property
    def is_theirs(self) -> bool:
        return self.comment.side == Side.VENDOR


def review_context(review: PerformanceReview, user: User, *, now: datetime) -> dict[str, Any]:
    """The template's context for `review` as fetched by `queries.with_details`."""
    today = local_day(now, review.project.time_zone)
    is_open = review.state != ReviewState.FINAL
    on_team = may_change(user, review)
    period = review.period
    has_reply = any(comment.side == Side.VENDOR for comment in review.comments.all())
    closable = may_be_closed(review, heard=review.is_heard, today=today)  # type: ignore[attr-defined]
    return {
        "today": today,
        "is_late": is_open and review.due_on < today,
        "standing": portal_standing(review, has_reply=has_reply, today=today)
        if user.is_vendor_person
        else standing(review, closable=closable, has_reply=has_reply, today=today),
        "may_change": on_team and Capability.CHANGE_REVIEWS in granted(user),
        "may_be_closed": closable,
        "may_comment": is_open and Capability.COMMENT_REVIEWS in granted(user),
        "comments": _comment_lines(review, user),
        "actions": [
            *_action_lines(review.actions.all(), user, today, on_team=on_team),
            *_action_lines(carried_actions(review), user, today, on_team=on_team, is_carried=True),
        ],
        "breaches": breaches_during(review),
        "results_query": "?" + urlencode({"from": period.starts_at.isoformat(), "until": period.ends_at.isoformat()}),
    }


def standing(review: PerformanceReview, *, closable: bool, has_reply: bool, today: date) -> str:
    """How `review` stands, in a sentence or two."""
    if review.state == ReviewState.FINAL:
        closing = review.closing
        return _("Closed by %(who)s on %(day)s. The next review is due on %(next)s.") % {
            "who": closing.by,
            "day": day(closing.at),
            "next": day(closing.next_review.due_on),
        }
    if review.state == ReviewState.DRAFT:
        late = _("A draft, overdue since %(day)s.") if review.due_on < today else _("A draft, due on %(day)s.")
        return f"{late} {_('The vendor’s side sees it once it is open for comments.')}" % {"day": day(review.due_on)}
    if has_reply:
        return _("The vendor’s side has replied: the review can be closed. It is due on %(day)s.") % {
            "day": day(review.due_on)
        }
    if today > review.opening.reply_by:
        return _("The vendor’s side did not reply by %(day)s, which accepts the review: it can be closed.") % {
            "day": day(review.opening.reply_by)
        }
    if closable:
        return _("Nobody of the vendor’s side has an account: the review can be closed. It is due on %(day)s.") % {
            "day": day(review.due_on)
        }
    return _("Open for comments of both sides. The vendor’s side has until %(day)s to reply.") % {
        "day": day(review.opening.reply_by)
    }


def portal_standing(review: PerformanceReview, *, has_reply: bool, today: date) -> str:
    """The same for the vendor's side, which sees a review once it is open."""
    if review.state == ReviewState.FINAL:
        return _("Closed on %(day)s. The next review is due on %(next)s.") % {
            "day": day(review.closing.at),
            "next": day(review.closing.next_review.due_on),
        }
    if has_reply:
        return _("You have replied. The review is due on %(day)s.") % {"day": day(review.due_on)}
    if today > review.opening.reply_by:
        return _("The time to reply ended on %(day)s; without a reply the review counts as accepted.") % {
            "day": day(review.opening.reply_by)
        }
    return _("Your comments are asked for until %(day)s; without a reply the review counts as accepted.") % {
        "day": day(review.opening.reply_by)
    }


def _comment_lines(review: PerformanceReview, user: User) -> list[CommentLine]:
    ours = _("Client") if user.is_vendor_person else _("Our side")
    sides = {Side.CLIENT: ours, Side.VENDOR: str(review.project.vendor)}
    is_draft = review.state == ReviewState.DRAFT
    return [CommentLine(one, sides[Side(one.side)], is_internal=is_draft) for one in review.comments.all()]


def _action_lines(
    actions: Iterable[ReviewAction], user: User, today: date, *, on_team: bool, is_carried: bool = False
) -> list[ActionLine]:
    done_page = "portal-review-action-done" if user.is_vendor_person else "review-action-done"
    may_say = Capability.COMMENT_REVIEWS in granted(user)
    return [
        ActionLine(
            action,
            is_late=action.is_overdue(today),
            is_carried=is_carried,
            act_url=reverse(done_page, args=[action.pk])
            if may_say and action.done_at is None and may_finish(user, action, on_team=on_team)
            else "",
        )
        for action in actions
    ]
