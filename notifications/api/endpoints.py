"""Webhooks and the delivery log."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from accounts.serializers import InputSerializer, RecordSerializer
from notifications.domain.endpoints import (
    change_endpoint,
    make_endpoint,
    rotate_secret,
    send_again,
    switch_off,
    switch_on,
)
from notifications.filters import DeliveryFilter
from notifications.models import Delivery, DeliveryAttempt, WebhookEndpoint


class EndpointSerializer(RecordSerializer):
    """A webhook. Its secret is never read back."""

    class Meta:
        model = WebhookEndpoint
        fields = (
            "id",
            "version",
            "name",
            "url",
            "topics",
            "is_active",
            "switched_off_because",
            "previous_until",
            "created_at",
        )
        read_only_fields = fields


class EndpointInputSerializer(InputSerializer):
    """Name, address (http or https, on the public internet) and topics; no topics means all of them."""

    name = serializers.CharField(max_length=100)
    url = serializers.CharField(max_length=500)
    topics = serializers.ListField(child=serializers.CharField(max_length=80), max_length=200, required=False)


class SecretSerializer(EndpointSerializer):
    """A webhook with its secret, which is shown this once."""

    secret = serializers.CharField(read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields = (*EndpointSerializer.Meta.fields, "secret")
        read_only_fields = fields


class ReasonSerializer(InputSerializer):
    """Why."""

    reason = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class WebhookEndpointsViewSet(Listed, Shown, Changed, ScopedViewSet):
    """Other systems that are told of what happens here."""

    model = WebhookEndpoint
    serializer_class = EndpointSerializer
    requires = dict.fromkeys(
        ("list", "retrieve", "create", "partial_update", "secret", "activation", "deactivation"),
        Capability.MANAGE_WEBHOOKS,
    )

    @extend_schema(request=EndpointInputSerializer, responses={201: SecretSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Make a webhook. The answer holds its secret, which is shown this once."""
        given = {"topics": [], **self.body(EndpointInputSerializer)}
        with transaction.atomic():
            endpoint, secret = make_endpoint(**given, by=request.user, now=self.now)  # type: ignore[arg-type]
        return self._with_secret(endpoint, secret, status.HTTP_201_CREATED)

    @extend_schema(request=EndpointInputSerializer, responses=EndpointSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            endpoint = self.locked(version=version)
            changes = self.body(EndpointInputSerializer, partial=True)
            change_endpoint(endpoint, by=request.user, now=self.now, **changes)  # type: ignore[arg-type]
        return self.shown(endpoint)

    @extend_schema(request=None, responses=SecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Rotate the secret: for a day both sign. The answer holds the new one, which is shown this once."""
        with transaction.atomic():
            endpoint, secret = rotate_secret(self.locked(), by=request.user, now=self.now)  # type: ignore[arg-type]
        return self._with_secret(endpoint, secret, status.HTTP_200_OK)

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def activation(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Switch the webhook on: it is told of what happens from now on."""
        with transaction.atomic():
            endpoint = switch_on(self.locked(), by=request.user, now=self.now)  # type: ignore[arg-type]
        return self.shown(endpoint)

    @extend_schema(request=ReasonSerializer, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    def deactivation(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Switch the webhook off: what waits for it is given up."""
        with transaction.atomic():
            endpoint = switch_off(
                self.locked(),
                by=request.user,  # type: ignore[arg-type]
                now=self.now,
                **self.body(ReasonSerializer),
            )
        return self.shown(endpoint)

    def _with_secret(self, endpoint: WebhookEndpoint, secret: str, status_code: int) -> Response:
        endpoint.refresh_from_db()
        data = {**EndpointSerializer(endpoint).data, "secret": secret}
        return Response(
            data, status=status_code, headers={"ETag": f'"{endpoint.version}"', "Cache-Control": "no-store"}
        )


class AttemptSerializer(RecordSerializer):
    """One try and what came of it."""

    class Meta:
        model = DeliveryAttempt
        fields = ("number", "at", "milliseconds", "succeeded", "status", "detail")
        read_only_fields = fields


class DeliverySerializer(RecordSerializer):
    """A mail or webhook on its way, or come to its end. The text of a mail is nobody's but its reader's."""

    topic = serializers.CharField(source="message.topic", read_only=True, default=None)

    class Meta:
        model = Delivery
        fields = (
            "id",
            "stable_id",
            "channel",
            "recipient",
            "address",
            "endpoint",
            "topic",
            "state",
            "created_at",
            "next_at",
            "attempts",
            "last_error",
            "ended_at",
        )
        read_only_fields = fields


class DeliveryWithTriesSerializer(DeliverySerializer):
    tries = AttemptSerializer(many=True, read_only=True)

    class Meta:
        model = Delivery
        fields = (*DeliverySerializer.Meta.fields, "tries")
        read_only_fields = fields


class DeliveriesViewSet(Listed, ScopedViewSet):
    """What left the house, what did not, and why."""

    model = Delivery
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    requires = dict.fromkeys(("list", "retrieve", "resending"), Capability.MANAGE_WEBHOOKS)

    def shape(self, rows: Any) -> Any:
        return rows.select_related("message").prefetch_related("tries")

    @extend_schema(responses=DeliveryWithTriesSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One delivery with every attempt."""
        return Response(DeliveryWithTriesSerializer(self.get_object()).data)

    @extend_schema(request=None, responses=DeliverySerializer)
    @action(detail=True, methods=["post"])
    def resending(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Send what was given up again, under the same id."""
        with transaction.atomic():
            delivery = send_again(self.locked(), by=request.user, now=self.now)  # type: ignore[arg-type]
        return Response(self.get_serializer(delivery).data)
