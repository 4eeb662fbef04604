"""Home: what needs me today, in order of harm and date, each with the one action; below, how my projects stand."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

import kpis.needs
import projects.needs
import relationships.needs
import vendors.needs
from accounts.choices import Capability
from accounts.models import User
from accounts.pages import Audience, PlainPage
from core.needs import Harm, Need, by_harm_and_date
from kpis.choices import MISSED, Status
from kpis.needs import KpiStanding
from projects.models import Project
from relationships.models import PerformanceReview

Source = Callable[[User, datetime], list[Need]]
SOURCES: tuple[Source, ...] = (kpis.needs.needs, relationships.needs.needs, projects.needs.needs, vendors.needs.needs)
SHOWN = 12
SHOWN_PROJECTS = 25
# How the first sentence counts matters of a kind; of actions only those that are late. KPIs have their own words.
COUNTED: Mapping[str, Promise] = {
    "review": ngettext_lazy("%d review to hold or close", "%d reviews to hold or close"),
    "score": ngettext_lazy("%d questionnaire to score", "%d questionnaires to score"),
    "decide": ngettext_lazy("%d due diligence to decide", "%d due diligences to decide"),
    "signature": ngettext_lazy("%d scope to sign", "%d scopes to sign"),
    "readiness": ngettext_lazy("%d project to make active", "%d projects to make active"),
    "acceptance": ngettext_lazy("%d milestone to accept", "%d milestones to accept"),
    "milestone": ngettext_lazy("%d milestone late", "%d milestones late"),
    "notice": ngettext_lazy("%d notice date near", "%d notice dates near"),
    "vendor_review": ngettext_lazy("%d vendor to review", "%d vendors to review"),
    "action": ngettext_lazy("%d action overdue", "%d actions overdue"),
}


@dataclass(frozen=True)
class ProjectLine:
    """How one project stands: each KPI in a word, and the next review."""

    project: Project
    standings: Sequence[KpiStanding]
    next_review: PerformanceReview | None


class Home(PlainPage):
    """Where everybody lands after the log-in; a vendor's people go on to the portal."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    template_name = "home.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user.is_vendor_person:
            return redirect("portal-home")
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        needs = needs_of(self.user, self.now)
        lines = project_lines(self.user)
        return super().get_context_data(
            standing=first_sentence(needs, lines),
            needs=needs[:SHOWN],
            left_out=max(0, len(needs) - SHOWN),
            lines=lines[:SHOWN_PROJECTS],
            lines_left_out=max(0, len(lines) - SHOWN_PROJECTS),
            oversees=self.user.role in projects.needs.LOOK_AT_ALL,
            may_read_trail=self.may(Capability.READ_TRAIL),
            may_plan=self.may(Capability.CHANGE_PROJECTS),
            **kwargs,
        )


def needs_of(user: User, now: datetime) -> list[Need]:
    """All that needs `user`, the worst first. A constant number of queries."""
    return by_harm_and_date(chain.from_iterable(source(user, now) for source in SOURCES))


def project_lines(user: User) -> list[ProjectLine]:
    """The projects that `user`'s home is about, those that stand worst first."""
    rows = projects.needs.projects_of(user).select_related("vendor")
    standings = kpis.needs.standings(user, rows)
    reviews = _next_reviews(rows)
    lines = [ProjectLine(project, standings.get(project.pk, []), reviews.get(project.pk)) for project in rows]
    return sorted(lines, key=_worst_first)


def first_sentence(needs: Sequence[Need], lines: Iterable[ProjectLine]) -> str:
    """How it stands, in words: "2 of 9 KPIs below target, 1 at risk; 1 review due this week."."""
    parts = [*_kpi_words(lines), *_need_words(needs)]
    if not parts:
        count = len(needs)
        return (
            ngettext("%d matter needs you.", "%d matters need you.", count) % count
            if needs
            else _("Nothing needs you today.")
        )
    sentence = "; ".join(parts)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _next_reviews(rows: Any) -> dict[int, PerformanceReview]:
    reviews = PerformanceReview.objects.unclosed().filter(project__in=rows.values("pk")).order_by("-due_on")
    return {review.project_id: review for review in reviews}


def _worst_first(line: ProjectLine) -> tuple[int, int, str]:
    below = sum(standing.status in MISSED for standing in line.standings)
    risky = sum(standing.status == Status.AT_RISK for standing in line.standings)
    return -below, -risky, line.project.name


def _kpi_words(lines: Iterable[ProjectLine]) -> Iterable[str]:
    statuses = [standing.status for line in lines for standing in line.standings]
    measured = len(statuses)
    if not measured:
        return
    below = sum(status in MISSED for status in statuses)
    risky = statuses.count(Status.AT_RISK)
    if below:
        words = ngettext("%(below)d of %(all)d KPI below target", "%(below)d of %(all)d KPIs below target", measured)
        words %= {"below": below, "all": measured}
    else:
        words = _("no KPI below target")
    yield words + (", " + _("%d at risk") % risky if risky else "")


def _need_words(needs: Sequence[Need]) -> Iterable[str]:
    counted = Counter(need.kind for need in needs)
    counted["action"] = sum(need.kind == "action" and need.harm == Harm.LATE for need in needs)
    for kind, words in COUNTED.items():
        if counted[kind]:
            yield words % counted[kind]
