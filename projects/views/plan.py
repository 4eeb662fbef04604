"""The plan: milestones and their steps."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Capability
from projects.choices import MilestoneState
from projects.domain.milestones import (
    accept_milestone,
    begin_milestone,
    change_milestone,
    plan_milestone,
    reject_milestone,
    submit_milestone,
)
from projects.domain.projects import today_of
from projects.forms.plan import MilestoneForm, NoteForm
from projects.models import Milestone
from projects.readings import is_late, milestones_of, plan_in_words
from projects.views.bases import NewInProject, ProjectTab, RecordForm, TeamForm

S = MilestoneState


class Plan(ProjectTab):
    template_name = "projects/plan.html"
    tab = "project-plan"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = today_of(self.object, self.now)
        milestones = milestones_of(self.object)
        extra = {
            "standing": plan_in_words(milestones, today),
            "milestones": [(milestone, is_late(milestone, today)) for milestone in milestones],
        }
        return super().get_context_data(**extra, **kwargs)


class NewMilestone(NewInProject):
    form_class = MilestoneForm
    title = _("Plan a milestone")
    submit_label = pgettext_lazy("verb", "Plan")

    def act(self, form: Any) -> Milestone:
        return plan_milestone(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeMilestone(RecordForm):
    model = Milestone
    form_class = MilestoneForm
    title = _("Change the milestone")

    def act(self, form: Any) -> Milestone:
        return change_milestone(self.record, by=self.user, now=self.now, **form.cleaned_data)


class MilestoneStep(TeamForm):
    """One step of a milestone, with a note."""

    model = Milestone
    form_class = NoteForm
    step: ClassVar[Any]

    def act(self, form: Any) -> Milestone:
        return type(self).step(self.record, by=self.user, now=self.now, note=form.cleaned_data["note"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"lead": self.record.title, "submit_label": self.title, **kwargs})


class Begin(MilestoneStep):
    title = _("Begin the milestone")
    step = begin_milestone


class Submit(MilestoneStep):
    requires = Capability.SUBMIT_MILESTONES
    title = _("Submit the milestone")
    step = submit_milestone


class Accept(MilestoneStep):
    title = _("Accept the milestone")
    step = accept_milestone


class Reject(MilestoneStep):
    title = _("Send the milestone back")
    step = reject_milestone
