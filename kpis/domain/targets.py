"""How well a KPI has to do, from a date."""

from dataclasses import asdict
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from kpis.choices import Direction
from kpis.domain.judgement import Levels
from kpis.domain.periods import day_start, span_at, span_of
from kpis.domain.refresh import evaluation_wanted
from kpis.models import Kpi, Target


def set_target(
    kpi: Kpi, *, levels: Levels, starts_on: date, by: User, now: datetime, grace_periods: int = 0, reason: str = ""
) -> Target:
    """Judge `kpi` by `levels` from the period that `starts_on` falls into, until the next target begins.

    A day before the KPI began means its beginning. A target that begins with the same period is replaced. Refused where
    the levels contradict each other or the KPI's direction, and where it would change a locked result.
    """
    versions = list(kpi.versions.select_for_update().order_by("effective_from"))
    spans = [span_of(version) for version in versions]
    day = day_start(starts_on, versions[-1].time_zone)
    span = span_at(spans, day) or spans[0]
    starts_at = max(span.period_at(day).starts_at, spans[0].starts_at)
    check_levels(levels, versions[-1].direction)
    following = kpi.targets.filter(effective_from__gt=starts_at).order_by("effective_from").first()
    until = following.effective_from if following else None
    with recorded("set a target", by=by, reason=reason):
        target = kpi.targets.filter(effective_from=starts_at).first() or Target(kpi=kpi, effective_from=starts_at)
        _judge_again(kpi, starts_at, until, now)
        kpi.targets.filter(effective_from__lt=starts_at, effective_until=until).update(effective_until=starts_at)
        target.effective_until, target.grace_periods = until, grace_periods
        for field, value in asdict(levels).items():
            setattr(target, field, value)
        valid(target).save()
    return target


def end_contradicting_targets(kpi: Kpi, direction: str, starts_at: datetime) -> None:
    """Let the targets that do not fit `direction` end at `starts_at`; those that begin later are taken back."""
    for target in kpi.targets.exclude(effective_until__lte=starts_at):
        if _fits(target, direction):
            continue
        if target.effective_from < starts_at:
            target.effective_until = starts_at
            target.save(update_fields=["effective_until"])
        else:
            kpi.results.filter(target=target).update(target=None)
            target.delete()


def _fits(target: Target, direction: str) -> bool:
    try:
        check_levels(levels_of(target), direction)
    except Refused:
        return False
    return True


def levels_of(target: Target) -> Levels:
    """The levels of a target, for the judgement."""
    return Levels(**{field: getattr(target, field) for field in Levels.__dataclass_fields__})


def check_levels(levels: Levels, direction: str) -> None:
    """Raise Refused, naming the field, where the levels contradict each other or `direction`."""
    if not direction:
        raise Refused(_("Say first which direction is better: without it a value cannot be judged."), "direction")
    if direction == Direction.BAND:
        _check_band(levels)
    else:
        _check_one_sided(levels, lower_is_better=direction == Direction.LOWER)


def _check_one_sided(levels: Levels, *, lower_is_better: bool) -> None:
    for field in ("band_low", "band_high", "outer_low", "outer_high"):
        if getattr(levels, field) is not None:
            raise Refused(_("Only a KPI whose direction is “inside a band” has a band."), field)
    if levels.expected is None:
        raise Refused(_("Say which level is expected."), "expected")
    expected, sign = levels.expected, -1 if lower_is_better else 1
    if levels.warning is not None and sign * (levels.warning - expected) <= 0:
        raise Refused(_("The warning level is stricter than the expected one, so that it warns in time."), "warning")
    if levels.minimum is not None and sign * (levels.minimum - expected) > 0:
        raise Refused(_("The minimum level is not stricter than the expected one."), "minimum")


def _check_band(levels: Levels) -> None:
    for field in ("expected", "minimum", "warning"):
        if getattr(levels, field) is not None:
            raise Refused(_("A KPI whose direction is “inside a band” has a band instead."), field)
    if levels.band_low is None or levels.band_high is None:
        raise Refused(_("Say where the band begins and ends."), "band_low" if levels.band_low is None else "band_high")
    if levels.band_low >= levels.band_high:
        raise Refused(_("A band has a width: it ends above where it begins."), "band_high")
    if levels.outer_low is not None and levels.outer_low > levels.band_low:
        raise Refused(_("The outer limit lies outside the band."), "outer_low")
    if levels.outer_high is not None and levels.outer_high < levels.band_high:
        raise Refused(_("The outer limit lies outside the band."), "outer_high")


def _judge_again(kpi: Kpi, starts_at: datetime, until: datetime | None, now: datetime) -> None:
    results = kpi.results.filter(starts_at__gte=starts_at)
    if until is not None:
        results = results.filter(starts_at__lt=until)
    if results.filter(locked_at__isnull=False).exists():
        raise Refused(_("A result from then on is locked, because a review has used it."), "starts_on")
    if results.update(stale_at=now):
        evaluation_wanted()
