"""What is measured, how, and how well it has to be."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopedModel, User
from core.history import tracked
from core.periods import PeriodKind, validate_time_zone
from kpis.choices import Aggregation, Direction, KpiKind, MissingData, ThresholdSide
from projects.choices import ProjectState
from projects.models import Goal, Project

EXACT: Any = {"max_digits": 28, "decimal_places": 10}


@tracked()
class Kpi(ScopedModel):
    """What is measured in one project, and for which goal. How, stands in its versions; how well, in its targets."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(project__state=ProjectState.DRAFT)
    team_path = "project__places__user"

    project = models.ForeignKey(Project, models.PROTECT, related_name="kpis", verbose_name=_("project"))
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="kpis", verbose_name=_("goal that it proves")
    )
    name = models.CharField(_("name"), max_length=200)
    what = models.TextField(_("what it measures"), blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=KpiKind, default=KpiKind.KEY_MEASUREMENT)
    is_leading = models.BooleanField(_("leading (tells what will happen)"), default=False)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner"))

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPIs")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="kpis_kpi_name_once_a_project"),
            models.CheckConstraint(condition=Q(kind__in=KpiKind.values), name="kpis_kpi_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def definition(self) -> "KpiVersion":
        """How it is measured from now on: the newest version. Costs no query where the versions are prefetched."""
        return max(self.versions.all(), key=lambda version: version.number)

    @property
    def target(self) -> "Target | None":
        """By what it is judged from now on: the target that nothing ends. No query where they are prefetched."""
        return next((target for target in self.targets.all() if target.effective_until is None), None)

    def get_absolute_url(self) -> str:
        return reverse("kpi", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-kpi", args=[self.pk])


@tracked()
class KpiVersion(ScopedModel):
    """One definition of a KPI, in force over [effective_from, effective_until). Versions change at a period's start."""

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)
    team_path = "kpi__project__places__user"

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="versions", verbose_name=_("KPI"))
    number = models.PositiveSmallIntegerField(_("version number"))
    effective_from = models.DateTimeField(_("in force from"))
    effective_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction, blank=True)
    aggregation = models.CharField(_("aggregation"), max_length=20, choices=Aggregation)
    threshold = models.DecimalField(_("threshold"), **EXACT, null=True, blank=True)
    threshold_side = models.CharField(_("what counts"), max_length=10, choices=ThresholdSide, blank=True)
    period = models.CharField(_("period"), max_length=10, choices=PeriodKind, default=PeriodKind.MONTH)
    time_zone = models.CharField(_("time zone"), max_length=64, validators=[validate_time_zone])
    precision = models.PositiveSmallIntegerField(_("decimals"), default=2, validators=[MaxValueValidator(8)])
    settling_hours = models.PositiveSmallIntegerField(_("settling time in hours"), default=0)
    data_source = models.CharField(_("data source"), max_length=300, blank=True)
    missing_data = models.CharField(_("meaning of missing data"), max_length=10, choices=MissingData, blank=True)
    weight = models.DecimalField(_("weight"), max_digits=8, decimal_places=2, default=1)

    class Meta:
        verbose_name = _("KPI version")
        verbose_name_plural = _("KPI versions")
        ordering = ["kpi", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "number"], name="kpis_kpiversion_number_once"),
            models.UniqueConstraint(
                fields=["kpi"], condition=Q(effective_until__isnull=True), name="kpis_kpiversion_one_current"
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gt=F("effective_from")),
                name="kpis_kpiversion_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(aggregation="share") | (Q(threshold__isnull=False) & ~Q(threshold_side="")),
                name="kpis_kpiversion_share_has_a_threshold",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="kpis_kpiversion_weight_not_negative"),
            models.CheckConstraint(condition=Q(period__in=PeriodKind.values), name="kpis_kpiversion_period_known"),
            models.CheckConstraint(condition=Q(precision__lte=8), name="kpis_kpiversion_precision_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} · {self.number}"


@tracked()
class Target(ScopedModel):
    """How well a KPI has to do over [effective_from, effective_until).

    Higher or lower is better: `warning` is stricter than `expected`, `minimum` looser. Inside a band: `band_low` to
    `band_high` is met, and out to `outer_low` and `outer_high` is below expected but not below minimum.
    """

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)
    team_path = "kpi__project__places__user"

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="targets", verbose_name=_("KPI"))
    effective_from = models.DateTimeField(_("in force from"))
    effective_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    expected = models.DecimalField(_("expected level"), **EXACT, null=True, blank=True)
    minimum = models.DecimalField(_("minimum level"), **EXACT, null=True, blank=True)
    warning = models.DecimalField(_("warning level"), **EXACT, null=True, blank=True)
    band_low = models.DecimalField(_("band from"), **EXACT, null=True, blank=True)
    band_high = models.DecimalField(_("band to"), **EXACT, null=True, blank=True)
    outer_low = models.DecimalField(_("outer limit below"), **EXACT, null=True, blank=True)
    outer_high = models.DecimalField(_("outer limit above"), **EXACT, null=True, blank=True)
    grace_periods = models.PositiveSmallIntegerField(_("grace, in periods after the start"), default=0)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ["kpi", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["kpi", "effective_from"], name="kpis_target_start_once"),
            models.UniqueConstraint(
                fields=["kpi"], condition=Q(effective_until__isnull=True), name="kpis_target_one_current"
            ),
            models.CheckConstraint(
                condition=Q(expected__isnull=False) | Q(band_low__isnull=False, band_high__isnull=False),
                name="kpis_target_has_a_level",
            ),
            models.CheckConstraint(
                condition=Q(band_low__isnull=True) | Q(band_high__gt=F("band_low")), name="kpis_target_band_has_a_width"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.expected if self.expected is not None else f'{self.band_low}–{self.band_high}'}"
