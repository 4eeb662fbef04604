"""Projects: their team, their state, and what was waived of their readiness."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.history import tracked
from core.periods import validate_time_zone
from projects.choices import ProjectState, Tones
from projects.models.contracts import Contract
from projects.querysets import ProjectQuerySet
from vendors.models import Vendor


@tracked()
class Project(ScopedModel):
    """Work that one vendor does for us under a contract."""

    vendor_path = "vendor"
    vendor_sees = ~Q(state=ProjectState.DRAFT)
    team_path = "places__user"
    tones: ClassVar[Tones] = {
        "state": {
            ProjectState.SCOPING: "info",
            ProjectState.READY: "info",
            ProjectState.ACTIVE: "ok",
            ProjectState.ON_HOLD: "watch",
            ProjectState.CLOSING: "info",
            ProjectState.CLOSED: "done",
        }
    }

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="projects", verbose_name=_("vendor"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("contract")
    )
    name = models.CharField(_("name"), max_length=200)
    name_key = models.CharField(max_length=300, editable=False, help_text="core.text.folded of the name")
    purpose = models.TextField(_("purpose"), blank=True)
    sponsor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sponsor"))
    manager = models.ForeignKey(User, models.PROTECT, related_name="managed_projects", verbose_name=_("manager"))
    state = models.CharField(_("state"), max_length=10, choices=ProjectState, default=ProjectState.DRAFT)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])

    objects = ProjectQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="projects_project_state_known"),
            models.CheckConstraint(condition=~Q(name=""), name="projects_project_named"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("project", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-project", args=[self.pk])


@tracked()
class ProjectPlace(ScopedModel):
    """A person's place on a project's team of our side: who may change the project. Internal."""

    vendor_path = INTERNAL
    team_path = "project__places__user"

    project = models.ForeignKey(Project, models.CASCADE, related_name="places", verbose_name=_("project"))
    user = models.ForeignKey(User, models.PROTECT, related_name="project_places", verbose_name=_("person"))

    class Meta:
        verbose_name = _("place on the team")
        verbose_name_plural = _("places on the team")
        ordering = ["user__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="projects_place_once_a_person")]

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class ReadinessWaiver(ScopedModel):
    """One check of readiness set aside for one project, by somebody with that right, with a reason. Internal."""

    vendor_path = INTERNAL

    project = models.ForeignKey(Project, models.CASCADE, related_name="waivers", verbose_name=_("project"))
    check_code = models.CharField(_("check"), max_length=60)
    reason = models.TextField(_("reason"))
    until_on = models.DateField(_("until"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("waived by"))
    at = models.DateTimeField(_("waived"))

    class Meta:
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="projects_waiver_has_a_reason"),
        ]

    def __str__(self) -> str:
        return self.check_code


@tracked()
class ProjectTransition(ScopedModel):
    """A change of a project's state that somebody made: who, when, why."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)

    project = models.ForeignKey(Project, models.CASCADE, related_name="transitions", verbose_name=_("project"))
    from_state = models.CharField(_("from"), max_length=10, choices=ProjectState)
    to_state = models.CharField(_("to"), max_length=10, choices=ProjectState)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_state=F("to_state")), name="projects_transition_changes_the_state")
        ]

    def __str__(self) -> str:
        return f"{self.get_from_state_display()} → {self.get_to_state_display()}"
