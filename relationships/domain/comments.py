"""What the two sides say in a review."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.choices import Side
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from notifications.domain.publish import publish
from relationships import topics
from relationships.choices import ReviewState
from relationships.domain.telling import event_of, told
from relationships.models import PerformanceReview, ReviewComment
from relationships.queries import other_side


def comment_on_review(review: PerformanceReview, *, text: str, by: User, now: datetime) -> ReviewComment:
    """Say something for the side that `by` belongs to; the other side is told.

    Our side may note something in a draft. Refused after the end, and without words.
    """
    if not text.strip():
        raise Refused(_("Write what you want to say."), "text")
    if review.state == ReviewState.FINAL:
        raise Refused(_("The review is closed; comments are not taken any more."))
    side = Side.VENDOR if by.is_vendor_person else Side.CLIENT
    if review.state == ReviewState.DRAFT and side == Side.VENDOR:
        raise Refused(_("The review is not open for comments yet."))
    with recorded("commented on the performance review", by=by):
        comment = ReviewComment.objects.create(review=review, side=side, text=text.strip(), by=by, at=now)
        publish(
            topics.REVIEW_COMMENTED,
            about=review,
            recipients=other_side(review.project, by),
            params={**told(review), "by": by.name, "comment": _shortened(comment.text)},
            now=now,
            vendor_id=review.project.vendor_id,
            event={**event_of(review), "comment": comment.pk, "side": side.value},
        )
    return comment


def _shortened(text: str, length: int = 300) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
