"""Missed targets, and what people did about them."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopedModel, User
from core.history import tracked
from kpis.choices import BreachState, BreachStep
from kpis.models.definitions import Kpi
from kpis.models.results import PeriodResult
from projects.choices import ProjectState


@tracked()
class Breach(ScopedModel):
    """A KPI missed its target. One open breach a KPI: further misses join it, people close it."""

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)
    team_path = "kpi__project__places__user"

    kpi = models.ForeignKey(Kpi, models.PROTECT, related_name="breaches", verbose_name=_("KPI"))
    state = models.CharField(_("state"), max_length=15, choices=BreachState, default=BreachState.DETECTED)
    opened_at = models.DateTimeField(_("opened"))
    recovered_at = models.DateTimeField(_("recovered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    corrective_action = models.TextField(_("corrective action"), blank=True)

    tones = {"state": {BreachState.DETECTED: "bad", BreachState.ACKNOWLEDGED: "watch", BreachState.CLOSED: "done"}}

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kpi"], condition=~Q(state="closed"), name="kpis_breach_one_open_a_kpi"),
            models.CheckConstraint(condition=Q(state__in=BreachState.values), name="kpis_breach_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} · {self.opened_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("breach", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-breach", args=[self.pk])


class BreachMiss(ScopedModel):
    """A period that missed the target, and the breach that it opened or joined. Only added."""

    vendor_path = "breach__kpi__project__vendor"
    vendor_sees = ~Q(breach__kpi__project__state=ProjectState.DRAFT)

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="misses", verbose_name=_("breach"))
    result = models.OneToOneField(PeriodResult, models.PROTECT, related_name="miss", verbose_name=_("period result"))
    joined_at = models.DateTimeField(_("joined"))

    class Meta:
        verbose_name = _("miss")
        verbose_name_plural = _("misses")
        ordering = ["result__starts_at"]

    def __str__(self) -> str:
        return str(self.result_id)


@tracked()
class BreachHandling(ScopedModel):
    """What somebody did about a breach: who, when, why."""

    vendor_path = "breach__kpi__project__vendor"
    vendor_sees = ~Q(breach__kpi__project__state=ProjectState.DRAFT)

    breach = models.ForeignKey(Breach, models.CASCADE, related_name="handling", verbose_name=_("breach"))
    step = models.CharField(_("step"), max_length=15, choices=BreachStep)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_step_display()
