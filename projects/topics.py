"""What people are told of agreeing."""

from django.utils.translation import gettext_lazy as _

from notifications.topics import Topic, register

SCOPE_PROPOSED = register(
    Topic(
        code="projects.scope_proposed",
        label=_("A scope version waits for signatures"),
        title=_("Please sign scope version %(number)s of %(project)s"),
        text=_("%(by)s proposed scope version %(number)s of %(project)s with %(vendor)s. Both sides sign it."),
    )
)
SCOPE_SIGNED = register(
    Topic(
        code="projects.scope_signed",
        label=_("A side signed a scope version"),
        title=_("%(by)s signed scope version %(number)s of %(project)s"),
        text=_("Scope version %(number)s of %(project)s has one signature; the other side’s is still missing."),
    )
)
SCOPE_IN_FORCE = register(
    Topic(
        code="projects.scope_in_force",
        label=_("A scope version came in force"),
        title=_("Scope version %(number)s of %(project)s is in force"),
        text=_("Both sides signed scope version %(number)s of %(project)s; %(by)s was the second."),
    )
)
SCOPE_WITHDRAWN = register(
    Topic(
        code="projects.scope_withdrawn",
        label=_("A scope version was withdrawn"),
        title=_("Scope version %(number)s of %(project)s was withdrawn"),
        text=_("%(by)s withdrew scope version %(number)s of %(project)s: %(reason)s"),
    )
)
PROJECT_ACTIVATED = register(
    Topic(
        code="projects.activated",
        label=_("A project became active"),
        title=_("%(project)s is active"),
        text=_("%(by)s activated %(project)s with %(vendor)s."),
    )
)
MILESTONE_SUBMITTED = register(
    Topic(
        code="projects.milestone_submitted",
        label=_("A milestone was submitted"),
        title=_("“%(milestone)s” of %(project)s waits for acceptance"),
        text=_("%(by)s submitted the milestone “%(milestone)s” of %(project)s."),
    )
)
MILESTONE_JUDGED = register(
    Topic(
        code="projects.milestone_judged",
        label=_("A milestone was accepted or sent back"),
        title=_("“%(milestone)s” of %(project)s: %(state)s"),
        text=_("%(by)s looked at the milestone “%(milestone)s” of %(project)s. %(note)s"),
    )
)
MILESTONE_DUE = register(
    Topic(
        code="projects.milestone_due",
        label=_("A milestone is due"),
        title=_("“%(milestone)s” of %(project)s is due on %(due_on)s"),
        text=_("The milestone “%(milestone)s” of %(project)s is to be reached by %(due_on)s."),
    )
)
CONTRACT_NOTICE = register(
    Topic(
        code="projects.contract_notice",
        label=_("A contract’s notice is due"),
        title=_("Decide on “%(contract)s” by %(notice_by)s"),
        text=_("“%(contract)s” with %(vendor)s ends or renews on %(renews_on)s; notice is due by %(notice_by)s."),
        internal=True,
    )
)
