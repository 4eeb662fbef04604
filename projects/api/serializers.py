"""Contracts, projects and their parts as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from accounts.serializers import DateField, InputSerializer, IntegerField, RecordSerializer, ScopedRelatedField
from projects.choices import GoalState
from projects.domain.cadence import next_occurrences
from projects.domain.cadence_words import in_words
from projects.domain.contracts import dates_of, terms_of
from projects.domain.dates import reasons
from projects.domain.goals import missing_of
from projects.domain.projects import today_of
from projects.domain.transitions import STEPS
from projects.models import (
    SCOPE_TEXTS,
    Activity,
    CommunicationLine,
    Contract,
    Goal,
    Milestone,
    Project,
    ProjectPlace,
    ProjectTransition,
    RaciEntry,
    ReadinessWaiver,
    ScopeSignature,
    ScopeVersion,
)


class ReasonSerializer(serializers.Serializer[Any]):
    """One date and its arithmetic."""

    name = serializers.CharField(read_only=True)
    on = DateField(read_only=True)
    why = serializers.CharField(read_only=True)


class TermSerializer(serializers.Serializer[Any]):
    """The dates of the term that a contract is in."""

    number = IntegerField(read_only=True)
    starts_on = DateField(read_only=True)
    renews_on = DateField(read_only=True)
    notice_by = DateField(read_only=True)
    remind_on = DateField(read_only=True)
    why = ReasonSerializer(many=True, read_only=True)


class ContractSerializer(RecordSerializer):
    term = serializers.SerializerMethodField()

    class Meta:
        model = Contract
        fields = (
            "id",
            "version",
            "vendor",
            "title",
            "reference",
            "kind",
            "start_on",
            "term_months",
            "renewal",
            "notice_amount",
            "notice_unit",
            "lead_days",
            "currency",
            "annual_value",
            "time_zone",
            "term",
        )

    def get_term(self, contract: Contract) -> TermSerializer:
        dates = dates_of(contract, self.context["view"].now)
        why = reasons(terms_of(contract), dates)
        return TermSerializer({**vars(dates), "why": why}).data  # type: ignore[return-value]


class ProjectSerializer(RecordSerializer):
    class Meta:
        model = Project
        fields = ("id", "version", "vendor", "contract", "name", "purpose", "sponsor", "manager", "state", "time_zone")
        read_only_fields = ("state",)


class PlaceSerializer(RecordSerializer):
    class Meta:
        model = ProjectPlace
        fields = ("id", "version", "project", "user")
        validators: tuple[Any, ...] = ()


class SignatureSerializer(RecordSerializer):
    class Meta:
        model = ScopeSignature
        fields = ("side", "by", "at", "content_hash")


class ScopeVersionSerializer(RecordSerializer):
    signatures = SignatureSerializer(many=True, read_only=True)

    class Meta:
        model = ScopeVersion
        fields = (
            "id",
            "version",
            "project",
            "number",
            *SCOPE_TEXTS,
            "state",
            "content_hash",
            "proposed_at",
            "signatures",
        )
        read_only_fields = ("number", "state", "content_hash", "proposed_at")
        validators: tuple[Any, ...] = ()


class GoalSerializer(RecordSerializer):
    missing = serializers.SerializerMethodField(help_text="What the goal lacks to be measurable.")

    class Meta:
        model = Goal
        fields = (
            "id",
            "version",
            "project",
            "statement",
            "measure",
            "baseline",
            "target",
            "due_on",
            "owner",
            "state",
            "missing",
        )
        read_only_fields = ("state",)

    def get_missing(self, goal: Goal) -> list[str]:
        return missing_of(goal)


class MilestoneSerializer(RecordSerializer):
    class Meta:
        model = Milestone
        fields = ("id", "version", "project", "title", "due_on", "acceptance_criteria", "state")
        read_only_fields = ("state",)


class RaciEntrySerializer(RecordSerializer):
    class Meta:
        model = RaciEntry
        fields = ("id", "version", "activity", "side", "role", "letter")
        validators: tuple[Any, ...] = ()


class ActivitySerializer(RecordSerializer):
    entries = RaciEntrySerializer(many=True, read_only=True)

    class Meta:
        model = Activity
        fields = ("id", "version", "project", "title", "position", "entries")
        read_only_fields = ("position",)
        validators: tuple[Any, ...] = ()


class CommunicationLineSerializer(RecordSerializer):
    starts_on = DateField(required=False)
    cadence_in_words = serializers.SerializerMethodField(help_text="The cadence as people say it.")
    next_on = serializers.SerializerMethodField(help_text="The next three days on which the line comes round.")

    class Meta:
        model = CommunicationLine
        fields = (
            "id",
            "version",
            "project",
            "audience",
            "purpose",
            "channel",
            "cadence",
            "cadence_in_words",
            "starts_on",
            "client_owner",
            "vendor_owner",
            "language",
            "next_on",
        )

    def get_cadence_in_words(self, line: CommunicationLine) -> str:
        return in_words(line.cadence, line.starts_on)

    def get_next_on(self, line: CommunicationLine) -> list[str]:
        today = today_of(line.project, self.context["view"].now)
        return [day.isoformat() for day in next_occurrences(line.cadence, line.starts_on, after=today)]


class WaiverSerializer(RecordSerializer):
    check_code = serializers.CharField(max_length=60)

    class Meta:
        model = ReadinessWaiver
        fields = ("id", "version", "project", "check_code", "reason", "until_on", "by", "at")
        read_only_fields = ("by", "at")


class TransitionSerializer(RecordSerializer):
    class Meta:
        model = ProjectTransition
        fields = ("id", "version", "project", "from_state", "to_state", "reason", "by", "at")


class StepInput(InputSerializer):
    """A change of a project's state."""

    project = ScopedRelatedField(queryset=Project.objects.all())
    step = serializers.ChoiceField(choices=[(name, step.label) for name, step in STEPS.items()])
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class SignatureInput(InputSerializer):
    """A signature of the text with this hash."""

    content_hash = serializers.RegexField(r"^[0-9a-f]{64}$")


class ProjectReasonInput(InputSerializer):
    reason = serializers.CharField(max_length=2000)


class NoteInput(InputSerializer):
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class GoalDecisionInput(InputSerializer):
    state = serializers.ChoiceField(choices=GoalState.choices)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class CheckSerializer(serializers.Serializer[Any]):
    """How one readiness check stands."""

    code = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=["open", "waived", "done"], read_only=True)
    note = serializers.CharField(read_only=True)
    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    who = serializers.CharField(read_only=True)
    url = serializers.CharField(read_only=True)


class ReadinessSerializer(serializers.Serializer[Any]):
    """What stands between a project and its activation."""

    is_ready = serializers.BooleanField(read_only=True)
    checks = CheckSerializer(many=True, read_only=True)
