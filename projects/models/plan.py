"""What a project is for, and the points at which it can be reached or missed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopedModel, User
from core.history import tracked
from projects.choices import GoalState, MilestoneState, ProjectState, Tones
from projects.models.projects import Project


@tracked()
class Goal(ScopedModel):
    """What the project is for. KPIs point at the goal that they prove."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)
    team_path = "project__places__user"
    tones: ClassVar[Tones] = {
        "state": {
            GoalState.AGREED: "info",
            GoalState.ACHIEVED: "ok",
            GoalState.MISSED: "bad",
            GoalState.DROPPED: "done",
        }
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="goals", verbose_name=_("project"))
    statement = models.CharField(_("goal"), max_length=300)
    measure = models.CharField(_("how it is measured"), max_length=300, blank=True)
    baseline = models.CharField(_("where we are"), max_length=100, blank=True)
    target = models.CharField(_("where we want to be"), max_length=100, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))
    state = models.CharField(_("state"), max_length=10, choices=GoalState, default=GoalState.PROPOSED)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=GoalState.values), name="projects_goal_state_known")
        ]

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        return f"{reverse('project-agreement', args=[self.project_id])}#goals"


@tracked()
class Milestone(ScopedModel):
    """A point of the plan that can be reached or missed."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)
    team_path = "project__places__user"
    tones: ClassVar[Tones] = {
        "state": {
            MilestoneState.IN_PROGRESS: "info",
            MilestoneState.SUBMITTED: "watch",
            MilestoneState.ACCEPTED: "ok",
            MilestoneState.REJECTED: "bad",
        }
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones", verbose_name=_("project"))
    title = models.CharField(_("milestone"), max_length=200)
    due_on = models.DateField(_("due"))
    acceptance_criteria = models.TextField(_("acceptance criteria"), blank=True)
    state = models.CharField(_("state"), max_length=15, choices=MilestoneState, default=MilestoneState.PLANNED)

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MilestoneState.values), name="projects_milestone_state_known")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('project-plan', args=[self.project_id])}#milestone-{self.pk}"

    def get_portal_url(self) -> str:
        return f"{reverse('portal-project', args=[self.project_id])}#milestone-{self.pk}"


@tracked()
class MilestoneTransition(ScopedModel):
    """A step of a milestone that somebody made: begun, submitted, accepted; who, when, and what they said."""

    vendor_path = "milestone__project__vendor"
    vendor_sees = ~Q(milestone__project__state=ProjectState.DRAFT)

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="transitions", verbose_name=_("milestone"))
    from_state = models.CharField(_("from"), max_length=15, choices=MilestoneState)
    to_state = models.CharField(_("to"), max_length=15, choices=MilestoneState)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step of a milestone")
        verbose_name_plural = _("steps of a milestone")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_state=F("to_state")), name="projects_milestone_step_changes_the_state"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
