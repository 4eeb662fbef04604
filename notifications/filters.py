"""What lists of notices and deliveries can be narrowed by."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from notifications.choices import Channel, DeliveryState
from notifications.models import Delivery, Notice, WebhookEndpoint
from notifications.topics import topic_choices


class NoticeFilter(django_filters.FilterSet):
    """`q` searches what the notices are about."""

    q = django_filters.CharFilter(field_name="message__about_text", lookup_expr="icontains", label=_("Search notices"))
    unread = django_filters.BooleanFilter(field_name="read_at", lookup_expr="isnull", label=_("Unread"))
    topic = django_filters.ChoiceFilter(
        field_name="message__topic", choices=topic_choices, label=_("Topic"), empty_label=_("All topics")
    )

    class Meta:
        model = Notice
        fields = ("q", "unread", "topic")


def _endpoints(request: Any) -> QuerySet[WebhookEndpoint]:
    rows: Any = WebhookEndpoint._default_manager.all()
    return rows.visible_to(request.user) if request else rows.none()  # no request while the schema is drawn


class DeliveryFilter(django_filters.FilterSet):
    """`q` searches the recipient's name and address, the webhook's name and what the message is about."""

    q = django_filters.CharFilter(method="search", label=_("Search deliveries"))
    channel = django_filters.ChoiceFilter(choices=Channel.choices, label=_("Channel"), empty_label=_("All channels"))
    state = django_filters.ChoiceFilter(choices=DeliveryState.choices, label=_("State"), empty_label=_("All states"))
    endpoint = django_filters.ModelChoiceFilter(queryset=_endpoints, label=_("Webhook"), empty_label=_("All webhooks"))

    class Meta:
        model = Delivery
        fields = ("q", "channel", "state", "endpoint")

    def search(self, rows: QuerySet[Delivery], name: str, value: str) -> QuerySet[Delivery]:
        return rows.matching(value)  # type: ignore[attr-defined]
