"""What the pages of a project have in common: only its team changes anything."""

from typing import Any, ClassVar

from django.views.generic.edit import FormView

from accounts.access import may_change
from accounts.choices import Capability
from accounts.pages import FormPage, RecordPage, VerbPage
from projects.choices import ProjectState
from projects.models import Project
from projects.readings import Tab, tabs_of


class ProjectTab(RecordPage):
    """One part of a project's page, under its own address."""

    model = Project
    requires = Capability.READ_PROJECTS
    context_object_name = "project"
    tab: ClassVar[str]

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "manager", "sponsor", "contract")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tabs: list[Tab] = tabs_of(self.object, self.tab)
        return super().get_context_data(tabs=tabs, may_change=self.may_change(), **kwargs)

    def may_change(self) -> bool:
        """Whether this person sees buttons here: their role and their place allow it, and the project has not ended."""
        if self.object.state == ProjectState.CLOSED:
            return False
        return self.may(Capability.CHANGE_PROJECTS) and may_change(self.user, self.object)


class TeamForm(FormPage):
    """A form that only people with a place on the team may open."""

    requires = Capability.CHANGE_PROJECTS
    lead: ClassVar[Any] = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"lead": self.lead, **kwargs})


class RecordForm(TeamForm):
    """A form filled with the record of the address."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.record}


class NewInProject(TeamForm):
    """A form that adds something to the project of the address."""

    model = Project

    def get_form_kwargs(self) -> dict[str, Any]:
        """A fresh form: the record of the page is the project, not what is being added."""
        kwargs = FormView.get_form_kwargs(self)
        return {**kwargs, "user": self.user}


class TeamVerb(VerbPage):
    """A button of the team."""

    requires = Capability.CHANGE_PROJECTS
