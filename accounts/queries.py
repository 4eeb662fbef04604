"""Readings about people."""

from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import Invitation


def with_invitation(people: Any) -> Any:
    """Each person with `invited_until`: when the newest unused invitation expires, or None."""
    newest = Invitation.objects.filter(user=OuterRef("pk"), accepted_at=None).order_by("-created_at", "-pk")
    return people.annotate(invited_until=Subquery(newest.values("expires_at")[:1]))
