"""What is to be done and what is not, as both sides sign it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Side
from accounts.models import ScopedModel, User
from core.history import tracked
from projects.choices import OPEN_SCOPE_STATES, ScopeState, Tones
from projects.models.projects import Project

SCOPE_TEXTS = ("in_scope", "out_of_scope", "assumptions", "we_owe", "acceptance_criteria")
_FROZEN = ("project_id", "number", *SCOPE_TEXTS, "content_hash", "proposed_at")
_OLD, _NEW = (", ".join(f"{row}.{column}" for column in _FROZEN) for row in ("OLD", "NEW"))
_WAS_PROPOSED_AND_CHANGES = f"OLD.state <> 'draft' AND ({_OLD}) IS DISTINCT FROM ({_NEW})"


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
