"""How often a line of communication comes round: RFC 5545 rules, by day. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrule, rrulestr
from django.utils.translation import gettext as _

from core.errors import Refused

HORIZON = timedelta(days=366 * 5)
KNOWN_PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "UNTIL", "WKST"}
LONGEST_RULE = 200


def checked_cadence(cadence: str, starts_on: date) -> str:
    """The rule as it is kept (`FREQ=…;…`). Refused, with the reason, where it is malformed or never comes about."""
    rule = cadence.strip().upper().removeprefix("RRULE:")
    _refuse_unknown_parts(rule)
    try:
        first = next(iter(_rule(rule, starts_on)), None)
    except (ValueError, TypeError, OverflowError, AttributeError, KeyError, IndexError) as error:
        reason = _("“%(rule)s” is no rule such as FREQ=WEEKLY;BYDAY=TU or FREQ=MONTHLY;BYMONTHDAY=1.")
        raise Refused(reason % {"rule": rule}, "cadence") from error
    if first is None:
        reason = _("By this rule nothing ever happens within five years of the first day.")
        raise Refused(reason, "cadence")
    return rule


def next_occurrences(cadence: str, starts_on: date, *, after: date, count: int = 3) -> list[date]:
    """The first `count` days of a kept rule after `after`; fewer where the rule ends."""
    if after - starts_on > HORIZON * 10:
        return []
    days = (moment.date() for moment in _rule(cadence, starts_on, up_to=max(after, starts_on) + HORIZON))
    return list(islice((day for day in days if day > after), count))


def _rule(rule: str, starts_on: date, up_to: date | None = None) -> rrule:
    """The rule from its first day, ending at `up_to` (five years on) at the latest, so that asking it always ends."""
    parts = parts_of(rule)
    end = up_to or starts_on + HORIZON
    if "UNTIL" in parts:
        end = min(end, datetime.strptime(parts.pop("UNTIL"), "%Y%m%d").replace(tzinfo=UTC).date())
    endless = ";".join(f"{name}={value}" for name, value in parts.items())
    parsed = rrulestr(endless, dtstart=datetime.combine(starts_on, time.min))
    if not isinstance(parsed, rrule):
        raise TypeError(rule)
    return parsed.replace(until=datetime.combine(end, time.max))


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name."""
    return dict(part.partition("=")[::2] for part in rule.split(";"))


def _refuse_unknown_parts(rule: str) -> None:
    if not rule or len(rule) > LONGEST_RULE:
        raise Refused(_("Say how often, as a rule such as FREQ=WEEKLY;BYDAY=TU."), "cadence")
    parts = parts_of(rule)
    if len(parts) != rule.count(";") + 1:
        raise Refused(_("A part stands twice in this rule."), "cadence")
    unknown = sorted(set(parts) - KNOWN_PARTS)
    if unknown:
        reason = _("A cadence is made of days: %(unknown)s cannot be used. Known are %(known)s.")
        raise Refused(reason % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(KNOWN_PARTS))}, "cadence")
    if parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        raise Refused(_("FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY."), "cadence")
    until = parts.get("UNTIL")
    if until is not None and not (len(until) == 8 and until.isascii() and until.isdecimal()):
        raise Refused(_("Write UNTIL as a day: UNTIL=20271231."), "cadence")
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdecimal() and 1 <= int(interval[:4]) <= 100 and len(interval) <= 3):
        raise Refused(_("INTERVAL is a whole number from 1 to 100."), "cadence")
