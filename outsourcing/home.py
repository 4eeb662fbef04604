"""Home: what needs me today, in order of harm and date, each with the one action; below, how my projects stand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
            standing=first_sentence(needs, lines, timezone.localdate(self.now)),
            needs=needs[:SHOWN],
            left_out=max(0, len(needs) - SHOWN),
            lines=lines,
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


def first_sentence(needs: Iterable[Need], lines: Iterable[ProjectLine], today: date) -> str:
    """How it stands, in words: "2 of 9 KPIs below target, 1 at risk; 1 review due this week."."""
    parts = [*_kpi_words(lines), *_need_words(list(needs))]
    if not parts:
        return _("Nothing needs you today.")
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
    counted = {kind: sum(need.kind == kind for need in needs) for kind in {need.kind for need in needs}}
    late_actions = sum(need.kind == "action" and need.harm == Harm.LATE for need in needs)
    for count, one, many in (
        (counted.get("review", 0), "%d review to hold or close", "%d reviews to hold or close"),
        (counted.get("score", 0), "%d questionnaire to score", "%d questionnaires to score"),
        (counted.get("decide", 0), "%d due diligence to decide", "%d due diligences to decide"),
        (counted.get("signature", 0), "%d scope to sign", "%d scopes to sign"),
        (counted.get("notice", 0), "%d notice date near", "%d notice dates near"),
        (counted.get("vendor_review", 0), "%d vendor to review", "%d vendors to review"),
        (late_actions, "%d action overdue", "%d actions overdue"),
    ):
        if count:
            yield ngettext(one, many, count) % count
