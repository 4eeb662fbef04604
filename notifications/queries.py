"""Readings of webhooks with what became of their deliveries."""

from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from notifications.choices import DeliveryState


def with_standing(endpoints: QuerySet[Any]) -> QuerySet[Any]:
    """Webhooks with `waiting_count`, `failing_count`, `given_up_count` and `delivered_at`, the last arrival."""
    waiting = Q(deliveries__state=DeliveryState.WAITING)
    return endpoints.annotate(
        waiting_count=Count("deliveries", filter=waiting),
        failing_count=Count("deliveries", filter=waiting & Q(deliveries__attempts__gt=0)),
        given_up_count=Count("deliveries", filter=Q(deliveries__state=DeliveryState.GIVEN_UP)),
        delivered_at=Max("deliveries__ended_at", filter=Q(deliveries__state=DeliveryState.DELIVERED)),
    ).order_by("name", "pk")
