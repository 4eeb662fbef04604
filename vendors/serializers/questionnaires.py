"""Questionnaires, answers and their judgement as the API shows and takes them."""

from typing import Any

from rest_framework import serializers

from accounts.serializers import (
    DateField,
    DateTimeField,
    DecimalField,
    InputSerializer,
    IntegerField,
    RecordSerializer,
    ScopedRelatedField,
)
from vendors.choices import TOP_SCORE, DecisionOutcome
from vendors.domain.answering import LONGEST_TEXT
from vendors.domain.assessments import LONGEST_REASON
from vendors.models import (
    Answer,
    DueDiligenceDecision,
    Evidence,
    Questionnaire,
    Reply,
    SectionScore,
    Submission,
    TemplateVersion,
    Vendor,
)
from vendors.outline import AskedQuestion, AskedSection, Outline, outline_of
from vendors.readings import ShownAssessment, scorers

MOST_ANSWERS = 2000
MOST_SECTIONS = 200
MOST_CHOICES = 100


class QuestionnaireSerializer(RecordSerializer):
    """A questionnaire, as both sides read it."""

    sent_by = serializers.CharField(source="sent_by.name", read_only=True)

    class Meta:
        model = Questionnaire
        fields: tuple[str, ...] = (
            "id",
            "vendor",
            "title",
            "message",
            "state",
            "sent_by",
            "sent_at",
            "due_on",
            "version",
        )
        read_only_fields = fields


class EvidenceSerializer(RecordSerializer):
    """A file beside an answer; its content is at `evidence/{id}/file/`."""

    uploaded_by = serializers.CharField(source="uploaded_by.name", read_only=True)

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = (
            "id",
            "questionnaire",
            "question",
            "name",
            "content_type",
            "size",
            "sha256",
            "uploaded_by",
            "uploaded_at",
            "version",
        )
        read_only_fields = fields


class AnswerSerializer(RecordSerializer):
    answered_by = serializers.CharField(source="answered_by.name", read_only=True)

    class Meta:
        model = Answer
        fields: tuple[str, ...] = ("text", "choices", "does_not_apply", "comment", "answered_by", "answered_at")
        read_only_fields = fields


class AskedQuestionSerializer(serializers.Serializer[AskedQuestion]):
    """A question with what was answered, and what is missing."""

    id = IntegerField(source="question.pk")
    code = serializers.CharField(source="question.code")
    text = serializers.CharField(source="question.text")
    help_text = serializers.CharField(source="question.help_text")  # type: ignore[assignment]
    kind = serializers.CharField(source="question.kind")
    options = serializers.ListField(source="question.options", child=serializers.CharField())
    is_required = serializers.BooleanField(source="question.is_required")
    needs_evidence = serializers.BooleanField(source="question.needs_evidence")
    answer = AnswerSerializer(allow_null=True)
    fingerprint = serializers.CharField(help_text="Of the answer that stands; a change names it as `seen`.")
    evidence = EvidenceSerializer(many=True)
    missing = serializers.CharField()


class AskedSectionSerializer(serializers.Serializer[AskedSection]):
    id = IntegerField(source="section.pk")
    title = serializers.CharField(source="section.title")
    guidance = serializers.CharField(source="section.guidance")
    questions = AskedQuestionSerializer(many=True)


class OutlineSerializer(serializers.Serializer[Outline]):
    """Sections, questions, answers and evidence; nothing internal."""

    sections = AskedSectionSerializer(many=True)


class SubmissionSerializer(RecordSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Submission
        fields: tuple[str, ...] = ("id", "by", "at")
        read_only_fields = fields


class ReplySerializer(RecordSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = Reply
        fields: tuple[str, ...] = ("id", "kind", "text", "by", "at")
        read_only_fields = fields


class WholeQuestionnaireSerializer(QuestionnaireSerializer):
    """A questionnaire with its sections, questions, answers, submissions and replies."""

    sections = serializers.SerializerMethodField()
    submissions = SubmissionSerializer(many=True, read_only=True)
    replies = ReplySerializer(many=True, read_only=True)

    class Meta(QuestionnaireSerializer.Meta):
        fields = (*QuestionnaireSerializer.Meta.fields, "sections", "submissions", "replies")
        read_only_fields = fields

    def get_sections(self, questionnaire: Questionnaire) -> list[dict[str, Any]]:
        sections: list[dict[str, Any]] = OutlineSerializer(outline_of(questionnaire)).data["sections"]
        return sections


class SendInput(InputSerializer):
    """A published version for a vendor."""

    vendor = ScopedRelatedField(queryset=Vendor._default_manager.all())
    template_version = ScopedRelatedField(queryset=TemplateVersion._default_manager.select_related("template"))
    due_on = DateField()
    title = serializers.CharField(max_length=200, allow_blank=True, default="")
    message = serializers.CharField(max_length=5000, allow_blank=True, default="")
    evaluators = ScopedRelatedField(queryset=scorers(), many=True, default=list)


class EvaluatorsInput(InputSerializer):
    evaluators = ScopedRelatedField(queryset=scorers(), many=True, allow_empty=False)


class DueDateInput(InputSerializer):
    due_on = DateField()


class AnswerInput(InputSerializer):
    """One answer: `text`, or `choices` for a choice question, or `does_not_apply` with the reason in `comment`.

    With `seen`, the fingerprint of the answer as it was read, it is refused where a colleague answered otherwise since.
    """

    question = IntegerField(min_value=1)
    text = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="", trim_whitespace=False)
    choices = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=MOST_CHOICES, default=list, allow_empty=True
    )
    does_not_apply = serializers.BooleanField(default=False)
    comment = serializers.CharField(max_length=LONGEST_TEXT, allow_blank=True, default="")
    seen = serializers.CharField(max_length=64, allow_null=True, default=None)


class AnswersInput(InputSerializer):
    """Answers to keep, all or none; questions that are not named stay as they were."""

    answers = AnswerInput(many=True, allow_empty=False, max_length=MOST_ANSWERS)  # type: ignore[call-arg]


class EvidenceInput(InputSerializer):
    """A file, as multipart/form-data."""

    question = IntegerField(min_value=1)
    file = serializers.FileField(allow_empty_file=True)


class SectionScoreSerializer(RecordSerializer):
    class Meta:
        model = SectionScore
        fields: tuple[str, ...] = ("section", "score", "reason")
        read_only_fields = fields


class AssessmentSerializer(serializers.Serializer[ShownAssessment]):
    """An evaluator's assessment; `scores` and `total` are null while they are not to be read by who asks."""

    id = IntegerField(source="assessment.pk")
    questionnaire = IntegerField(source="assessment.submission.questionnaire_id")
    submission = IntegerField(source="assessment.submission_id")
    evaluator = IntegerField(source="assessment.evaluator_id")
    state = serializers.CharField(source="assessment.state")
    locked_at = DateTimeField(source="assessment.locked_at")
    scores = serializers.SerializerMethodField()
    total = DecimalField(max_digits=5, decimal_places=2, help_text="The weighted score, 0 to 100.")
    version = IntegerField(source="assessment.version")

    def get_scores(self, shown: ShownAssessment) -> list[dict[str, Any]] | None:
        if not shown.scores_shown:
            return None
        return [dict(row) for row in SectionScoreSerializer(shown.assessment.scores.all(), many=True).data]


class ScoreInput(InputSerializer):
    section = IntegerField(min_value=1)
    score = IntegerField(min_value=0, max_value=TOP_SCORE, allow_null=True, default=None)
    reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True, default="")


class ScoresInput(InputSerializer):
    """Scores with reasons; sections that are not named stay as they were."""

    scores = ScoreInput(many=True, allow_empty=False, max_length=MOST_SECTIONS)  # type: ignore[call-arg]


class DecisionSerializer(RecordSerializer):
    """What was decided. Internal."""

    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = DueDiligenceDecision
        fields: tuple[str, ...] = (
            "id",
            "questionnaire",
            "outcome",
            "rationale",
            "conditions",
            "next_review_on",
            "by",
            "at",
        )
        read_only_fields = fields


class DecisionInput(InputSerializer):
    """A decision; the vendor reads `message` alone."""

    outcome = serializers.ChoiceField(choices=DecisionOutcome.choices)
    rationale = serializers.CharField(max_length=10_000)
    conditions = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    next_review_on = DateField(allow_null=True, default=None)
    message = serializers.CharField(max_length=5000, allow_blank=True, default="")
    due_on = DateField(allow_null=True, default=None)
