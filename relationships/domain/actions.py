"""What a review agrees on: who does what until when."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from projects.queries import concerned_with
from relationships.choices import ReviewState
from relationships.domain.telling import tell_owner
from relationships.models import PerformanceReview, ReviewAction


def add_review_action(
    review: PerformanceReview, *, title: str, owner: User, due_on: date, by: User, now: datetime
) -> ReviewAction:
    """Note that `owner`, of either side, does something by a day. They are told as soon as they may see the review: the
    vendor's people when it opens for comments.

    Refused after the review's end, for a past day, and for somebody who has no part in the project.
    """
    if not title.strip():
        raise Refused(_("Say what is to be done."), "title")
    if review.state == ReviewState.FINAL:
        raise Refused(_("The review is closed; note this in the next one."))
    if due_on < local_day(now, review.project.time_zone):
        raise Refused(_("That day is over."), "due_on")
    if not concerned_with(review.project).filter(pk=owner.pk).exists():
        raise Refused(_("%s has no part in this project.") % owner, "owner")
    with recorded("agreed on an action", by=by):
        action = ReviewAction.objects.create(review=review, title=title.strip(), owner=owner, due_on=due_on)
        tell_owner(action, by=by, now=now)
    return action
