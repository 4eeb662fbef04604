"""Whom a project concerns."""

from typing import Any

from django.db.models import Q

from accounts.models import User


def our_people() -> Any:
    """People of our own side who can log in."""
    return User.objects.active().internal()


def people_of(project: Any) -> Any:
    """The vendor's people, as owners on its side."""
    return User.objects.active().filter(vendor_member__vendor=project.vendor_id)


def concerned_with(project: Any) -> Any:
    """Whoever can own a part of `project`: its team and its vendor's people."""
    concerned = Q(project_places__project=project) | Q(vendor_member__vendor=project.vendor_id)
    return User.objects.active().filter(concerned).distinct()
