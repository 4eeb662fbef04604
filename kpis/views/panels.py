"""Panels that other pages fetch by their address."""

from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from accounts.access import may_change
from accounts.choices import Capability
from accounts.pages import RecordPage
from kpis.models import Kpi
from kpis.queries.readings import attach_latest, results_of, with_latest
from kpis.views.kpis import latest_in_words
from kpis.words import ShownResult
from projects.models import Project


def moment(text: str) -> datetime | None:
    """An ISO instant with a zone from an address; None where there is none."""
    try:
        found = parse_datetime(text.replace(" ", "+"))  # a plus that an address has made a space
    except ValueError:
        return None
    return found if found is not None and found.tzinfo else None


def project_in_words(project: Project, kpis: Any, since: datetime | None, until: datetime | None) -> dict[str, Any]:
    """A project's KPIs with how they stand; between two instants, every result of that time instead."""
    if since or until:
        rows: list[Any] = [(result.kpi, ShownResult(result)) for result in results_of(project, since, until)]
    else:
        shown = list(with_latest(kpis.filter(project=project)).select_related("owner"))
        attach_latest(shown)
        rows = latest_in_words(shown)
    return {"rows": rows, "since": since, "until": until}


class ProjectKpis(RecordPage):
    """The KPIs of a project, for its page; with `from` and `until`, the results of a review's time."""

    model = Project
    requires = Capability.READ_KPIS
    template_name = "kpis/project_kpis.html"
    context_object_name = "project"
    request: Any

    def get_template_names(self) -> list[str]:
        return ["kpis/project_kpis.html#panel" if self.request.htmx else "kpis/project_kpis.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        since, until = (moment(self.request.GET.get(name, "")) for name in ("from", "until"))
        shown = project_in_words(self.object, self.rows(Kpi), since, until)
        may_define = self.may(Capability.CHANGE_KPIS) and may_change(self.user, self.object)
        return super().get_context_data(**shown, may_define=may_define, **kwargs)
