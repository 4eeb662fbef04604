"""What of measuring needs somebody today, and how each project's KPIs stand."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from core.formats import day
from core.needs import Harm, Need
from kpis.choices import BreachState, Status
from kpis.models import Breach, Kpi, PeriodResult
from kpis.models.results import STATUS_TONES
from projects.models import Project
from projects.needs import projects_of


@dataclass(frozen=True)
class KpiStanding:
    """How a KPI stands by its latest period that has ended and settled."""

    kpi: Kpi
    status: Status

    @property
    def tone(self) -> str:
        return STATUS_TONES[self.status]

    @property
    def label(self) -> str:
        return str(self.status.label)


def standings(user: User, projects: QuerySet[Project]) -> dict[int, list[KpiStanding]]:
    """How the KPIs of `projects` stand, by project, in two queries; a KPI without a result has no data."""
    kpis = list(Kpi.objects.visible_to(user).filter(project__in=projects.values("pk")).order_by("name", "pk"))
    latest = (
        PeriodResult.objects.filter(kpi__in=kpis, is_final=True)
        .order_by("kpi_id", "-starts_at")
        .distinct("kpi_id")
        .values_list("kpi_id", "status")
    )
    status_of = dict(latest)
    found: dict[int, list[KpiStanding]] = defaultdict(list)
    for kpi in kpis:
        found[kpi.project_id].append(KpiStanding(kpi, Status(status_of.get(kpi.pk, Status.NO_DATA))))
    return dict(found)


def needs(user: User, now: datetime) -> list[Need]:
    """Breaches to acknowledge or to close, and KPIs that are about to miss their target."""
    return [*_breaches(user), *_risks(user)]


def _breaches(user: User) -> Iterator[Need]:
    may_handle = Capability.HANDLE_BREACHES in granted(user)
    unclosed = Breach.objects.visible_to(user).exclude(state=BreachState.CLOSED)
    for breach in unclosed.filter(kpi__project__in=projects_of(user).values("pk")).select_related("kpi__project"):
        if breach.recovered_at:
            title, act = _("%s has recovered: close the breach"), _("Close the breach")
            harm, due = Harm.WAITING, _("recovered %s") % day(breach.recovered_at)
        elif breach.state == BreachState.DETECTED:
            title, act = _("%s misses its target"), _("Acknowledge")
            harm, due = Harm.BROKEN, _("since %s") % day(breach.opened_at)
        else:
            title, act = _("%s misses its target; acknowledged"), _("Follow up")
            harm, due = Harm.BROKEN, _("since %s") % day(breach.opened_at)
        yield Need(
            kind="recovered" if breach.recovered_at else "breach",
            harm=harm,
            title=title % breach.kpi.name,
            about=breach.kpi.project.name,
            url=breach.get_absolute_url(),
            act_label=act if may_handle else _("Look"),
            on=breach.opened_at.date(),
            due=due,
        )


def _risks(user: User) -> Iterator[Need]:
    projects = projects_of(user).values("pk")
    latest = (
        PeriodResult.objects.filter(kpi__project__in=projects, is_final=True)
        .order_by("kpi_id", "-starts_at")
        .distinct("kpi_id")
        .values("pk")
    )
    rows = PeriodResult.objects.filter(pk__in=latest, status=Status.AT_RISK)
    for result in rows.select_related("kpi__project"):
        yield Need(
            kind="risk",
            harm=Harm.THREATENED,
            title=_("%s is met, but at risk") % result.kpi.name,
            about=result.kpi.project.name,
            url=result.kpi.get_absolute_url(),
            act_label=_("Look at the KPI"),
            on=result.ends_at.date(),
        )
