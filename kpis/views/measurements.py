"""Pages by which measurements come in: typed by hand, and as a file that a worker reads."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from core.errors import Refused
from jobs.models import JobState
from kpis.choices import OnBadRows, Source
from kpis.domain.imports import examples_of, prepare_import, start_import
from kpis.domain.ingest import IngestReport, ingest
from kpis.domain.rows import Row
from kpis.downloads import refused_rows
from kpis.filters import ImportFilter
from kpis.forms.measurements import ColumnsForm, TypedForm, UploadForm
from kpis.models import Kpi, MeasurementImport

SUBMIT = Capability.SUBMIT_MEASUREMENTS
ON_THE_WAY = frozenset({JobState.WAITING, JobState.RUNNING})


class TypeMeasurement(FormPage):
    """One value, typed in."""

    model = Kpi
    requires = SUBMIT
    form_class = TypedForm
    title = _("Type in a measurement")
    submit_label = _("Submit")
    success_message = _("The measurement is kept; the result is being worked out.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": self.record.definition}

    def act(self, form: TypedForm) -> Kpi:
        data = form.cleaned_data
        row = Row(1, str(self.record.pk), data["at"], data["value"], data.get("denominator", ""), data["subject"])
        report = ingest(
            [row],
            source=Source.TYPED,
            by=self.user,
            now=self.now,
            note=data["note"],
            zone=self.record.definition.time_zone,
            on_bad_rows=OnBadRows.ALL_OR_NOTHING,
        )
        _answer(report)
        return self.record


def _answer(report: IngestReport) -> None:
    """Show a refused row where it belongs."""
    for row in report.refused_rows:
        raise Refused(row.reason, row.field)


class UploadFile(FormPage):
    """First page of an import: the file."""

    model = Kpi
    requires = SUBMIT
    form_class = UploadForm
    title = _("Import a file of measurements")
    submit_label = _("Go on to the columns")

    def act(self, form: UploadForm) -> MeasurementImport:
        return prepare_import(self.record, file=form.cleaned_data["file"], by=self.user, now=self.now)

    def target(self, result: MeasurementImport) -> str:
        return reverse("measurement-import-columns", args=[result.pk])


class ChooseColumns(FormPage):
    """Second page of an import: what the columns mean."""

    model = MeasurementImport
    requires = SUBMIT
    form_class = ColumnsForm
    title = _("What the columns mean")
    submit_label = _("Import")

    def get_form_kwargs(self) -> dict[str, Any]:
        if self.record.state != JobState.PREPARED:
            raise Http404(_now("This import was started already."))
        with self.record.file.open("rb") as file:
            examples = examples_of(file)
        aggregation = self.record.kpi.definition.aggregation
        return {**super().get_form_kwargs(), "examples": examples, "aggregation": aggregation}

    def get_initial(self) -> dict[str, Any]:
        return {"time_zone": self.record.time_zone}

    def act(self, form: ColumnsForm) -> MeasurementImport:
        return start_import(self.record, columns=form.columns, by=self.user, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _now("%(file)s, into the KPI %(kpi)s.") % {"file": self.record.name, "kpi": self.record.kpi}
        return super().get_context_data(lead=lead, cancel_url=self.record.kpi.get_absolute_url(), **kwargs)


class ImportPage(RecordPage):
    """How far an import is; to htmx the moving part alone."""

    model = MeasurementImport
    requires = Capability.READ_KPIS
    template_name = "kpis/import.html"
    context_object_name = "job"
    request: Any

    def shape(self, rows: Any) -> Any:
        return rows.select_related("kpi__project", "asked_by", "batch")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        if self.object.state == JobState.PREPARED:
            return HttpResponseRedirect(reverse("measurement-import-columns", args=[self.object.pk]))
        return self.render_to_response(self.get_context_data())

    def get_template_names(self) -> list[str]:
        htmx: HtmxDetails = self.request.htmx
        return ["kpis/import.html#progress" if htmx and self._is_on_the_way else "kpis/import.html"]

    @property
    def _is_on_the_way(self) -> bool:
        return self.object.state in ON_THE_WAY

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response(context, **kwargs)
        if self.request.htmx and not self._is_on_the_way:
            response = HttpResponse(headers={"HX-Refresh": "true"})  # the whole page tells what became of it
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"is_running": self._is_on_the_way, "tone": self.object.tones["state"][self.object.state]}
        return super().get_context_data(**extra, **kwargs)


class Imports(ListPage):
    model = MeasurementImport
    requires = Capability.READ_KPIS
    template_name = "kpis/imports.html"
    filterset_class = ImportFilter

    def shape(self, rows: Any) -> Any:
        return rows.exclude(state=JobState.PREPARED).select_related("kpi__project", "asked_by", "batch")


class RefusedRows(RecordPage):
    """The file of refused rows."""

    model = MeasurementImport
    requires = Capability.READ_KPIS

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        return refused_rows(self.get_object())
