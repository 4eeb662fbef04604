"""Templates as the API shows and takes them."""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from accounts.serializers import DecimalField, InputSerializer, RecordSerializer
from vendors.choices import QuestionKind
from vendors.domain.parts import QuestionPart, SectionPart
from vendors.models import Question, QuestionnaireTemplate, Section, TemplateVersion

MOST_OPTIONS = 100


class QuestionSerializer(RecordSerializer):
    class Meta:
        model = Question
        fields: tuple[str, ...] = (
            "id",
            "position",
            "code",
            "text",
            "help_text",
            "kind",
            "options",
            "is_required",
            "needs_evidence",
            "version",
        )
        read_only_fields = fields


class SectionSerializer(RecordSerializer):
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta:
        model = Section
        fields: tuple[str, ...] = ("id", "position", "title", "guidance", "weight", "questions", "version")
        read_only_fields = fields


class TemplateVersionSerializer(RecordSerializer):
    """A version without its questions."""

    class Meta:
        model = TemplateVersion
        fields: tuple[str, ...] = ("id", "template", "number", "state", "published_at", "version")
        read_only_fields = fields


class WholeVersionSerializer(TemplateVersionSerializer):
    """A version with its sections and questions."""

    sections = SectionSerializer(many=True, read_only=True)

    class Meta(TemplateVersionSerializer.Meta):
        fields = (*TemplateVersionSerializer.Meta.fields, "sections")
        read_only_fields = fields


class TemplateSerializer(RecordSerializer):
    versions = TemplateVersionSerializer(many=True, read_only=True)

    class Meta:
        model = QuestionnaireTemplate
        fields: tuple[str, ...] = ("id", "name", "purpose", "source", "versions", "version")
        read_only_fields: tuple[str, ...] = ("id", "versions", "version")


class QuestionInput(InputSerializer):
    """A question of a draft."""

    text = serializers.CharField(max_length=10_000)
    help_text = serializers.CharField(max_length=10_000, allow_blank=True, default="")  # type: ignore[assignment]
    code = serializers.CharField(max_length=40, allow_blank=True, default="")
    kind = serializers.ChoiceField(choices=QuestionKind.choices, default=QuestionKind.TEXT)
    options = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=MOST_OPTIONS, default=list, allow_empty=True
    )
    is_required = serializers.BooleanField(default=True)
    needs_evidence = serializers.BooleanField(default=False)


class SectionFields(InputSerializer):
    """A section of a draft."""

    title = serializers.CharField(max_length=200)
    guidance = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    weight = DecimalField(max_digits=6, decimal_places=2, min_value=0, default=Decimal(1))


class SectionInput(SectionFields):
    """A section of a draft with its questions."""

    questions = QuestionInput(many=True, default=list, allow_empty=True, max_length=2000)  # type: ignore[call-arg]


class TemplateInput(InputSerializer):
    """A new template; its first draft holds `sections`."""

    name = serializers.CharField(max_length=200)
    purpose = serializers.CharField(max_length=10_000, allow_blank=True, default="")
    source = serializers.CharField(max_length=300, allow_blank=True, default="")  # type: ignore[assignment]
    sections = SectionInput(many=True, default=list, allow_empty=True, max_length=200)  # type: ignore[call-arg]


class CatalogQuery(InputSerializer):
    """The query parameters of an import; the body is the OSCAL catalog itself."""

    name = serializers.CharField(max_length=200, default="")
    weight = DecimalField(max_digits=6, decimal_places=2, min_value=0, default=Decimal(1))


class MoveInput(InputSerializer):
    up = serializers.BooleanField()


def section_part(given: dict[str, Any]) -> SectionPart:
    """A section of a body as the domain function takes it."""
    return SectionPart(
        title=given["title"],
        guidance=given["guidance"],
        weight=given["weight"],
        questions=[QuestionPart(**question) for question in given["questions"]],
    )
