"""Pages of KPIs: the list, one KPI, its definition and its targets."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.access import may_change
from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from core.periods import local_day
from kpis.charts import chart_of
from kpis.choices import MISSED
from kpis.domain.completeness import gaps
from kpis.domain.definitions import change_definition, change_kpi, create_kpi
from kpis.domain.judgement import Levels
from kpis.domain.targets import set_target
from kpis.filters import KpiFilter
from kpis.forms.definitions import ChangeDefinitionForm, DefinitionForm, LevelsForm, NewKpiForm, TargetForm, WhatForm
from kpis.models import Breach, EvaluationFailure, Kpi
from kpis.queries.readings import (
    attach_latest,
    failures_of,
    recent_batches,
    recent_results,
    with_definition,
    with_latest,
)
from kpis.words import ShownResult, level_in_words, period_name, standing
from projects.models import Project

SHOWN_PERIODS = 24
SHOWN_BATCHES = 5
SHOWN_BREACHES = 5


def kpi_in_words(kpi: Kpi) -> dict[str, Any]:
    """What every page about one KPI shows: how it stands, chart, results, definition, targets, what it lacks.

    `kpi` comes with its versions and targets (`with_definition`).
    """
    results = recent_results(kpi, SHOWN_PERIODS)
    version = kpi.definition
    latest = next((result for result in results if result.is_final), results[0] if results else None)
    return {
        "latest": latest,
        "standing": standing(latest),
        "chart": chart_of(kpi, results),
        "results": [ShownResult(result) for result in results],
        "version": version,
        "versions": kpi.versions.all(),
        "targets": [(target, level_in_words(target, version)) for target in kpi.targets.all()],
        "gaps": gaps(kpi),
    }


class Kpis(ListPage):
    model = Kpi
    requires = Capability.READ_KPIS
    template_name = "kpis/kpis.html"
    filterset_class = KpiFilter

    def shape(self, rows: Any) -> Any:
        return with_latest(rows).select_related("project__vendor", "owner")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        attach_latest(context["page_obj"])
        missing = self.shape(self.rows()).filter(latest_status__in=MISSED).count()
        return {**context, "missed": missing, "shown": latest_in_words(context["page_obj"])}


def latest_in_words(kpis: Iterable[Any]) -> list[tuple[Any, ShownResult | None]]:
    """Each KPI with its latest result in words, after `attach_latest`."""
    return [(kpi, ShownResult(kpi.latest) if kpi.latest else None) for kpi in kpis]


class KpiPage(RecordPage):
    model = Kpi
    requires = Capability.READ_KPIS
    template_name = "kpis/kpi.html"
    context_object_name = "kpi"

    def shape(self, rows: Any) -> Any:
        return with_definition(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_place = may_change(self.user, self.object)
        extra = {
            "breaches": self.rows(Breach).filter(kpi=self.object)[:SHOWN_BREACHES],
            "failures": [
                (period_name(failure.result.starts_at, failure.result.kpi_version), failure)
                for failure in failures_of(self.rows(EvaluationFailure), self.object)
            ],
            "shares": recent_batches(self.object, SHOWN_BATCHES),
            "may_change": has_place and self.may(Capability.CHANGE_KPIS),
            "may_submit": has_place and self.may(Capability.SUBMIT_MEASUREMENTS),
        }
        return super().get_context_data(**kpi_in_words(self.object), **extra, **kwargs)


class NewKpi(FormPage):
    """A KPI of the project in the address."""

    model = Project
    requires = Capability.CHANGE_KPIS
    form_class = NewKpiForm
    title = _("Define a KPI")
    submit_label = _("Define")
    success_message = _("The KPI is defined. Measurements can come in.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.record}

    def get_initial(self) -> dict[str, Any]:
        today = local_day(self.now, self.record.time_zone)
        return {"time_zone": self.record.time_zone, "starts_on": today.replace(day=1), "owner": self.user.pk}

    def act(self, form: NewKpiForm) -> Kpi:
        data = form.cleaned_data
        return create_kpi(
            project=self.record,
            definition=form.definition,
            levels=form.levels,
            starts_on=data["starts_on"],
            by=self.user,
            now=self.now,
            **{field: data[field] for field in WhatForm.base_fields},
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("A KPI is clear when both sides would count the same. What is still unknown may come later.")
        return super().get_context_data(lead=lead, **kwargs)


class ChangeKpi(FormPage):
    model = Kpi
    requires = Capability.CHANGE_KPIS
    form_class = WhatForm
    title = _("Change the KPI")
    success_message = _("The KPI is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.record.project}

    def get_initial(self) -> dict[str, Any]:
        return WhatForm.initial_of(self.record)

    def act(self, form: WhatForm) -> Kpi:
        return change_kpi(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeDefinition(FormPage):
    model = Kpi
    requires = Capability.CHANGE_KPIS
    form_class = ChangeDefinitionForm
    title = _("Measure in another way")
    success_message = _("The definition is changed; the results from then on are worked out anew.")

    def get_initial(self) -> dict[str, Any]:
        version = self.record.definition
        return {**DefinitionForm.initial_of(version), "starts_on": local_day(version.effective_from, version.time_zone)}

    def act(self, form: ChangeDefinitionForm) -> Kpi:
        data = form.cleaned_data
        change_definition(
            self.record,
            definition=form.definition,
            starts_on=data["starts_on"],
            reason=data["reason"],
            by=self.user,
            now=self.now,
        )
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _(
            "From a later period this makes a further version. From the start of the version in force it corrects that"
            " version, and all its results are worked out anew. A target that does not fit a changed direction ends"
            " there."
        )
        return super().get_context_data(lead=lead, **kwargs)


class SetTarget(FormPage):
    model = Kpi
    requires = Capability.CHANGE_KPIS
    form_class = TargetForm
    title = _("Set a target")
    success_message = _("The target is set; the results from then on are judged anew.")

    def get_initial(self) -> dict[str, Any]:
        target = self.record.target
        return LevelsForm.initial_of(target) if target else {}

    def act(self, form: TargetForm) -> Kpi:
        data = form.cleaned_data
        set_target(
            self.record,
            levels=form.levels or Levels(),
            starts_on=data["starts_on"],
            grace_periods=data["grace_periods"],
            reason=data["reason"],
            by=self.user,
            now=self.now,
        )
        return self.record
