"""What came in: batches, measurements, and the files that a worker reads."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.periods import validate_time_zone
from jobs.models import Job, JobState
from kpis.choices import OnBadRows, Source
from kpis.models.definitions import EXACT, Kpi
from projects.choices import ProjectState


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


class BatchShare(ScopedModel):
    """How many of a batch's rows were about one KPI. Only added."""

    vendor_path = INTERNAL

    batch = models.ForeignKey(MeasurementBatch, models.CASCADE, related_name="shares", verbose_name=_("batch"))
    kpi = models.ForeignKey(Kpi, models.CASCADE, related_name="batch_shares", verbose_name=_("KPI"))
    row_count = models.PositiveBigIntegerField(_("rows"))

    class Meta:
        verbose_name = _("share of a batch")
        verbose_name_plural = _("shares of batches")
        ordering = ["-batch", "kpi"]
        constraints = [models.UniqueConstraint(fields=["batch", "kpi"], name="kpis_batchshare_once_a_kpi")]
        indexes = [models.Index(fields=["kpi", "-batch"], name="kpis_batchshare_by_kpi")]

    def __str__(self) -> str:
        return f"{self.batch_id} · {self.kpi_id}: {self.row_count}"


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
    value_column = models.CharField(_("column of the value"), max_length=200, blank=True)
    denominator_column = models.CharField(_("column of the denominator"), max_length=200, blank=True)
    true_words = models.CharField(_("words that count as 1, all others as 0"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone of instants without one"), max_length=64, blank=True, validators=[validate_time_zone]
    )
    assign_from = models.DateTimeField(_("spread instants from"), null=True, blank=True)
    assign_until = models.DateTimeField(_("until"), null=True, blank=True)
    on_bad_rows = models.CharField(_("bad rows"), max_length=15, choices=OnBadRows, default=OnBadRows.GOOD_ROWS)
    batch = models.OneToOneField(MeasurementBatch, models.PROTECT, null=True, blank=True, related_name="import_job")
    refused_count = models.PositiveBigIntegerField(_("refused"), default=0)
    locked_periods = models.PositiveIntegerField(_("locked periods touched"), default=0)
    errors = models.FileField(_("refused rows"), upload_to="imports/", blank=True)

    tones = {
        "state": {
            JobState.PREPARED: "neutral",
            JobState.WAITING: "info",
            JobState.RUNNING: "info",
            JobState.DONE: "ok",
            JobState.FAILED: "bad",
        }
    }

    class Meta:
        verbose_name = _("measurement import")
        verbose_name_plural = _("measurement imports")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("measurement-import", args=[self.pk])
