"""A cadence as people say it, in the reader's language: "Every two weeks on Monday and Thursday". Pure."""

import re
from datetime import date

from babel.lists import format_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core import formats
from projects.domain.cadence import parts_of
from projects.domain.rhythms import Choice, Rhythm, Weekday, cadence_of

WEEKDAY_OF_MONTH = re.compile(r"([+-]?\d)(MO|TU|WE|TH|FR|SA|SU)")
MONTHS_OF_A_YEAR = 12
WORKING_DAYS = "MO,TU,WE,TH,FR"
NTH = {
    1: pgettext_lazy("which of a month", "first"),
    2: pgettext_lazy("which of a month", "second"),
    3: pgettext_lazy("which of a month", "third"),
    4: pgettext_lazy("which of a month", "fourth"),
    5: pgettext_lazy("which of a month", "fifth"),
    -1: pgettext_lazy("which of a month", "last"),
    -2: pgettext_lazy("which of a month", "second to last"),
}
# Intervals that have a name of their own.
NAMED = {
    ("WEEKLY", 2): gettext_lazy("Every two weeks"),
    ("MONTHLY", 3): gettext_lazy("Every quarter"),
    ("MONTHLY", 6): gettext_lazy("Every half-year"),
    ("MONTHLY", MONTHS_OF_A_YEAR): gettext_lazy("Every year"),
}


def in_words(cadence: str, starts_on: date) -> str:
    """What a kept rule says. Days that no short sentence tells are called set days: the dates stand beside it."""
    parts = parts_of(cadence)
    until = parts.pop("UNTIL", "")
    parts.pop("WKST", None)
    frequency, interval = parts.pop("FREQ"), int(parts.pop("INTERVAL", "1"))
    words = _every(frequency, interval)
    if frequency == "MONTHLY" and interval == MONTHS_OF_A_YEAR and parts in ({}, _clamped(starts_on.day)):
        on = _("on %s") % formats.day_of_year(starts_on)
    else:
        on = _on(frequency, parts, starts_on)
    words = f"{words} {on}".rstrip()
    return f"{words}, {_('until %s') % formats.day(date.fromisoformat(until))}" if until else words


def _every(frequency: str, interval: int) -> str:
    if (frequency, interval) in NAMED:
        return str(NAMED[frequency, interval])
    if frequency == "DAILY":
        words = ngettext("Every day", "Every %(count)d days", interval)
    elif frequency == "WEEKLY":
        words = ngettext("Every week", "Every %(count)d weeks", interval)
    elif frequency == "MONTHLY":
        words = ngettext("Every month", "Every %(count)d months", interval)
    else:
        words = ngettext("Every year", "Every %(count)d years", interval)
    return words % {"count": interval}


def _on(frequency: str, days: dict[str, str], starts_on: date) -> str:
    """On which days: of the week, of the month or of the year. Empty where every day is meant."""
    if frequency == "DAILY" and not days:
        return ""
    if frequency == "WEEKLY" and set(days) <= {"BYDAY"}:
        return _on_weekdays(days.get("BYDAY") or list(Weekday)[starts_on.weekday()].value)
    if frequency == "MONTHLY":
        return _on_day_of_month(days, starts_on)
    if frequency == "YEARLY" and not days:
        return _("on %s") % formats.day_of_year(starts_on)
    return _("on set days")


def _on_weekdays(days: str) -> str:
    if days == WORKING_DAYS:
        return _("from Monday to Friday")
    chosen = days.split(",")
    if not set(chosen) <= set(Weekday.values):
        return _("on set days")
    names = [str(day.label) for day in Weekday if day.value in chosen]
    return _("on %s") % format_list(names, locale=formats.current_locale())


def _on_day_of_month(days: dict[str, str], starts_on: date) -> str:
    if not days:
        return _("on day %d") % starts_on.day
    if set(days) == {"BYMONTHDAY"}:
        return _on_numbered_day(days["BYMONTHDAY"])
    if days == _clamped(starts_on.day):
        return _("on day %d, or the last day of a shorter month") % starts_on.day
    if set(days) == {"BYDAY"} and (found := WEEKDAY_OF_MONTH.fullmatch(days["BYDAY"])):
        nth = NTH.get(int(found[1]))
        weekday = Weekday(found[2]).label
        return _("on the %(nth)s %(weekday)s") % {"nth": nth, "weekday": weekday} if nth else _("on set days")
    if days == {"BYDAY": WORKING_DAYS, "BYSETPOS": days.get("BYSETPOS")}:
        return _on_working_day(days["BYSETPOS"])
    return _("on set days")


def _clamped(day: int) -> dict[str, str]:
    """The parts that make a day its month's last where the month is shorter."""
    rule = cadence_of(Choice(Rhythm.MONTHLY), date(2000, 1, day))
    return {name: value for name, value in parts_of(rule).items() if name != "FREQ"}


def _on_numbered_day(day: str) -> str:
    if day == "-1":
        return _("on the last day of the month")
    return _("on day %s") % day if day.isdecimal() else _("on set days")


def _on_working_day(position: str) -> str:
    nth = NTH.get(int(position)) if re.fullmatch(r"[+-]?\d", position) else None
    return _("on the %s day from Monday to Friday") % nth if nth else _("on set days")
