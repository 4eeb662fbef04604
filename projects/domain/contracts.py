"""Contracts: entering and changing one, and what its dates are."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from core.text import folded
from core.validity import valid
from projects.choices import NoticeUnit, Renewal
from projects.domain.dates import TermDates, Terms, current_term, notice_is_longer_than_the_term
from projects.models import Contract
from vendors.models import Vendor


def create_contract(
    *,
    vendor: Vendor,
    title: str,
    start_on: date,
    term_months: int,
    currency: str,
    by: User,
    now: datetime,
    **terms: Any,
) -> Contract:
    """A contract with `vendor`; `terms` are its other fields (renewal, notice, lead, value, zone).

    Refused where notice would have to be given before the contract begins.
    """
    contract = Contract(
        vendor=vendor, title=title, start_on=start_on, term_months=term_months, currency=currency, **terms
    )
    with recorded("entered a contract", by=by):
        _check(contract)
        contract.save()
    return contract


def change_contract(contract: Contract, *, by: User, now: datetime, **changes: Any) -> Contract:
    """Change the terms; every date follows. The vendor of a contract stays."""
    if changes.get("vendor", contract.vendor) != contract.vendor:
        raise Refused(_("A contract stays with its vendor; enter a new one instead."), "vendor")
    for field, value in changes.items():
        setattr(contract, field, value)
    with recorded("changed a contract", by=by):
        _check(contract)
        contract.save()
    return contract


def terms_of(contract: Contract) -> Terms:
    """What the date engine counts from."""
    return Terms(
        start_on=contract.start_on,
        term_months=contract.term_months,
        renewal=Renewal(contract.renewal),
        notice_amount=contract.notice_amount,
        notice_unit=NoticeUnit(contract.notice_unit),
        lead_days=contract.lead_days,
    )


def today_of(contract: Contract, now: datetime) -> date:
    """The day that it is at `now` where the contract applies."""
    return local_day(now, contract.time_zone)


def dates_of(contract: Contract, now: datetime) -> TermDates:
    """The dates of the term that `contract` is in."""
    return current_term(terms_of(contract), today_of(contract, now))


def _check(contract: Contract) -> None:
    contract.title = contract.title.strip()
    contract.currency = contract.currency.upper()
    contract.title_key = folded(f"{contract.title} {contract.reference}")
    valid(contract)
    if notice_is_longer_than_the_term(terms_of(contract)):
        reason = _("The notice is longer than the term: it would have to be given before the contract begins.")
        raise Refused(reason, "notice_amount")
