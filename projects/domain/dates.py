"""When a contract renews, by when notice must be given, and when to remind: pure, and able to say why.

`renews_on` = start + term (the first day that the term no longer covers); `notice_by` = renews_on - notice;
`remind_on` = notice_by - lead. Months clamp to the last day of a shorter month, and each term is counted from the
first start in one step, so that a clamped day is not carried on. Dates in calendar units stand where they fall.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import formats
from projects.choices import NoticeUnit, Renewal

LAST_DAY_COUNTED = date(9000, 1, 1)


@dataclass(frozen=True)
class Terms:
    """What a contract says about its length."""

    start_on: date
    term_months: int
    renewal: Renewal
    notice_amount: int
    notice_unit: NoticeUnit
    lead_days: int


@dataclass(frozen=True)
class TermDates:
    """The dates of one term; `number` is 1 for the first."""

    number: int
    starts_on: date
    renews_on: date
    notice_by: date
    remind_on: date


@dataclass(frozen=True)
class Reason:
    """A date and the sentence that shows how it was counted."""

    name: str
    on: date
    why: str


def term_dates(terms: Terms, number: int = 1) -> TermDates:
    """The dates of term `number` (from 1), each counted from the first start in one step."""
    renews_on = terms.start_on + relativedelta(months=terms.term_months * number)
    notice_by = renews_on - _notice(terms)
    return TermDates(
        number=number,
        starts_on=terms.start_on + relativedelta(months=terms.term_months * (number - 1)),
        renews_on=renews_on,
        notice_by=notice_by,
        remind_on=notice_by - relativedelta(days=terms.lead_days),
    )


def current_term(terms: Terms, today: date) -> TermDates:
    """The term that covers `today`, however many renewals are behind it.

    Before the start it is the first. A contract that does not renew by itself has one term, which may be over.
    """
    if terms.renewal != Renewal.AUTOMATIC or today < terms.start_on:
        return term_dates(terms)
    months = (today.year - terms.start_on.year) * 12 + today.month - terms.start_on.month
    number = max(1, months // terms.term_months)
    while term_dates(terms, number).renews_on <= today:
        number += 1
    return term_dates(terms, number)


def has_ended(terms: Terms, today: date) -> bool:
    """Whether the last term is over and nothing renewed it."""
    return current_term(terms, today).renews_on <= today


def reminders_between(terms: Terms, first: date, last: date) -> Iterator[TermDates]:
    """The terms whose `remind_on` falls from `first` to `last`, both included."""
    if terms.renewal != Renewal.AUTOMATIC:
        only = term_dates(terms)
        if first <= only.remind_on <= last:
            yield only
        return
    dates = current_term(terms, first)
    while dates.remind_on <= last and dates.renews_on < LAST_DAY_COUNTED:
        if dates.remind_on >= first:
            yield dates
        dates = term_dates(terms, dates.number + 1)


def notice_is_longer_than_the_term(terms: Terms) -> bool:
    """Whether notice would be due before the contract begins."""
    first = term_dates(terms)
    return first.notice_by < first.starts_on


def reasons(terms: Terms, dates: TermDates) -> list[Reason]:
    """Each date of a term with its arithmetic in words, in the reader's language."""
    ends = terms.renewal == Renewal.NONE
    return [
        Reason(_("Ends on") if ends else _("Renews on"), dates.renews_on, _why_renews(terms, dates)),
        Reason(_("Notice by"), dates.notice_by, _why_notice(terms, dates)),
        Reason(_("Reminder on"), dates.remind_on, _why_reminder(terms, dates)),
    ]


def notice_in_words(terms: Terms) -> str:
    """How long before the end notice is given: "3 months"."""
    return _length(terms.notice_amount, terms.notice_unit)


def _notice(terms: Terms) -> relativedelta:
    if terms.notice_unit == NoticeUnit.MONTHS:
        return relativedelta(months=terms.notice_amount)
    if terms.notice_unit == NoticeUnit.WEEKS:
        return relativedelta(weeks=terms.notice_amount)
    return relativedelta(days=terms.notice_amount)


def _why_renews(terms: Terms, dates: TermDates) -> str:
    months = terms.term_months * dates.number
    counted = ngettext(
        "%(start)s (first start) + %(months)d month = %(date)s, the first day that the term no longer covers.",
        "%(start)s (first start) + %(months)d months = %(date)s, the first day that the term no longer covers.",
        months,
    ) % {"start": formats.day(terms.start_on), "months": months, "date": formats.day(dates.renews_on)}
    if dates.number > 1:
        counted += " " + _("%(number)d terms of %(months)d months are counted in one step.") % {
            "number": dates.number,
            "months": terms.term_months,
        }
    return counted + _clamped(terms.start_on, dates.renews_on)


def _why_notice(terms: Terms, dates: TermDates) -> str:
    counted = _("%(renews_on)s − %(notice)s of notice = %(date)s.") % {
        "renews_on": formats.day(dates.renews_on),
        "notice": _length(terms.notice_amount, terms.notice_unit),
        "date": formats.day(dates.notice_by),
    }
    if terms.notice_unit == NoticeUnit.MONTHS:
        counted += _clamped(dates.renews_on, dates.notice_by)
    return counted


def _why_reminder(terms: Terms, dates: TermDates) -> str:
    return _("%(notice_by)s − %(lead)s = %(date)s.") % {
        "notice_by": formats.day(dates.notice_by),
        "lead": _length(terms.lead_days, NoticeUnit.DAYS),
        "date": formats.day(dates.remind_on),
    }


def _clamped(counted_from: date, reached: date) -> str:
    """A sentence where a month was too short for the day; empty where it was not."""
    if counted_from.day <= reached.day:
        return ""
    return " " + _("That month has no day %(day)d, so its last day counts.") % {"day": counted_from.day}


def _length(amount: int, unit: NoticeUnit) -> str:
    if unit == NoticeUnit.MONTHS:
        return ngettext("%d month", "%d months", amount) % amount
    if unit == NoticeUnit.WEEKS:
        return ngettext("%d week", "%d weeks", amount) % amount
    return ngettext("%d day", "%d days", amount) % amount
