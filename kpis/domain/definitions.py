"""Defining a KPI: what it measures, and how, in versions that follow one another at the start of a period."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import PeriodKind, period_containing
from core.validity import valid
from kpis.choices import Aggregation, KpiKind
from kpis.domain.judgement import Levels
from kpis.domain.periods import VersionSpan, day_start, periods_over, span_of
from kpis.domain.refresh import evaluation_wanted
from kpis.domain.targets import end_contradicting_targets, set_target
from kpis.models import BreachMiss, Kpi, KpiVersion, Measurement, PeriodResult
from kpis.queries.results import Opening, open_results
from projects.models import Goal, Project


@dataclass(frozen=True)
class Definition:
    """How a KPI is measured. Unit, direction, data source and the meaning of missing data may come later."""

    aggregation: str
    time_zone: str
    period: str = PeriodKind.MONTH
    unit: str = ""
    direction: str = ""
    threshold: Decimal | None = None
    threshold_side: str = ""
    precision: int = 2
    settling_hours: int = 0
    data_source: str = ""
    missing_data: str = ""
    weight: Decimal = Decimal(1)


@transaction.atomic
def create_kpi(
    *,
    project: Project,
    name: str,
    definition: Definition,
    starts_on: date,
    by: User,
    now: datetime,
    goal: Goal | None = None,
    what: str = "",
    kind: str = KpiKind.KEY_MEASUREMENT,
    is_leading: bool = False,
    owner: User | None = None,
    levels: Levels | None = None,
) -> Kpi:
    """Begin a KPI of `project`, measured from the period that `starts_on` falls into, with a target where given."""
    _check_goal(project, goal)
    _check_owner(owner)
    kpi = Kpi(project=project, goal=goal, name=name, what=what, kind=kind, is_leading=is_leading, owner=owner)
    with recorded("defined a KPI", by=by):
        valid(kpi).save()
        starts_at = _period_start(definition, starts_on)
        valid(KpiVersion(kpi=kpi, number=1, effective_from=starts_at, **_fields(definition))).save()
        if levels is not None:
            set_target(kpi, levels=levels, starts_on=starts_on, by=by, now=now)
    return kpi


def change_kpi(kpi: Kpi, *, by: User, now: datetime, **changes: Any) -> Kpi:
    """Change name, purpose, kind, goal or owner: what does not touch how it is measured."""
    _check_goal(kpi.project, changes.get("goal"))
    _check_owner(changes.get("owner"))
    for field, value in changes.items():
        setattr(kpi, field, value)
    with recorded("changed a KPI", by=by):
        valid(kpi).save()
    return kpi


def change_definition(
    kpi: Kpi, *, definition: Definition, starts_on: date, by: User, now: datetime, reason: str = ""
) -> KpiVersion:
    """Measure `kpi` in another way from the period that `starts_on` falls into: a further version.

    From the very start of the version in force it is a correction of that version. A target that contradicts the new
    direction ends there. Refused where it would reach before the version in force, cut one of its periods, or change a
    locked result.
    """
    current = kpi.versions.select_for_update().get(effective_until=None)
    starts_at = _period_start(definition, starts_on)
    _check_start(kpi, current, starts_at)
    with recorded("changed a KPI’s definition", by=by, reason=reason):
        if starts_at == current.effective_from:
            version = _corrected(current, definition)
        else:
            version = _followed(current, definition, starts_at)
        end_contradicting_targets(kpi, definition.direction, starts_at)
        _measure_again(kpi, span_of(current), version, now)
    return version


def _check_start(kpi: Kpi, current: KpiVersion, starts_at: datetime) -> None:
    if starts_at < current.effective_from:
        raise Refused(
            _("The version in force began on %s; a new one begins later.") % current.effective_from.date().isoformat(),
            "starts_on",
        )
    if not span_of(current).begins_a_period(starts_at):
        raise Refused(_("On this day no period of the version in force begins."), "starts_on")
    if kpi.results.filter(ends_at__gt=starts_at, locked_at__isnull=False).exists():
        raise Refused(_("A result from then on is locked, because a review has used it."), "starts_on")


def _corrected(current: KpiVersion, definition: Definition) -> KpiVersion:
    for field, value in _fields(definition).items():
        setattr(current, field, value)
    valid(current).save()
    return current


def _followed(current: KpiVersion, definition: Definition, starts_at: datetime) -> KpiVersion:
    KpiVersion.objects.filter(pk=current.pk, effective_until=None).update(effective_until=starts_at)
    version = KpiVersion(kpi=current.kpi, number=current.number + 1, effective_from=starts_at, **_fields(definition))
    valid(version).save()
    return version


def _measure_again(kpi: Kpi, before: VersionSpan, version: KpiVersion, now: datetime) -> None:
    """Have the results from the version's start evaluated anew, over its own periods where they differ."""
    after = span_of(version)
    results = PeriodResult.objects.filter(kpi=kpi, starts_at__gte=version.effective_from)
    if (before.kind, before.zone) == (after.kind, after.zone):
        results.update(kpi_version=version, stale_at=now)
    else:
        if BreachMiss.objects.filter(result__in=results).exists():
            raise Refused(_("A breach stands on a period from then on, so the periods cannot change."), "starts_on")
        results.delete()
        reach = Measurement.objects.filter(kpi=kpi, at__gte=version.effective_from).aggregate(
            first=models.Min("at"), last=models.Max("at")
        )
        if reach["first"]:
            periods = periods_over([after], reach["first"], reach["last"])
            open_results([Opening(kpi.pk, version.pk, period) for _span, period in periods], now)
    evaluation_wanted()


def _period_start(definition: Definition, starts_on: date) -> datetime:
    day = day_start(starts_on, definition.time_zone)
    return period_containing(day, PeriodKind(definition.period), definition.time_zone).starts_at


def _fields(definition: Definition) -> dict[str, Any]:
    fields = asdict(definition)
    if definition.aggregation == Aggregation.SHARE:
        if definition.threshold is None or not definition.threshold_side:
            raise Refused(_("A share needs a threshold, and which side of it counts."), "threshold")
    else:
        fields |= {"threshold": None, "threshold_side": ""}
    return fields


def _check_goal(project: Project, goal: Goal | None) -> None:
    if goal is not None and goal.project_id != project.pk:
        raise Refused(_("This goal belongs to another project."), "goal")


def _check_owner(owner: User | None) -> None:
    if owner is not None and (owner.is_vendor_person or not owner.is_active):
        raise Refused(_("The owner of a KPI is an active person of our side."), "owner")
