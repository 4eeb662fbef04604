"""What of performance reviews needs somebody today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from core.formats import day
from core.needs import Harm, Need
from core.periods import local_day
from projects.choices import ProjectState
from relationships.choices import ReviewState
from relationships.domain.reviews import may_be_closed
from relationships.models import PerformanceReview, ReviewAction
from relationships.queries import with_hearing

LOOK_AHEAD = timedelta(days=7)


def needs(user: User, now: datetime) -> list[Need]:
    """Reviews of `user`'s projects to hold or close, those that wait for their comment, and their own actions."""
    return [*_reviews(user, now), *_actions(user, now)]


def _reviews(user: User, now: datetime) -> Iterator[Need]:
    if Capability.CHANGE_REVIEWS not in granted(user):
        return
    mine = (
        PerformanceReview.objects.visible_to(user)
        .unclosed()
        .exclude(project__state=ProjectState.CLOSED)
        .filter(Q(project__manager=user) | Q(project__places__user=user))
        .select_related("project", "opening")
        .distinct()
    )
    for review in with_hearing(mine):
        need = _need_of(review, local_day(now, review.project.time_zone))
        if need:
            yield need


def _need_of(review: PerformanceReview, today: date) -> Need | None:
    """What `review` needs of its project's team now, if anything."""
    can_close = may_be_closed(review, heard=review.is_heard, today=today)  # type: ignore[attr-defined]
    if review.due_on < today:
        harm, words = Harm.LATE, _("was due on %s") % day(review.due_on)
    elif can_close:
        harm, words = Harm.WAITING, _("due on %s") % day(review.due_on)
    elif review.due_on <= today + LOOK_AHEAD:
        harm, words = Harm.COMING, _("due on %s") % day(review.due_on)
    else:
        return None
    title, act_label, act = _words(review, can_close)
    return Need(
        kind="review",
        harm=harm,
        title=title,
        about=review.project.name,
        url=review.get_absolute_url(),
        act_label=act_label,
        on=review.due_on,
        due=words,
        act=act,
    )


def _words(review: PerformanceReview, can_close: bool) -> tuple[str, str, str]:
    """What is to be said of `review`, what its button says, and where the button leads."""
    if can_close:
        title = _("The vendor’s side has had its say: the review can be closed")
        return title, _("Close the review"), reverse("review-closing", args=[review.pk])
    if review.state == ReviewState.DRAFT:
        title = _("Performance review to be opened for comments")
        return title, _("Open the review"), reverse("review-opening", args=[review.pk])
    return _("Performance review waits for the vendor’s side"), _("Look at the review"), review.get_absolute_url()


def _actions(user: User, now: datetime) -> Iterator[Need]:
    today = timezone.localdate(now)
    mine = (
        ReviewAction.objects.visible_to(user)
        .unfinished()
        .owned_by(user)
        .filter(due_on__lte=today + LOOK_AHEAD)
        .select_related("review__project")
    )
    for action in mine:
        late = action.due_on < today
        yield Need(
            kind="action",
            harm=Harm.LATE if late else Harm.COMING,
            title=action.title,
            about=action.review.project.name,
            url=action.get_absolute_url(),
            act_label=_("Look at the action"),
            on=action.due_on,
            due=(_("was due on %s") if late else _("due on %s")) % day(action.due_on),
        )
