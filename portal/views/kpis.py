"""KPIs and breaches in the portal: what is measured of the vendor's own projects, and how it stands."""

from typing import Any

from accounts.choices import Capability
from accounts.pages import ListPage, RecordPage
from kpis.filters import BreachFilter, KpiFilter
from kpis.models import Breach, Kpi
from kpis.queries.readings import attach_latest, with_definition, with_kpi, with_latest
from kpis.views.breaches import breach_in_words
from kpis.views.kpis import kpi_in_words, latest_in_words
from kpis.views.panels import moment, project_in_words
from portal.pages import PortalPage
from projects.models import Project

READ = Capability.READ_KPIS


class Kpis(PortalPage, ListPage):
    model = Kpi
    requires = READ
    template_name = "portal/kpis.html"
    filterset_class = KpiFilter

    def shape(self, rows: Any) -> Any:
        return with_latest(rows).select_related("project")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        attach_latest(context["page_obj"])
        return {**context, "shown": latest_in_words(context["page_obj"])}


class KpiPage(PortalPage, RecordPage):
    model = Kpi
    requires = READ
    template_name = "portal/kpi.html"
    context_object_name = "kpi"

    def shape(self, rows: Any) -> Any:
        return with_definition(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        breaches = self.rows(Breach).filter(kpi=self.object)
        return super().get_context_data(**kpi_in_words(self.object), breaches=breaches, **kwargs)


class ProjectKpis(PortalPage, RecordPage):
    """The KPIs of one project, for its page in the portal; with `from` and `until`, the results of that time."""

    model = Project
    requires = READ
    template_name = "portal/project_kpis.html"
    context_object_name = "project"
    request: Any

    def get_template_names(self) -> list[str]:
        return ["portal/project_kpis.html#panel" if self.request.htmx else "portal/project_kpis.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since, until = (moment(self.request.GET.get(name, "")) for name in ("from", "until"))
        return super().get_context_data(**project_in_words(self.object, self.rows(Kpi), since, until), **kwargs)


class Breaches(PortalPage, ListPage):
    model = Breach
    requires = READ
    template_name = "portal/breaches.html"
    filterset_class = BreachFilter

    def shape(self, rows: Any) -> Any:
        return with_kpi(rows)


class BreachPage(PortalPage, RecordPage):
    model = Breach
    requires = READ
    template_name = "portal/breach.html"
    context_object_name = "breach"

    def shape(self, rows: Any) -> Any:
        return with_kpi(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**breach_in_words(self.object), **kwargs)
