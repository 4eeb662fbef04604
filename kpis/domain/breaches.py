"""Missed targets: found by the evaluation, handled by people."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.text import in_sentence
from core.validity import valid
from kpis.choices import ACHIEVED, MISSED, BreachState, BreachStep
from kpis.domain.announcements import News, announce_opened, announce_recovered
from kpis.models import Breach, BreachHandling, BreachMiss, PeriodResult


def follow_breaches(final_results: Sequence[PeriodResult], *, now: datetime) -> None:
    """Let breaches follow from results that have just been judged for good.

    A miss opens a breach, or joins the one that is open; the last judged period says whether the KPI has recovered.
    Only what the database says now counts, so that evaluating the same results again changes nothing.
    """
    kpis = sorted({result.kpi_id for result in final_results})
    if not kpis:
        return
    with recorded("judged a period", by=None):
        _join(_new_misses(final_results), now)
        _recover(kpis, now)


def _new_misses(results: Sequence[PeriodResult]) -> list[PeriodResult]:
    rows = PeriodResult.objects.filter(pk__in=[result.pk for result in results], status__in=MISSED, miss=None)
    return list(rows.order_by("kpi_id", "starts_at"))


def _join(misses: Sequence[PeriodResult], now: datetime) -> None:
    """Give every miss its breach, opening those that are not open yet."""
    if not misses:
        return
    latest = {miss.kpi_id: miss for miss in misses}
    known = set(_open(latest).values_list("pk", flat=True))
    Breach.objects.bulk_create([Breach(kpi_id=kpi_id, opened_at=now) for kpi_id in latest], ignore_conflicts=True)
    breaches = {breach.kpi_id: breach for breach in _open(latest)}
    BreachMiss.objects.bulk_create(
        [BreachMiss(breach=breaches[miss.kpi_id], result=miss, joined_at=now) for miss in misses], ignore_conflicts=True
    )
    opened = [breach for breach in breaches.values() if breach.pk not in known]
    announce_opened([News(breach, latest[breach.kpi_id]) for breach in opened], now=now)


def _open(kpi_ids: Iterable[int]) -> QuerySet[Breach]:
    rows = Breach.objects.filter(kpi__in=list(kpi_ids)).exclude(state=BreachState.CLOSED)
    return rows.select_for_update(of=("self",)).order_by("kpi_id")


def _recover(kpi_ids: Sequence[int], now: datetime) -> None:
    """Mark each open breach as recovered, or as not, by the KPI's last judged period."""
    breaches = {breach.kpi_id: breach for breach in _open(kpi_ids)}
    judged = PeriodResult.objects.filter(kpi__in=breaches, is_final=True, status__in=ACHIEVED | MISSED)
    recovered, again = [], []
    for result in judged.order_by("kpi_id", "-starts_at").distinct("kpi_id"):
        breach = breaches[result.kpi_id]
        if result.status in ACHIEVED and breach.recovered_at is None:
            recovered.append(News(breach, result))
        elif result.status in MISSED and breach.recovered_at is not None:
            again.append(breach.pk)
    Breach.objects.filter(pk__in=[news.breach.pk for news in recovered]).update(recovered_at=now)
    Breach.objects.filter(pk__in=again).update(recovered_at=None)
    announce_recovered(recovered, now=now)


@transaction.atomic
def acknowledge(breach: Breach, *, by: User, now: datetime, note: str = "") -> Breach:
    """Say that somebody has seen the breach and takes care of it."""
    with recorded("acknowledged a breach", by=by, reason=note):
        _move(breach, {BreachState.DETECTED}, BreachState.ACKNOWLEDGED)
        _handled(breach, BreachStep.ACKNOWLEDGED, by, now, note)
    return breach


@transaction.atomic
def close(breach: Breach, *, cause: str, corrective_action: str, by: User, now: datetime, reason: str = "") -> Breach:
    """Close a breach with its cause and what was done about it.

    While the KPI has not recovered, only with a reason for closing it all the same.
    """
    for field, text in (("cause", cause), ("corrective_action", corrective_action)):
        if not text.strip():
            raise Refused(_("A breach is closed with its cause and the corrective action."), field)
    if breach.recovered_at is None and not reason.strip():
        raise Refused(_("No period has met the target since: say why the breach is closed all the same."), "reason")
    with recorded("closed a breach", by=by, reason=reason):
        _move(
            breach,
            {BreachState.DETECTED, BreachState.ACKNOWLEDGED},
            BreachState.CLOSED,
            cause=cause.strip(),
            corrective_action=corrective_action.strip(),
            closed_at=now,
        )
        _handled(breach, BreachStep.CLOSED, by, now, reason)
    return breach


def _move(breach: Breach, before: set[BreachState], after: str, **fields: object) -> None:
    if not Breach.objects.filter(pk=breach.pk, state__in=before).update(state=after, **fields):
        raise Refused(_("Somebody has dealt with this breach in the meantime; it is %s now.") % _state_of(breach))
    breach.refresh_from_db()


def _state_of(breach: Breach) -> str:
    return in_sentence(Breach.objects.get(pk=breach.pk).get_state_display())


def _handled(breach: Breach, step: str, by: User, now: datetime, note: str) -> None:
    valid(BreachHandling(breach=breach, step=step, by=by, at=now, note=note.strip())).save()
