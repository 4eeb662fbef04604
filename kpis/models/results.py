"""What a KPI came to in each period."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel
from kpis.choices import Status
from kpis.models.definitions import Kpi, KpiVersion, Target
from projects.choices import ProjectState

STATUS_TONES = {
    Status.MET: "ok",
    Status.AT_RISK: "watch",
    Status.BELOW_EXPECTED: "bad",
    Status.BELOW_MINIMUM: "bad",
    Status.EXCUSED: "info",
    Status.NO_DATA: "neutral",
    Status.NO_TARGET: "neutral",
}


class PeriodResult(ScopedModel):
    """What a KPI came to in one period [starts_at, ends_at), and how that is judged. Its own history.

    `stale_at` says from when on it is to be evaluated anew (its measurements have changed, or an evaluation failed and
    is tried again then), `check_at` when the answer can next change by itself (the period's end and settling time); the
    evaluation claims rows by these two. A locked result never changes.
    """

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="results", verbose_name=_("KPI"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    value = models.DecimalField(_("value"), max_digits=48, decimal_places=10, null=True, blank=True)
    count = models.PositiveBigIntegerField(_("measurements"), default=0)
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.NO_DATA)
    is_final = models.BooleanField(_("ended and settled"), default=False)
    is_carried = models.BooleanField(_("carried from the period before"), default=False)
    kpi_version = models.ForeignKey(
        KpiVersion, models.PROTECT, related_name="+", verbose_name=_("version of the definition")
    )
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+", verbose_name=_("target"))
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    stale_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_at = models.DateTimeField(null=True, blank=True, editable=False)

    tones = {"status": STATUS_TONES}

    class Meta:
        verbose_name = _("period result")
        verbose_name_plural = _("period results")
        ordering = ["-starts_at", "kpi"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "starts_at"], name="kpis_result_once_a_period"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="kpis_result_ends_after_start"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="kpis_result_status_known"),
        ]
        indexes = [
            models.Index(fields=["kpi", "-ends_at"], name="kpis_result_latest"),
            models.Index(fields=["stale_at"], condition=Q(stale_at__isnull=False), name="kpis_result_stale"),
            models.Index(fields=["check_at"], condition=Q(check_at__isnull=False), name="kpis_result_to_check"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} · {self.starts_at:%Y-%m-%d}"


class StatusChange(ScopedModel):
    """A period result came to another status: from what, to what, at which value. Only added."""

    vendor_path = "result__kpi__project__vendor"
    vendor_sees = ~Q(result__kpi__project__state=ProjectState.DRAFT)

    result = models.ForeignKey(PeriodResult, models.CASCADE, related_name="changes", verbose_name=_("period result"))
    from_status = models.CharField(_("from"), max_length=15, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=15, choices=Status)
    value = models.DecimalField(_("value"), max_digits=48, decimal_places=10, null=True, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"


class EvaluationFailure(ScopedModel):
    """A period result that could not be worked out: why, how often it was tried, and when it is tried again.

    Gone with the first evaluation that succeeds. What the error says is ours alone.
    """

    vendor_path = INTERNAL

    result = models.OneToOneField(PeriodResult, models.CASCADE, related_name="failure", verbose_name=_("period result"))
    error = models.CharField(_("error"), max_length=500)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=1)
    failed_at = models.DateTimeField(_("failed"))
    retry_at = models.DateTimeField(_("tried again"))

    class Meta:
        verbose_name = _("failed evaluation")
        verbose_name_plural = _("failed evaluations")
        ordering = ["-failed_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.result_id}: {self.error}"
