"""One's own notices and muted topics."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api import Created, Listed, ScopedViewSet, Shown, refuse_unknown
from accounts.choices import Capability
from accounts.serializers import InputSerializer, IntegerField, RecordSerializer
from notifications.domain.notices import mark_all_read, mark_read, mute, unmute
from notifications.filters import NoticeFilter
from notifications.models import Mute, Notice
from notifications.rendering import rendered
from notifications.topics import all_topics, topics_for_vendor_people


class NoticeSerializer(RecordSerializer):
    """What happened, in the reader's language."""

    topic = serializers.CharField(source="message.topic", read_only=True)
    title = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Notice
        fields = ("id", "topic", "title", "text", "url", "told_at", "read_at")
        read_only_fields = fields

    def get_title(self, notice: Notice) -> str:
        return rendered(notice.message, self._reader).title

    def get_text(self, notice: Notice) -> str:
        return rendered(notice.message, self._reader).text

    def get_url(self, notice: Notice) -> str:
        return rendered(notice.message, self._reader).link

    @property
    def _reader(self) -> Any:
        return self.context["request"].user


class ReadCountSerializer(serializers.Serializer[Any]):
    """How many notices were marked as read."""

    read = IntegerField()


class NoticesViewSet(Listed, ScopedViewSet):
    """One's own notices, unread first."""

    model = Notice
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    requires = {
        "list": Capability.SIGNED_IN,
        "retrieve": Capability.SIGNED_IN,
        "reading": Capability.SIGNED_IN,
        "reading_all": Capability.SIGNED_IN,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("message").unread_first()

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=None, responses=NoticeSerializer)
    @action(detail=True, methods=["post"])
    def reading(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark one notice as read."""
        notice = mark_read(self.get_object(), by=request.user, now=self.now)  # type: ignore[arg-type]
        return Response(self.get_serializer(notice).data)

    @extend_schema(request=None, responses=ReadCountSerializer, operation_id="notices_reading_all_create")
    @action(detail=False, methods=["post"], url_path="reading", url_name="reading-all")
    def reading_all(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark every notice as read."""
        return Response({"read": mark_all_read(by=request.user, now=self.now)})  # type: ignore[arg-type]


class MuteSerializer(RecordSerializer):
    class Meta:
        model = Mute
        fields = ("id", "version", "topic", "created_at")
        read_only_fields = ("id", "version", "created_at")


class NewMuteSerializer(InputSerializer):
    """The topic to hear no more of."""

    topic = serializers.CharField(max_length=80)


class MutesViewSet(Listed, Shown, Created, ScopedViewSet):
    """The topics that one does not want to hear of."""

    model = Mute
    serializer_class = MuteSerializer
    requires = {
        "list": Capability.SIGNED_IN,
        "retrieve": Capability.SIGNED_IN,
        "create": Capability.SIGNED_IN,
        "destroy": Capability.SIGNED_IN,
    }

    def get_serializer_class(self) -> Any:
        return NewMuteSerializer if self.action == "create" and self.request.method == "POST" else MuteSerializer

    @extend_schema(request=NewMuteSerializer, responses={201: MuteSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            muted = mute(**self.body(NewMuteSerializer), by=request.user, now=self.now)  # type: ignore[arg-type]
        return Response(
            MuteSerializer(muted).data, status=status.HTTP_201_CREATED, headers={"ETag": f'"{muted.version}"'}
        )

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Hear of the topic again."""
        version = self.asked_version()
        with transaction.atomic():
            unmute(self.locked(version=version), by=request.user, now=self.now)  # type: ignore[arg-type]
        return Response(status=status.HTTP_204_NO_CONTENT)


class TopicSerializer(serializers.Serializer[Any]):
    """A kind of message: its code for mutes and webhooks, its label for people."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class TopicsViewSet(ViewSet):
    """What one can be told of."""

    requires = {"list": Capability.SIGNED_IN}

    @extend_schema(responses=TopicSerializer(many=True))
    def list(self, request: Request) -> Response:
        refuse_unknown(request, frozenset())
        topics = topics_for_vendor_people() if request.user.is_vendor_person else all_topics()  # type: ignore[union-attr]
        return Response(TopicSerializer(topics, many=True).data)
