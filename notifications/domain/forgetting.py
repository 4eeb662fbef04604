"""What is old enough to be forgotten: deliveries that came to their end, notices, and messages that nothing names."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from notifications.models import Delivery, Message, Notice

AT_ONCE = 1000


def forget_old(*, now: datetime) -> int:
    """Delete what DELIVERIES_KEPT and NOTICES_KEPT no longer keep; returns how many rows that were.

    A message keeps its dedupe key as long as it is kept, far longer than a reminder could come round again.
    """
    told_long_ago = now - settings.NOTICES_KEPT
    return (
        _forget(Delivery.objects.filter(ended_at__lt=now - settings.DELIVERIES_KEPT))
        + _forget(Notice.objects.filter(told_at__lt=told_long_ago, awaits_mail=False))
        + _forget(Message.objects.filter(told_at__lt=told_long_ago, notices=None, deliveries=None))
    )


def _forget(rows: QuerySet[Any]) -> int:
    """In small transactions; what somebody works on at the moment stays until the next time."""
    forgotten = 0
    while True:
        with transaction.atomic():
            locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
            keys = [row.pk for row in locked.only("pk")[:AT_ONCE]]
            rows.model.objects.filter(pk__in=keys).delete()
        if not keys:
            return forgotten
        forgotten += len(keys)
