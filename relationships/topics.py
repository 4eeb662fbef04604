"""What people are told about performance reviews."""

from django.utils.translation import gettext_lazy as _

from notifications.topics import Topic, register

REVIEW_OPENED = register(
    Topic(
        code="relationships.review_opened",
        label=_("A performance review was opened for comments"),
        title=_("%(project)s: the review is open for comments"),
        text=_(
            "%(by)s opened the performance review of %(project)s, %(first_day)s to %(last_day)s, for comments of both "
            "sides. Please reply by %(reply_by)s; without a reply it counts as accepted."
        ),
    )
)
REVIEW_COMMENTED = register(
    Topic(
        code="relationships.review_commented",
        label=_("Somebody of the other side commented on a performance review"),
        title=_("%(project)s: %(by)s commented on the review"),
        text=_("%(by)s commented on the performance review of %(project)s, %(first_day)s to %(last_day)s: %(comment)s"),
    )
)
REVIEW_CLOSED = register(
    Topic(
        code="relationships.review_closed",
        label=_("A performance review was closed"),
        title=_("%(project)s: the review is closed"),
        text=_(
            "%(by)s closed the performance review of %(project)s, %(first_day)s to %(last_day)s. "
            "The next one is due on %(next_due_on)s."
        ),
    )
)
REVIEW_DUE = register(
    Topic(
        code="relationships.review_due",
        label=_("A performance review is due soon"),
        title=_("%(project)s: performance review due on %(due_on)s"),
        text=_("The performance review of %(project)s, %(first_day)s to %(last_day)s, is due on %(due_on)s."),
    )
)
ACTION_AGREED = register(
    Topic(
        code="relationships.action_agreed",
        label=_("A review agreed on an action of mine"),
        title=_("%(project)s: an action for you, due on %(due_on)s"),
        text=_(
            "%(by)s noted an action for you in the performance review of %(project)s: %(action)s. "
            "It is due on %(due_on)s."
        ),
    )
)
