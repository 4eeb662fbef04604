"""Contracts: the list, one with its dates, and its forms."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from core import formats
from projects.choices import Renewal
from projects.domain.contracts import change_contract, create_contract, dates_of, terms_of, today_of
from projects.domain.dates import TermDates, has_ended, notice_in_words, reasons, term_dates
from projects.filters import ContractFilter
from projects.forms.contracts import ContractForm, NewContractForm
from projects.models import Contract, Project
from projects.views.bases import RecordForm


class Contracts(ListPage):
    model = Contract
    requires = Capability.READ_PROJECTS
    template_name = "projects/contracts.html"
    filterset_class = ContractFilter

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(may_enter=self.may(Capability.CHANGE_PROJECTS), **kwargs)
        context["rows"] = [(contract, dates_of(contract, self.now)) for contract in context["page_obj"]]
        return context


class ContractPage(RecordPage):
    """The terms, and each date with the arithmetic behind it."""

    model = Contract
    requires = Capability.READ_PROJECTS
    template_name = "projects/contract.html"
    context_object_name = "contract"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contract = self.object
        terms, dates = terms_of(contract), dates_of(contract, self.now)
        renews = contract.renewal == Renewal.AUTOMATIC
        extra = {
            "dates": dates,
            "standing": standing(contract, dates, self.now),
            "reasons": reasons(terms, dates),
            "notice": notice_in_words(terms),
            "following": [term_dates(terms, dates.number + step) for step in (1, 2)] if renews else [],
            "projects": self.rows(Project).filter(contract=contract),
            "may_change": self.may(Capability.CHANGE_PROJECTS),
        }
        return super().get_context_data(**extra, **kwargs)


class NewContract(FormPage):
    model = Contract
    requires = Capability.CHANGE_PROJECTS
    form_class = NewContractForm
    title = _("Enter a contract")
    submit_label = _("Enter")
    success_message = _("The contract is entered. Its dates are counted below.")

    def get_initial(self) -> dict[str, Any]:
        return {"vendor": self.request.GET.get("vendor", ""), "time_zone": self.user.time_zone}

    def act(self, form: Any) -> Contract:
        return create_contract(by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("From its start, term and notice follow the dates, each with its arithmetic.")
        return super().get_context_data(lead=lead, cancel_url=reverse("contracts"), **kwargs)


class ChangeContract(RecordForm):
    model = Contract
    form_class = ContractForm
    title = _("Change the contract")
    success_message = _("The contract is changed; its dates follow.")

    def act(self, form: Any) -> Contract:
        return change_contract(self.record, by=self.user, now=self.now, **form.cleaned_data)


def standing(contract: Contract, dates: TermDates, now: Any) -> str:
    """The first line of a contract's page."""
    today, day = today_of(contract, now), formats.day
    if today < dates.starts_on:
        return _now("Begins on %s.") % day(dates.starts_on)
    if has_ended(terms_of(contract), today):
        return _now("Ended on %s.") % day(dates.renews_on)
    if contract.renewal == Renewal.NONE:
        return _now("Runs until %s and ends then.") % day(dates.renews_on)
    if today > dates.notice_by:
        if contract.renewal == Renewal.AUTOMATIC:
            words = _now("The day of notice, %(notice)s, has passed: it renews on %(renews)s.")
        else:
            words = _now(
                "The day of notice, %(notice)s, has passed: it runs out on %(renews)s unless somebody renews it."
            )
    elif contract.renewal == Renewal.AUTOMATIC:
        words = _now("Renews by itself on %(renews)s, unless notice is given by %(notice)s.")
    else:
        words = _now("Runs out on %(renews)s unless it is renewed; decide by %(notice)s.")
    return words % {"notice": day(dates.notice_by), "renews": day(dates.renews_on)}
