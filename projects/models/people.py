"""Who answers for what, and who talks to whom."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Side
from accounts.models import ScopedModel, User
from core.history import tracked
from projects.choices import Channel, ProjectState, RaciLetter
from projects.models.projects import Project


@tracked()
class Activity(ScopedModel):
    """A row of the RACI grid: something for which people answer."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)
    team_path = "project__places__user"

    project = models.ForeignKey(Project, models.CASCADE, related_name="activities", verbose_name=_("project"))
    title = models.CharField(_("activity"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=1)

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "title"], name="projects_activity_title_once"),
            models.CheckConstraint(condition=~Q(title=""), name="projects_activity_named"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("project-people", args=[self.project_id])


@tracked()
class RaciEntry(ScopedModel):
    """A letter of the RACI grid: activity x role x side. Never two accountable for one activity."""

    vendor_path = "activity__project__vendor"
    vendor_sees = ~Q(activity__project__state=ProjectState.DRAFT)
    team_path = "activity__project__places__user"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="entries", verbose_name=_("activity"))
    role = models.CharField(_("role"), max_length=100)
    side = models.CharField(_("side"), max_length=10, choices=Side)
    letter = models.CharField(_("RACI"), max_length=1, choices=RaciLetter)

    class Meta:
        verbose_name = _("RACI entry")
        verbose_name_plural = _("RACI entries")
        ordering = ["side", "role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["activity", "role", "side"], name="projects_raci_once_a_role"),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(letter="A"), name="projects_raci_one_accountable_an_activity"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="projects_raci_side_known"),
            models.CheckConstraint(condition=Q(letter__in=RaciLetter.values), name="projects_raci_letter_known"),
        ]

    def __str__(self) -> str:
        return f"{self.role}: {self.get_letter_display()}"


@tracked()
class CommunicationLine(ScopedModel):
    """A line of the communication plan: who tells whom what, how and how often (an RFC 5545 RRULE)."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)
    team_path = "project__places__user"

    project = models.ForeignKey(Project, models.CASCADE, related_name="communication_lines", verbose_name=_("project"))
    audience = models.CharField(_("audience"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=300)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    cadence = models.CharField(_("cadence"), max_length=200)
    starts_on = models.DateField(_("first time"))
    client_owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner on our side")
    )
    vendor_owner = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner on the vendor’s side")
    )
    language = models.CharField(_("language"), max_length=10, default="en")

    class Meta:
        verbose_name = _("communication line")
        verbose_name_plural = _("communication plan")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="projects_line_channel_known")
        ]

    def __str__(self) -> str:
        return f"{self.audience}: {self.purpose}"

    def get_absolute_url(self) -> str:
        return reverse("project-people", args=[self.project_id])
