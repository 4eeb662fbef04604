"""Pages of breaches."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import may_change
from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from kpis.choices import BreachState
from kpis.domain.breaches import acknowledge, close
from kpis.filters import BreachFilter
from kpis.forms.measurements import AcknowledgeForm, CloseForm
from kpis.models import Breach
from kpis.queries.readings import with_kpi
from kpis.words import ShownResult


def breach_in_words(breach: Breach) -> dict[str, Any]:
    """What every page about one breach shows: the missed periods, and what was done."""
    misses = breach.misses.select_related("result__kpi_version", "result__target").order_by("-result__starts_at")
    return {
        "misses": [ShownResult(miss.result) for miss in misses],
        "handling": breach.handling.select_related("by"),
        "is_open": breach.state != BreachState.CLOSED,
    }


class Breaches(ListPage):
    model = Breach
    requires = Capability.READ_KPIS
    template_name = "kpis/breaches.html"
    filterset_class = BreachFilter

    def shape(self, rows: Any) -> Any:
        return with_kpi(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        still_open = self.rows().exclude(state=BreachState.CLOSED).count()
        return super().get_context_data(still_open=still_open, **kwargs)


class BreachPage(RecordPage):
    model = Breach
    requires = Capability.READ_KPIS
    template_name = "kpis/breach.html"
    context_object_name = "breach"

    def shape(self, rows: Any) -> Any:
        return with_kpi(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_handle = self.may(Capability.HANDLE_BREACHES) and may_change(self.user, self.object)
        is_open = self.object.state != BreachState.CLOSED
        extra = {
            "may_acknowledge": may_handle and self.object.state == BreachState.DETECTED,
            "may_close": may_handle and is_open,
        }
        return super().get_context_data(**breach_in_words(self.object), **extra, **kwargs)


class Acknowledge(FormPage):
    model = Breach
    requires = Capability.HANDLE_BREACHES
    form_class = AcknowledgeForm
    title = _("Acknowledge the breach")
    submit_label = _("Acknowledge")
    success_message = _("The breach is acknowledged.")

    def act(self, form: AcknowledgeForm) -> Breach:
        return acknowledge(self.record, by=self.user, now=self.now, **form.cleaned_data)


class Close(FormPage):
    model = Breach
    requires = Capability.HANDLE_BREACHES
    form_class = CloseForm
    title = _("Close the breach")
    submit_label = _("Close the breach")
    success_message = _("The breach is closed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "has_recovered": self.record.recovered_at is not None}

    def act(self, form: CloseForm) -> Breach:
        return close(self.record, by=self.user, now=self.now, **form.cleaned_data)
