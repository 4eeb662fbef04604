"""Measuring in words: what a period is called, and how a KPI stands."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django.utils.translation import gettext as _

from core import formats
from core.charts import measure
from core.periods import PeriodKind
from kpis.choices import MissingData, Status
from kpis.models import KpiVersion, PeriodResult, Target


def period_name(starts_at: datetime, version: KpiVersion) -> str:
    """October 2026, Q4 2026, week 43 of 2026, or 5 Oct 2026: the period of `version` that begins at `starts_at`."""
    first_day = starts_at.astimezone(ZoneInfo(version.time_zone)).date()
    match PeriodKind(version.period):
        case PeriodKind.MONTH:
            return format_date(first_day, "MMMM y", locale=formats.current_locale())
        case PeriodKind.QUARTER:
            return format_date(first_day, "QQQ y", locale=formats.current_locale())
        case PeriodKind.WEEK:
            year, week, _day = first_day.isocalendar()
            return _("week %(week)d of %(year)d") % {"week": week, "year": year}
    return formats.day(first_day)


def short_period_name(starts_at: datetime, version: KpiVersion) -> str:
    """The same, as short as an axis needs it."""
    first_day = starts_at.astimezone(ZoneInfo(version.time_zone)).date()
    pattern = {PeriodKind.MONTH: "MMM yy", PeriodKind.QUARTER: "QQQ yy"}.get(PeriodKind(version.period), "d MMM")
    return format_date(first_day, pattern, locale=formats.current_locale())


def level_in_words(target: Target | None, version: KpiVersion) -> str:
    """What is expected: 99.5 %, or 10 to 20 min for a band."""
    if target is None:
        return formats.NOTHING
    if target.expected is not None:
        return _in_unit(target.expected, version)
    ends = {"low": formats.number(target.band_low), "high": _in_unit(target.band_high, version)}
    return _("%(low)s to %(high)s") % ends


def value_in_words(result: PeriodResult) -> str:
    """The result's value with its unit."""
    return measure(result.value, result.kpi_version.unit, result.kpi_version.precision)


def standing(result: PeriodResult | None) -> str:
    """How a KPI stands, as its page's first line: Below minimum in October 2026: 97.2 % against 99.5 %."""
    if result is None or result.evaluated_at is None:
        return _("Nothing has been measured yet.")
    status = result.get_status_display()
    words = {
        "status": status,
        "period": period_name(result.starts_at, result.kpi_version),
        "value": value_in_words(result),
        "expected": level_in_words(result.target, result.kpi_version),
    }
    if result.value is None:
        return _("%(status)s in %(period)s.") % words
    if result.status == Status.NO_TARGET:
        return _("%(value)s in %(period)s; there is no target to judge it by.") % words
    if result.is_final:
        return _("%(status)s in %(period)s: %(value)s against %(expected)s.") % words
    return _("%(status)s so far in %(period)s: %(value)s against %(expected)s.") % words


def missing_in_words(version: KpiVersion) -> str:
    """What missing data mean."""
    return str(MissingData(version.missing_data).label) if version.missing_data else formats.NOTHING


@dataclass(frozen=True)
class ShownResult:
    """A period result with the words that pages show."""

    result: PeriodResult

    @property
    def period(self) -> str:
        return period_name(self.result.starts_at, self.result.kpi_version)

    @property
    def value(self) -> str:
        return value_in_words(self.result)

    @property
    def expected(self) -> str:
        return level_in_words(self.result.target, self.result.kpi_version)

    @property
    def last_day(self) -> datetime:
        return self.result.ends_at - timedelta(microseconds=1)


def _in_unit(value: object, version: KpiVersion) -> str:
    return measure(value, version.unit, _places(value, version.precision))  # type: ignore[arg-type]


def _places(value: object, precision: int) -> int:
    """As many decimals as the level needs, not the ten that it is kept with."""
    return max(0, min(precision, -int(value.normalize().as_tuple().exponent)))  # type: ignore[attr-defined]
