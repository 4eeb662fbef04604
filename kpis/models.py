"""How it is measured: definitions and targets with versions, measurements, period results, breaches."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.history import tracked
from core.periods import PeriodKind, validate_time_zone
from jobs.models import Job
from kpis.choices import (
    Aggregation,
    BreachState,
    BreachStep,
    Direction,
    KpiKind,
    MissingData,
    OnBadRows,
    Source,
    Status,
    ThresholdSide,
)
from projects.choices import ProjectState
from projects.models import Goal, Project

EXACT = {"max_digits": 28, "decimal_places": 10}


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

    def get_absolute_url(self) -> str:
        return reverse("kpi", args=[self.pk])


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


class MeasurementBatch(ScopedModel):
    """Measurements that came in together: from where, by whom, when, and what became of them. Its own history."""

    vendor_path = INTERNAL

    source = models.CharField(_("source"), max_length=10, choices=Source)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    received_at = models.DateTimeField(_("received"))
    new_count = models.PositiveBigIntegerField(_("new"), default=0)
    unchanged_count = models.PositiveBigIntegerField(_("unchanged"), default=0)
    revised_count = models.PositiveBigIntegerField(_("revised"), default=0)
    refused_count = models.PositiveBigIntegerField(_("refused"), default=0)

    class Meta:
        verbose_name = _("measurement batch")
        verbose_name_plural = _("measurement batches")
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} · {self.received_at:%Y-%m-%d %H:%M}"


class Measurement(ScopedModel):
    """One value at one instant about one subject; a correction is a further revision of the same key.

    The table is partitioned by month of `at`, so it has a composite key, nothing points at it, and it points at
    KPI and batch without a constraint (ingest has checked both, set-based). Its revisions are its history.
    """

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)

    pk = models.CompositePrimaryKey("kpi_id", "subject", "at", "revision")
    kpi = models.ForeignKey(
        Kpi, models.DO_NOTHING, related_name="measurements", db_constraint=False, db_index=False, verbose_name=_("KPI")
    )
    subject = models.CharField(_("subject"), max_length=200, default="", blank=True)
    at = models.DateTimeField(_("at"))
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    value = models.DecimalField(_("value, or numerator"), **EXACT)
    denominator = models.DecimalField(_("denominator"), **EXACT, null=True, blank=True)
    batch = models.ForeignKey(
        MeasurementBatch,
        models.DO_NOTHING,
        related_name="measurements",
        db_constraint=False,
        db_index=False,
        verbose_name=_("batch"),
    )
    version = None  # type: ignore[assignment]

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        managed = False  # made by hand in the first migration: Django cannot declare partitions
        db_table = "kpis_measurement"

    def __str__(self) -> str:
        return f"{self.kpi_id} {self.subject} {self.at:%Y-%m-%d %H:%M}: {self.value}"


class PeriodResult(ScopedModel):
    """What a KPI came to in one period [starts_at, ends_at), and how that is judged. Its own history.

    `stale_at` says since when its measurements have changed, `check_at` when the answer can next change by itself
    (the period's end and settling time); the evaluation claims rows by these two. A locked result never changes.
    """

    vendor_path = "kpi__project__vendor"
    vendor_sees = ~Q(kpi__project__state=ProjectState.DRAFT)

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="results", verbose_name=_("KPI"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    value = models.DecimalField(_("value"), **EXACT, null=True, blank=True)
    count = models.PositiveBigIntegerField(_("measurements"), default=0)
    status = models.CharField(_("status"), max_length=15, choices=Status, default=Status.NO_DATA)
    is_final = models.BooleanField(_("ended and settled"), default=False)
    is_carried = models.BooleanField(_("carried from the period before"), default=False)
    kpi_version = models.ForeignKey(KpiVersion, models.PROTECT, null=True, related_name="+")
    target = models.ForeignKey(Target, models.PROTECT, null=True, related_name="+")
    evaluated_at = models.DateTimeField(_("evaluated"), null=True, blank=True)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)
    stale_at = models.DateTimeField(null=True, blank=True, editable=False)
    check_at = models.DateTimeField(null=True, blank=True, editable=False)

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
    value = models.DecimalField(_("value"), **EXACT, null=True, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_from_status_display()} → {self.get_to_status_display()}"


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

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kpi"], condition=~Q(state="closed"), name="kpis_breach_one_open_a_kpi"
            ),
            models.CheckConstraint(condition=Q(state__in=BreachState.values), name="kpis_breach_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} · {self.opened_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("breach", args=[self.pk])


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


class MeasurementImport(Job):
    """A file of measurements that a worker reads into one KPI, with how its columns are to be understood.

    Without an instant column, the rows are spread evenly over [assign_from, assign_until) and the batch says so.
    """

    vendor_path = INTERNAL
    team_path = "kpi__project__places__user"

    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="imports", verbose_name=_("KPI"))
    file = models.FileField(_("file"), upload_to="imports/")
    name = models.CharField(_("file name"), max_length=255)
    instant_column = models.CharField(_("column of the instant"), max_length=200, blank=True)
    subject_column = models.CharField(_("column of the subject"), max_length=200, blank=True)
    value_column = models.CharField(_("column of the value"), max_length=200)
    denominator_column = models.CharField(_("column of the denominator"), max_length=200, blank=True)
    true_words = models.CharField(_("words that count as 1, all others as 0"), max_length=200, blank=True)
    assign_from = models.DateTimeField(_("spread instants from"), null=True, blank=True)
    assign_until = models.DateTimeField(_("until"), null=True, blank=True)
    on_bad_rows = models.CharField(
        _("bad rows"), max_length=15, choices=OnBadRows, default=OnBadRows.GOOD_ROWS
    )
    batch = models.OneToOneField(MeasurementBatch, models.PROTECT, null=True, blank=True, related_name="import_job")
    errors = models.FileField(_("refused rows"), upload_to="imports/", blank=True)

    class Meta:
        verbose_name = _("measurement import")
        verbose_name_plural = _("measurement imports")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("measurement-import", args=[self.pk])
