"""What the messages about performance reviews have in common."""

from datetime import datetime
from typing import Any

from accounts.models import User
from notifications.domain.publish import publish
from relationships import topics
from relationships.models import PerformanceReview, ReviewAction


def told(review: PerformanceReview) -> dict[str, Any]:
    """The words about a review that its messages have in common."""
    return {"project": review.project.name, "first_day": review.first_day, "last_day": review.last_day}


def event_of(review: PerformanceReview) -> dict[str, Any]:
    """A review as webhooks tell it."""
    return {
        "review": review.pk,
        "project": review.project_id,
        "vendor": review.project.vendor_id,
        "first_day": review.first_day.isoformat(),
        "last_day": review.last_day.isoformat(),
        "due_on": review.due_on.isoformat(),
        "state": review.state,
    }


def tell_owner(action: ReviewAction, *, by: User, now: datetime) -> None:
    """Tell the owner of an action what they are to do, unless they noted it themselves or may not see it yet."""
    review = action.review
    publish(
        topics.ACTION_AGREED,
        about=review,
        recipients={action.owner} - {by},
        params={**told(review), "by": by.name, "action": action.title, "due_on": action.due_on},
        now=now,
        vendor_id=review.project.vendor_id,
        event={
            **event_of(review),
            "action": action.pk,
            "owner": action.owner.name,
            "due_on": action.due_on.isoformat(),
        },
    )
