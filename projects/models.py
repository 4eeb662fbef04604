"""What was agreed: contract, scope, goals, plan, who answers for what, who talks to whom, and readiness."""

from collections.abc import Mapping
from typing import ClassVar

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import INTERNAL
from accounts.choices import Side
from accounts.models import ScopedModel, User
from core.history import tracked
from core.money import validate_currency
from core.periods import validate_time_zone
from projects.choices import (
    FIRST_START,
    LAST_START,
    LONGEST_LEAD,
    LONGEST_NOTICE,
    LONGEST_TERM,
    OPEN_SCOPE_STATES,
    Channel,
    ContractKind,
    GoalState,
    MilestoneState,
    NoticeUnit,
    ProjectState,
    RaciLetter,
    Renewal,
    ScopeState,
)
from projects.querysets import ContractQuerySet, ProjectQuerySet
from vendors.models import Vendor

SCOPE_TEXTS = ("in_scope", "out_of_scope", "assumptions", "we_owe", "acceptance_criteria")
_FROZEN = ("project_id", "number", *SCOPE_TEXTS, "content_hash", "proposed_at")
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in _FROZEN) for row in ("OLD", "NEW"))
_WAS_PROPOSED_AND_CHANGES = f"OLD.state <> 'draft' AND ({_OLD}) IS DISTINCT FROM ({_NEW})"
Tones = Mapping[str, Mapping[str, str]]


@tracked()
class Contract(ScopedModel):
    """An agreement with a vendor and the terms from which its dates follow (`projects.domain.dates`)."""

    vendor_path = "vendor"

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="contracts", verbose_name=_("vendor"))
    title = models.CharField(_("title"), max_length=200)
    title_key = models.CharField(max_length=300, editable=False, help_text="core.text.folded of title and reference")
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ContractKind, default=ContractKind.STATEMENT_OF_WORK)
    start_on = models.DateField(_("starts"), validators=[MinValueValidator(FIRST_START), MaxValueValidator(LAST_START)])
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal, default=Renewal.MANUAL)
    notice_amount = models.PositiveSmallIntegerField(
        pgettext_lazy("contract", "notice"), default=3, validators=[MaxValueValidator(LONGEST_NOTICE)]
    )
    notice_unit = models.CharField(_("unit of notice"), max_length=10, choices=NoticeUnit, default=NoticeUnit.MONTHS)
    lead_days = models.PositiveSmallIntegerField(
        _("remind this many days before notice"), default=14, validators=[MaxValueValidator(LONGEST_LEAD)]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    annual_value = models.DecimalField(
        _("annual value"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])

    objects = ContractQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContractKind.values), name="projects_contract_kind_known"),
            models.CheckConstraint(condition=Q(renewal__in=Renewal.values), name="projects_contract_renewal_known"),
            models.CheckConstraint(
                condition=Q(notice_unit__in=NoticeUnit.values), name="projects_contract_notice_known"
            ),
            models.CheckConstraint(
                condition=Q(term_months__range=(1, LONGEST_TERM)), name="projects_contract_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(start_on__range=(FIRST_START, LAST_START)), name="projects_contract_start_in_range"
            ),
            models.CheckConstraint(
                condition=Q(notice_amount__range=(0, LONGEST_NOTICE), lead_days__range=(0, LONGEST_LEAD)),
                name="projects_contract_notice_in_range",
            ),
            models.CheckConstraint(
                condition=Q(annual_value__isnull=True) | Q(annual_value__gte=0), name="projects_contract_value_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contract", args=[self.pk])


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
class ScopeVersion(ScopedModel):
    """One wording of what is and is not to be done. A signed version never changes; what was signed is hashed."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(state=ScopeState.DRAFT)
    team_path = "project__places__user"
    tones: ClassVar[Tones] = {
        "state": {
            ScopeState.PROPOSED: "info",
            ScopeState.PARTLY_SIGNED: "info",
            ScopeState.IN_FORCE: "ok",
            ScopeState.SUPERSEDED: "done",
            ScopeState.WITHDRAWN: "done",
        }
    }

    project = models.ForeignKey(Project, models.CASCADE, related_name="scope_versions", verbose_name=_("project"))
    number = models.PositiveSmallIntegerField(_("version"))
    in_scope = models.TextField(_("in scope"), blank=True)
    out_of_scope = models.TextField(_("out of scope"), blank=True)
    assumptions = models.TextField(_("assumptions"), blank=True)
    we_owe = models.TextField(_("what we owe the vendor"), blank=True)
    acceptance_criteria = models.TextField(_("acceptance criteria"), blank=True)
    state = models.CharField(_("state"), max_length=15, choices=ScopeState, default=ScopeState.DRAFT)
    content_hash = models.CharField(_("SHA-256 of the text"), max_length=64, blank=True, editable=False)
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)

    class Meta:
        verbose_name = _("scope version")
        verbose_name_plural = _("scope versions")
        ordering = ["project", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="projects_scopeversion_number_once"),
            models.CheckConstraint(condition=Q(state__in=ScopeState.values), name="projects_scopeversion_state_known"),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state="in_force"), name="projects_scopeversion_one_in_force"
            ),
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=OPEN_SCOPE_STATES), name="projects_scopeversion_one_open"
            ),
            models.CheckConstraint(
                condition=Q(state=ScopeState.DRAFT)
                | Q(proposed_at__isnull=False, content_hash__regex="^[0-9a-f]{64}$"),
                name="projects_scopeversion_proposed_has_its_hash",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="text_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_WAS_PROPOSED_AND_CHANGES),
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} · {_('Scope')} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("scope-version", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-scope-version", args=[self.pk])


@tracked()
class ScopeSignature(ScopedModel):
    """One side signed one scope version, in its own account; `content_hash` is of the text that was on the screen."""

    vendor_path = "scope_version__project__vendor"

    scope_version = models.ForeignKey(
        ScopeVersion, models.PROTECT, related_name="signatures", verbose_name=_("scope version")
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("signed by"))
    at = models.DateTimeField(_("signed"))
    content_hash = models.CharField(_("SHA-256 of the text"), max_length=64)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["scope_version", "side"], name="projects_signature_once_a_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="projects_signature_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()}: {self.by}"


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
