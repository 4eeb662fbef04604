"""Which period of which version an instant falls into. Pure.

A KPI's versions follow one another without a gap, each beginning where a period of both begins, so that every instant
since the KPI's beginning lies in exactly one period of exactly one version.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.errors import Refused
from core.periods import Period, PeriodKind, midnight, next_period, period_containing
from kpis.models import KpiVersion

# Measurements before the year 2000 are not taken, and nothing is planned for the next century.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class VersionSpan:
    """What of a version decides its periods: in force over [starts_at, ends_at), `ends_at` None for the present one."""

    pk: int
    starts_at: datetime
    ends_at: datetime | None
    kind: str
    zone: str

    def period_at(self, instant: datetime) -> Period:
        """The period of this version that `instant` falls into."""
        return period_containing(instant, PeriodKind(self.kind), self.zone)

    def next(self, period: Period) -> Period:
        return next_period(period, PeriodKind(self.kind), self.zone)

    def begins_a_period(self, instant: datetime) -> bool:
        """Whether a period of this version begins at `instant`."""
        return self.period_at(instant).starts_at == instant


def span_of(version: KpiVersion) -> VersionSpan:
    """What of `version` decides its periods."""
    return VersionSpan(
        pk=version.pk,
        starts_at=version.effective_from,
        ends_at=version.effective_until,
        kind=version.period,
        zone=version.time_zone,
    )


def span_at(spans: Sequence[VersionSpan], instant: datetime) -> VersionSpan | None:
    """The version in force at `instant`; None before the KPI began."""
    for span in spans:
        if span.starts_at <= instant and (span.ends_at is None or instant < span.ends_at):
            return span
    return None


def day_start(day: date, zone: str) -> datetime:
    """The instant at which `day` begins in `zone`. Refused where no calendar of ours reaches."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(_("A day between the years 2000 and 2100 is expected."), "starts_on")
    return midnight(day, zone)


def periods_over(spans: Sequence[VersionSpan], first: datetime, last: datetime) -> Iterator[tuple[VersionSpan, Period]]:
    """Every period from the one that `first` falls into to the one that `last` falls into, in order."""
    for span in sorted(spans, key=lambda each: each.starts_at):
        begins = max(first, span.starts_at)
        ends = last if span.ends_at is None else min(last, span.ends_at - timedelta(microseconds=1))
        if begins > ends:
            continue
        period = span.period_at(begins)
        while period.starts_at <= ends:
            yield span, period
            period = span.next(period)
