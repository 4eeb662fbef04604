"""Readings of the register over several tables."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from vendors.models import VendorMember


def vendors_of(user: User) -> QuerySet[Any]:
    """The ids of the vendors whose people `user` is one of, as a subquery for the access rule."""
    return VendorMember._default_manager.filter(user=user).values("vendor_id")
