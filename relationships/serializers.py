"""Performance reviews as the API shows and takes them."""

from rest_framework import serializers

from accounts.models import User
from accounts.serializers import DateField, InputSerializer, RecordSerializer, ScopedRelatedField
from projects.models import Project
from relationships.models import PerformanceReview, ReviewAction, ReviewClosing, ReviewComment, ReviewOpening


class OpeningSerializer(RecordSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = ReviewOpening
        fields = ["at", "by", "reply_by"]


class ClosingSerializer(RecordSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = ReviewClosing
        fields = ["at", "by", "next_review"]


class ReviewSerializer(RecordSerializer):
    project = ScopedRelatedField(queryset=Project._default_manager.all())
    opening = OpeningSerializer(read_only=True, allow_null=True, default=None)
    closing = ClosingSerializer(read_only=True, allow_null=True, default=None)

    class Meta:
        model = PerformanceReview
        fields = [
            "id",
            "project",
            "first_day",
            "last_day",
            "due_on",
            "state",
            "summary",
            "opening",
            "closing",
            "version",
        ]
        read_only_fields = ["id", "state", "summary", "version"]


class ReviewChangeSerializer(InputSerializer):
    first_day = DateField()
    last_day = DateField()
    due_on = DateField()
    summary = serializers.CharField(allow_blank=True)


class CommentSerializer(RecordSerializer):
    by = serializers.CharField(source="by.name", read_only=True)

    class Meta:
        model = ReviewComment
        fields = ["id", "side", "text", "by", "at"]
        read_only_fields = ["id", "side", "at"]


class ActionSerializer(RecordSerializer):
    owner_name = serializers.CharField(source="owner.name", read_only=True)
    done_by = serializers.CharField(source="done_by.name", read_only=True, allow_null=True, default=None)

    class Meta:
        model = ReviewAction
        fields = ["id", "review", "title", "owner", "owner_name", "due_on", "done_at", "done_by", "version"]
        read_only_fields = ["id", "review", "owner_name", "done_at", "version"]


class ActionAddSerializer(InputSerializer):
    title = serializers.CharField(max_length=300)
    owner = ScopedRelatedField(
        queryset=User._default_manager.all(), help_text="A person who has a part in the project."
    )
    due_on = DateField()


class ReviewClosingInputSerializer(InputSerializer):
    summary = serializers.CharField()
    next_first_day = DateField()
    next_last_day = DateField()
    next_due_on = DateField()
