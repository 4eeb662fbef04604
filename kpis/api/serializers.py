"""What the API shows of measuring, and the bodies that it takes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from accounts.serializers import (
    DateField,
    DateTimeField,
    DecimalField,
    InputSerializer,
    IntegerField,
    RecordSerializer,
    ScopedRelatedField,
)
from core.periods import PeriodKind, validate_time_zone
from kpis.choices import Aggregation, Direction, KpiKind, MissingData, OnBadRows, ThresholdSide
from kpis.domain.completeness import gaps
from kpis.domain.definitions import Definition
from kpis.domain.judgement import Levels
from kpis.models import (
    Breach,
    BreachHandling,
    BreachMiss,
    Kpi,
    KpiVersion,
    Measurement,
    MeasurementBatch,
    MeasurementImport,
    PeriodResult,
    Target,
)
from projects.models import Goal, Project


def exact(**given: Any) -> DecimalField:
    return DecimalField(max_digits=28, decimal_places=10, required=False, allow_null=True, **given)


class VersionSerializer(RecordSerializer):
    class Meta:
        model = KpiVersion
        fields = ("id", "number", "effective_from", "effective_until", *Definition.__dataclass_fields__, "version")


class TargetSerializer(RecordSerializer):
    class Meta:
        model = Target
        fields = ("id", "effective_from", "effective_until", *Levels.__dataclass_fields__, "grace_periods", "version")


class KpiSerializer(RecordSerializer):
    """A KPI with its definition and target in force, and what it lacks to be complete."""

    vendor = IntegerField(source="project.vendor_id", read_only=True)
    definition = serializers.SerializerMethodField()
    target = serializers.SerializerMethodField()
    missing = serializers.SerializerMethodField()

    class Meta:
        model = Kpi
        fields = (
            "id",
            "project",
            "vendor",
            "goal",
            "name",
            "what",
            "kind",
            "is_leading",
            "owner",
            "definition",
            "target",
            "missing",
            "version",
        )

    def get_definition(self, kpi: Kpi) -> VersionSerializer(allow_null=True):  # type: ignore[valid-type]
        return VersionSerializer(kpi.definition).data

    def get_target(self, kpi: Kpi) -> TargetSerializer(allow_null=True):  # type: ignore[valid-type]
        return TargetSerializer(kpi.target).data if kpi.target else None

    def get_missing(self, kpi: Kpi) -> list[str]:
        return [gap.text for gap in gaps(kpi)]


class WhatInput(InputSerializer):
    """What a KPI measures, and for whom."""

    name = serializers.CharField(max_length=200)
    what = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    kind = serializers.ChoiceField(choices=KpiKind.choices, required=False)
    is_leading = serializers.BooleanField(required=False)
    goal = ScopedRelatedField(queryset=Goal._default_manager.all(), required=False, allow_null=True)
    owner = ScopedRelatedField(queryset=User.objects.all(), required=False, allow_null=True)


class DefinitionInput(InputSerializer):
    """How a KPI is measured."""

    aggregation = serializers.ChoiceField(choices=Aggregation.choices)
    time_zone = serializers.CharField(max_length=64, validators=[validate_time_zone])
    period = serializers.ChoiceField(choices=PeriodKind.choices, required=False)
    unit = serializers.CharField(max_length=30, required=False, allow_blank=True)
    direction = serializers.ChoiceField(choices=Direction.choices, required=False, allow_blank=True)
    threshold = exact()
    threshold_side = serializers.ChoiceField(choices=ThresholdSide.choices, required=False, allow_blank=True)
    precision = IntegerField(min_value=0, max_value=8, required=False)
    settling_hours = IntegerField(min_value=0, max_value=2000, required=False)
    data_source = serializers.CharField(max_length=300, required=False, allow_blank=True)
    missing_data = serializers.ChoiceField(choices=MissingData.choices, required=False, allow_blank=True)
    weight = DecimalField(max_digits=8, decimal_places=2, min_value=0, required=False)


class LevelsInput(InputSerializer):
    """How well a KPI has to do."""

    expected = exact()
    minimum = exact()
    warning = exact()
    band_low = exact()
    band_high = exact()
    outer_low = exact()
    outer_high = exact()


class KpiInput(WhatInput):
    """A new KPI."""

    project = ScopedRelatedField(queryset=Project._default_manager.all())
    starts_on = DateField()
    definition = DefinitionInput()
    target = LevelsInput(required=False, allow_null=True)


class VersionInput(DefinitionInput):
    """Another definition, from a day."""

    starts_on = DateField()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class TargetInput(LevelsInput):
    """A target, from a day."""

    starts_on = DateField()
    grace_periods = IntegerField(min_value=0, max_value=120, required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ResultSerializer(RecordSerializer):
    class Meta:
        model = PeriodResult
        fields = (
            "id",
            "kpi",
            "starts_at",
            "ends_at",
            "value",
            "count",
            "status",
            "is_final",
            "is_carried",
            "kpi_version",
            "target",
            "evaluated_at",
            "locked_at",
        )


class MeasurementSerializer(RecordSerializer):
    class Meta:
        model = Measurement
        fields = ("kpi", "subject", "at", "revision", "value", "denominator", "batch")


class BatchSerializer(RecordSerializer):
    class Meta:
        model = MeasurementBatch
        fields = (
            "id",
            "source",
            "note",
            "by",
            "received_at",
            "new_count",
            "unchanged_count",
            "revised_count",
            "refused_count",
        )


class RefusedRowSerializer(serializers.Serializer[Any]):
    row = IntegerField(help_text="As the sender counts: a CSV's header is row 1, an array's first item is 1.")
    field = serializers.CharField()
    detail = serializers.CharField()


class IngestReportSerializer(serializers.Serializer[Any]):
    """What became of the rows."""

    batch = IntegerField(source="batch_id", allow_null=True)
    new = IntegerField()
    unchanged = IntegerField()
    revised = IntegerField()
    refused = IntegerField(help_text="All refused rows; the first 1,000 are listed.")
    locked_periods = IntegerField(
        help_text="Periods whose result is locked, because a review has used it: their rows are kept, the results stay."
    )
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]  # the body's name for them

    @extend_schema_field(RefusedRowSerializer(many=True))
    def get_errors(self, report: Any) -> list[dict[str, Any]]:
        return [{"row": row.number, "field": row.field, "detail": row.reason} for row in report.refused_rows]


class MeasurementInput(InputSerializer):
    """One measurement, for the documentation: bodies are read as a stream."""

    kpi = IntegerField()
    at = DateTimeField()
    value = DecimalField(max_digits=28, decimal_places=10)
    denominator = DecimalField(max_digits=28, decimal_places=10, required=False)
    subject = serializers.CharField(max_length=200, required=False)


class ImportSerializer(RecordSerializer):
    class Meta:
        model = MeasurementImport
        fields = (
            "id",
            "kpi",
            "name",
            "state",
            "failure",
            "done_count",
            "total_count",
            "refused_count",
            "locked_periods",
            "batch",
            "value_column",
            "instant_column",
            "subject_column",
            "denominator_column",
            "true_words",
            "time_zone",
            "assign_from",
            "assign_until",
            "on_bad_rows",
            "asked_by",
            "asked_at",
            "finished_at",
        )


class ImportInput(InputSerializer):
    """A file and what its columns mean."""

    kpi = ScopedRelatedField(queryset=Kpi._default_manager.all())
    file = serializers.FileField()
    value_column = serializers.CharField(max_length=200)
    instant_column = serializers.CharField(max_length=200, required=False, allow_blank=True)
    subject_column = serializers.CharField(max_length=200, required=False, allow_blank=True)
    denominator_column = serializers.CharField(max_length=200, required=False, allow_blank=True)
    true_words = serializers.CharField(max_length=200, required=False, allow_blank=True)
    time_zone = serializers.CharField(max_length=64, required=False, validators=[validate_time_zone])
    assign_from = DateTimeField(required=False)
    assign_until = DateTimeField(required=False)
    on_bad_rows = serializers.ChoiceField(choices=OnBadRows.choices, required=False)


class MissSerializer(RecordSerializer):
    class Meta:
        model = BreachMiss
        fields = ("result", "joined_at")


class HandlingSerializer(RecordSerializer):
    class Meta:
        model = BreachHandling
        fields = ("step", "note", "by", "at")


class BreachSerializer(RecordSerializer):
    misses = MissSerializer(many=True, read_only=True)
    handling = HandlingSerializer(many=True, read_only=True)

    class Meta:
        model = Breach
        fields = (
            "id",
            "kpi",
            "state",
            "opened_at",
            "recovered_at",
            "closed_at",
            "cause",
            "corrective_action",
            "misses",
            "handling",
            "version",
        )


class AcknowledgementInput(InputSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ClosingInput(InputSerializer):
    cause = serializers.CharField(max_length=5000)
    corrective_action = serializers.CharField(max_length=5000)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True)
