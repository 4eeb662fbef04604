"""Whom measuring tells what."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.choices import Role
from accounts.models import User
from core.rounding import rounded
from kpis.models import Breach, PeriodResult, Target
from kpis.topics import AT_RISK, BREACH_OPENED, BREACH_RECOVERED
from notifications.domain.publish import publish
from notifications.params import Param
from projects.models import CommunicationLine, Project
from vendors.models import VendorMember


@dataclass(frozen=True)
class News:
    """A breach, and the result that it opened with or recovered by."""

    breach: Breach
    result: PeriodResult


def announce_opened(news: Sequence[News], *, now: datetime) -> None:
    """Tell the people of each project, once a breach, that a KPI missed its target."""
    _announce_breaches(BREACH_OPENED, "opened", news, now)


def announce_recovered(news: Sequence[News], *, now: datetime) -> None:
    """Tell the people of each project, once a recovery, that a KPI meets its target again."""
    _announce_breaches(BREACH_RECOVERED, "recovered", news, now)


def announce_risks(result_ids: Collection[int], *, now: datetime) -> None:
    """Tell the people of each project, once a period, that a KPI is beyond its warning level."""
    results = _told_of(result_ids)
    people = people_of(result.kpi.project for result in results)
    for result in results:
        project = result.kpi.project
        publish(
            AT_RISK,
            about=result.kpi,
            recipients=[*people[project.pk], *_owner(result)],
            params=_params(result),
            now=now,
            vendor_id=project.vendor_id,
            dedupe_key=f"kpis.at_risk:{result.pk}",
            event=_event(result),
        )


def _announce_breaches(topic: Any, step: str, news: Sequence[News], now: datetime) -> None:
    results = {result.pk: result for result in _told_of([each.result.pk for each in news])}
    people = people_of(result.kpi.project for result in results.values())
    for each in news:
        result = results[each.result.pk]
        project = result.kpi.project
        publish(
            topic,
            about=each.breach,
            recipients=[*people[project.pk], *_owner(result)],
            params=_params(result),
            now=now,
            vendor_id=project.vendor_id,
            dedupe_key=f"kpis.breach.{step}:{each.breach.pk}" + (f":{result.pk}" if step == "recovered" else ""),
            event={"breach": each.breach.pk, **_event(result)},
        )


def people_of(projects: Iterable[Project]) -> dict[int, list[User]]:
    """Who hears of each project's KPIs: manager, sponsor, owners of its communication lines, the vendor's leads.

    Whoever may not see the project is left out when the message is published.
    """
    by_pk = {project.pk: project for project in projects}
    people: dict[int, list[User]] = defaultdict(list)
    for project in by_pk.values():
        people[project.pk] += [project.manager, project.sponsor]
    lines = CommunicationLine.objects.filter(project__in=by_pk).select_related("client_owner", "vendor_owner")
    for line in lines:
        people[line.project_id] += [owner for owner in (line.client_owner, line.vendor_owner) if owner]
    vendors = {project.vendor_id for project in by_pk.values()}
    leads: dict[int, list[User]] = defaultdict(list)
    for member in VendorMember.objects.filter(vendor__in=vendors, user__role=Role.VENDOR_LEAD).select_related("user"):
        leads[member.vendor_id].append(member.user)
    for project in by_pk.values():
        people[project.pk] += leads[project.vendor_id]
    return people


def _owner(result: PeriodResult) -> list[User]:
    return [result.kpi.owner] if result.kpi.owner else []


def _told_of(result_ids: Collection[int]) -> list[PeriodResult]:
    rows = PeriodResult.objects.filter(pk__in=result_ids).order_by("pk")
    return list(
        rows.select_related("kpi__project__manager", "kpi__project__sponsor", "kpi__owner", "kpi_version", "target")
    )


def _params(result: PeriodResult) -> dict[str, Param]:
    zone, unit = ZoneInfo(result.kpi_version.time_zone), result.kpi_version.unit
    return {
        "kpi": result.kpi.name,
        "project": result.kpi.project.name,
        "value": _with_unit(_exact(result.value, result.kpi_version.precision), unit),
        "expected": _with_unit(_expected(result.target), unit),
        "first_day": result.starts_at.astimezone(zone).date(),
        "last_day": (result.ends_at.astimezone(zone) - timedelta(days=1)).date(),
    }


def _exact(value: Decimal | None, precision: int) -> str | None:
    return None if value is None else f"{rounded(value, precision):f}"


def _expected(target: Target | None) -> object:
    if target is None:
        return None
    if target.expected is not None:
        return f"{target.expected.normalize():f}"
    low, high = target.band_low or Decimal(0), target.band_high or Decimal(0)  # a target without `expected` has both
    return f"{low.normalize():f}–{high.normalize():f}"


def _with_unit(value: object, unit: str) -> str:
    if value is None:
        return "–"
    return f"{value} {unit}".strip()


def _event(result: PeriodResult) -> dict[str, Any]:
    return {
        "kpi": result.kpi_id,
        "project": result.kpi.project_id,
        "vendor": result.kpi.project.vendor_id,
        "starts_at": result.starts_at,
        "ends_at": result.ends_at,
        "value": result.value,
        "status": result.status,
    }
