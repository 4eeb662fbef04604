"""What notices and deliveries can be asked. Names no model, so that the models can use it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db.models import BooleanField, ExpressionWrapper, Q

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

    def unread_first(self) -> Self:
        is_unread = ExpressionWrapper(Q(read_at=None), output_field=BooleanField())
        return self.annotate(is_unread=is_unread).order_by("-is_unread", "-told_at", "-pk")


class DeliveryQuerySet(ScopedQuerySet[Any]):
    def due(self, now: datetime) -> Self:
        """What waits, whose time has come, and which nobody holds."""
        return self.filter(state=DeliveryState.WAITING, next_at__lte=now).filter(
            Q(lease_until=None) | Q(lease_until__lte=now)
        )

    def matching(self, words: str) -> Self:
        """Those whose recipient, webhook, subject or matter contains `words`."""
        return self.filter(
            Q(recipient__name__icontains=words)
            | Q(recipient__email__icontains=words)
            | Q(address__icontains=words)
            | Q(endpoint__name__icontains=words)
            | Q(message__about_text__icontains=words)
        )

    def failing(self) -> Self:
        """What was tried in vain and is tried again."""
        return self.filter(state=DeliveryState.WAITING, attempts__gt=0)

    def given_up(self) -> Self:
        return self.filter(state=DeliveryState.GIVEN_UP)
