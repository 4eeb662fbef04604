"""What measuring asks before a project may become active."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kpis.domain.completeness import gaps
from kpis.models import Kpi
from kpis.queries.readings import with_definition
from projects.choices import GoalState
from projects.models import Project
from projects.readiness import Check, Obstacle, register


def _unproved_goals(project: Project, today: date) -> Obstacle | None:
    goals = project.goals.exclude(state=GoalState.DROPPED)
    unproved = list(goals.filter(kpis=None).values_list("statement", flat=True))
    if goals.exists() and not unproved:
        return None
    text = _now("A goal has no KPI that proves it.") if unproved else _now("There is no goal that a KPI could prove.")
    return Obstacle(text, who=str(project.manager), url=reverse("project-kpis", args=[project.pk]), missing=unproved)


def _incomplete_kpis(project: Project, today: date) -> Obstacle | None:
    missing = [
        f"{kpi.name}: {gap.text}" for kpi in with_definition(Kpi.objects.filter(project=project)) for gap in gaps(kpi)
    ]
    if not missing and project.kpis.exists():
        return None
    text = _now("A KPI is not complete.") if missing else _now("There is no KPI.")
    return Obstacle(text, who=str(project.manager), url=reverse("project-kpis", args=[project.pk]), missing=missing)


GOALS_PROVED = register(Check("goals-proved", _("Every goal is proved by a KPI"), _unproved_goals))
KPIS_COMPLETE = register(Check("kpis-complete", _("Every KPI is complete"), _incomplete_kpis))
