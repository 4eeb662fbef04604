"""What a review agrees on: who does what until when."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from notifications.domain.publish import publish
from relationships import topics
from relationships.choices import ReviewState
from relationships.domain.reviews import event_of, told
from relationships.models import PerformanceReview, ReviewAction
from relationships.queries import possible_owners


def add_review_action(
    review: PerformanceReview, *, title: str, owner: User, due_on: date, by: User, now: datetime
) -> ReviewAction:
    """Note that `owner`, of either side, does something by a day. They are told as soon as they may see the review.

    Refused after the review's end, for a past day, and for somebody who has no part in the project.
    """
    if not title.strip():
        raise Refused(_("Say what is to be done."), "title")
    if review.state == ReviewState.FINAL:
        raise Refused(_("The review is closed; note this in the next one."))
    if due_on < now.astimezone(ZoneInfo(review.project.time_zone)).date():
        raise Refused(_("That day is over."), "due_on")
    if not possible_owners(review.project).filter(pk=owner.pk).exists():
        raise Refused(_("%s has no part in this project.") % owner, "owner")
    with recorded("agreed on an action", by=by):
        action = ReviewAction.objects.create(review=review, title=title.strip(), owner=owner, due_on=due_on)
        publish(
            topics.ACTION_AGREED,
            about=review,
            recipients={owner} - {by},
            params={**told(review), "by": by.name, "action": action.title, "due_on": due_on},
            now=now,
            vendor_id=review.project.vendor_id,
            event={**event_of(review), "action": action.pk, "owner": owner.name, "due_on": due_on.isoformat()},
        )
    return action
