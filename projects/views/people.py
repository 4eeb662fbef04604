"""Who answers for what, and who talks to whom."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from projects.choices import RaciLetter
from projects.domain.cadence import next_occurrences
from projects.domain.cadence_words import in_words
from projects.domain.communication import add_line, change_line, remove_line
from projects.domain.projects import today_of
from projects.domain.raci import add_activity, change_activity, change_grid, remove_activity
from projects.forms.people import ActivityForm, CommunicationLineForm, RaciForm
from projects.grid import grid_of
from projects.models import Activity, CommunicationLine, Project, ProjectPlace, RaciEntry
from projects.views.bases import NewInProject, ProjectTab, RecordForm, TeamForm, TeamVerb


class People(ProjectTab):
    """The team, the RACI grid and the communication plan."""

    template_name = "projects/people.html"
    tab = "project-people"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        activities = activities_of(self.object, self.rows(Activity))
        lines = self.rows(CommunicationLine).filter(project=self.object).select_related("client_owner", "vendor_owner")
        extra = {
            "standing": self._in_words(activities),
            "places": self.rows(ProjectPlace).filter(project=self.object).select_related("user"),
            "grid": grid_of(activities),
            "letters": RaciLetter,
            "lines": [shown_line(line, today_of(self.object, self.now)) for line in lines],
        }
        return super().get_context_data(**extra, **kwargs)

    def _in_words(self, activities: list[Activity]) -> str:
        without = sum(
            not any(entry.letter == RaciLetter.ACCOUNTABLE for entry in activity.entries.all())
            for activity in activities
        )
        if not activities:
            return _now("Nobody answers for anything yet.")
        if not without:
            return _now("One is accountable for every activity.")
        return ngettext("%d activity has no accountable.", "%d activities have no accountable.", without) % without


def activities_of(project: Project, rows: Any) -> list[Activity]:
    """The rows of the RACI grid with their letters."""
    return list(rows.filter(project=project).prefetch_related(Prefetch("entries", RaciEntry._default_manager.all())))


def shown_line(line: CommunicationLine, today: Any) -> dict[str, Any]:
    """A line with its cadence in words and the days to come."""
    return {
        "line": line,
        "cadence": in_words(line.cadence, line.starts_on),
        "next": next_occurrences(line.cadence, line.starts_on, after=today),
    }


class Raci(NewInProject):
    """The grid with a choice in each cell; one button saves it all."""

    form_class = RaciForm
    template_name = "projects/raci.html"
    title = _("Who answers for what")
    submit_label = _("Save the grid")
    success_message = _("The grid is saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        activities = activities_of(self.record, self.rows(Activity))
        return {**super().get_form_kwargs(), "activities": activities}

    def act(self, form: Any) -> Project:
        change_grid(self.record, cells=form.cells(), by=self.user, now=self.now)
        return self.record

    def target(self, result: Any) -> str:
        return reverse("project-people", args=[self.record.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(letters=RaciLetter, **kwargs)


class NewActivity(NewInProject):
    form_class = ActivityForm
    title = _("Add an activity")
    submit_label = _("Add")

    def act(self, form: Any) -> Activity:
        return add_activity(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return reverse("raci", args=[self.record.pk])


class ChangeActivity(TeamForm):
    model = Activity
    form_class = ActivityForm
    title = _("Change the activity")

    def get_initial(self) -> dict[str, Any]:
        return {"title": self.record.title}

    def act(self, form: Any) -> Activity:
        return change_activity(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return reverse("raci", args=[self.record.project_id])


class RemoveActivity(TeamVerb):
    model = Activity
    question = _("Remove this activity, with its letters?")
    button_label = _("Remove")
    destructive = True

    def act(self, record: Activity) -> None:
        remove_activity(record, by=self.user, now=self.now)

    def target(self, record: Activity, result: Any) -> str:
        return reverse("raci", args=[record.project_id])


class NewLine(NewInProject):
    form_class = CommunicationLineForm
    title = _("Add a line to the communication plan")
    submit_label = _("Add")

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": today_of(self.record, self.now), "client_owner": self.record.manager_id}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.record}

    def act(self, form: Any) -> CommunicationLine:
        return add_line(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeLine(RecordForm):
    model = CommunicationLine
    form_class = CommunicationLineForm
    title = _("Change the line")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.record.project}

    def act(self, form: Any) -> CommunicationLine:
        return change_line(self.record, by=self.user, now=self.now, **form.cleaned_data)


class RemoveLine(TeamVerb):
    model = CommunicationLine
    question = _("Remove this line from the communication plan?")
    button_label = _("Remove")
    destructive = True

    def act(self, record: CommunicationLine) -> None:
        remove_line(record, by=self.user, now=self.now)
