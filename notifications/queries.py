"""Readings of the outbox. Names no model, so that the models can use it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Q

from accounts.access import ScopedQuerySet, vendors_of
from notifications.choices import DeliveryState

if TYPE_CHECKING:
    from accounts.models import User


class NoticeQuerySet(ScopedQuerySet[Any]):
    def visible_to(self, user: "User") -> Self:
        """A person's own notices; a vendor's person reads none about another vendor, even one they once belonged to."""
        own = super().visible_to(user)
        if not user.is_authenticated or not user.is_vendor_person:
            return own
        return own.filter(Q(message__vendor_id=None) | Q(message__vendor_id__in=vendors_of(user)))

    def unread(self) -> Self:
        return self.filter(read_at=None)


class DeliveryQuerySet(ScopedQuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """What waits, whose time has come, and which nobody holds."""
        return self.filter(state=DeliveryState.WAITING, next_at__lte=now).filter(
            Q(lease_until=None) | Q(lease_until__lte=now)
        )
