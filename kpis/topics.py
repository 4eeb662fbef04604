"""What people are told of measuring."""

from django.utils.translation import gettext_lazy as _

from notifications.topics import Topic, register

BREACH_OPENED = register(
    Topic(
        code="kpis.breach_opened",
        label=_("A KPI missed its target"),
        title=_("%(kpi)s missed its target"),
        text=_(
            "In the project %(project)s, %(kpi)s came to %(value)s from %(first_day)s to %(last_day)s; %(expected)s is"
            " expected. A breach is open until somebody closes it with its cause and what was done."
        ),
    )
)
BREACH_RECOVERED = register(
    Topic(
        code="kpis.breach_recovered",
        label=_("A KPI recovered from a breach"),
        title=_("%(kpi)s meets its target again"),
        text=_(
            "In the project %(project)s, %(kpi)s came to %(value)s from %(first_day)s to %(last_day)s; %(expected)s is"
            " expected. The breach can be closed."
        ),
    )
)
AT_RISK = register(
    Topic(
        code="kpis.at_risk",
        label=_("A KPI is at risk"),
        title=_("%(kpi)s is at risk"),
        text=_(
            "In the project %(project)s, %(kpi)s stands at %(value)s for %(first_day)s to %(last_day)s. That meets the"
            " target of %(expected)s, but lies beyond the warning level."
        ),
    )
)
