"""Messages, notices and webhooks for tests."""

from datetime import UTC, datetime

import factory

from accounts.choices import Role
from core.sealing import sealed
from notifications.choices import Channel
from notifications.models import Delivery, DeliveryAttempt, Message, Mute, Notice, WebhookEndpoint
from notifications.webhooks import PURPOSE
from tests.factories.accounts import UserFactory

TOLD_AT = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo="


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    topic = "tests.something_happened"
    about_label = "vendors.vendor"
    about_id = 1
    about_text = "Acme"
    url = "/vendors/1/"
    told_at = TOLD_AT


class WebhookEndpointFactory(factory.django.DjangoModelFactory[WebhookEndpoint]):
    class Meta:
        model = WebhookEndpoint

    name = factory.Sequence(lambda number: f"Receiver {number}")
    url = "https://receiver.example/hooks"
    secret = factory.LazyFunction(lambda: sealed(SECRET, purpose=PURPOSE))
    created_by = factory.SubFactory(UserFactory, role=Role.ADMINISTRATOR)
    created_at = TOLD_AT


class NoticeFactory(factory.django.DjangoModelFactory[Notice]):
    class Meta:
        model = Notice

    message = factory.SubFactory(MessageFactory)
    recipient = factory.SubFactory(UserFactory)
    told_at = factory.LazyAttribute(lambda notice: notice.message.told_at)


class WebhookDeliveryFactory(factory.django.DjangoModelFactory[Delivery]):
    class Meta:
        model = Delivery

    channel = Channel.WEBHOOK
    endpoint = factory.SubFactory(WebhookEndpointFactory)
    message = factory.SubFactory(MessageFactory)
    created_at = TOLD_AT
    next_at = TOLD_AT


class MailDeliveryFactory(factory.django.DjangoModelFactory[Delivery]):
    class Meta:
        model = Delivery

    channel = Channel.MAIL
    recipient = factory.SubFactory(UserFactory)
    created_at = TOLD_AT
    next_at = TOLD_AT


class DeliveryAttemptFactory(factory.django.DjangoModelFactory[DeliveryAttempt]):
    class Meta:
        model = DeliveryAttempt

    delivery = factory.SubFactory(WebhookDeliveryFactory)
    number = 1
    at = TOLD_AT
    milliseconds = 12
    succeeded = True
    status = 204


class MuteFactory(factory.django.DjangoModelFactory[Mute]):
    class Meta:
        model = Mute

    user = factory.SubFactory(UserFactory)
    topic = "tests.something_happened"
    created_at = TOLD_AT
