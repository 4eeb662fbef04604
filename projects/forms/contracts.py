"""Forms about contracts."""

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedModelForm
from core.forms import Group
from projects.forms.parts import DateInput, zones
from projects.models import Contract

TERMS = (
    "title",
    "reference",
    "kind",
    "start_on",
    "term_months",
    "renewal",
    "notice_amount",
    "notice_unit",
    "lead_days",
    "currency",
    "annual_value",
    "time_zone",
)


class ContractForm(ScopedModelForm):
    """The terms, from which the dates follow."""

    groups = (
        Group(
            _("Term and notice"),
            (("start_on", "term_months"), "renewal", ("notice_amount", "notice_unit"), "lead_days"),
        ),
        Group(_("Value and place"), (("annual_value", "currency"), "time_zone")),
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lazy(zones, list), initial="UTC")

    class Meta:
        model = Contract
        fields: tuple[str, ...] = TERMS
        widgets = {"start_on": DateInput()}
        help_texts = {
            "term_months": _(
                "A year is 12. The contract covers the days before the same day of the month in which it ends."
            ),
            "renewal": _("Automatic: it goes on for another term unless notice is given in time."),
            "notice_amount": _("How long before its end notice must be given. It cannot be longer than the term."),
            "currency": _("Three letters, such as EUR."),
        }


class NewContractForm(ContractForm):
    class Meta(ContractForm.Meta):
        fields = ("vendor", *TERMS)
