"""What the view sets of a project's parts have in common: the project of a body is one of the person's own team."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.api import ScopedViewSet
from accounts.choices import Capability
from accounts.doors import found_for_change
from core.errors import Refused
from projects.models import Project

READ, CHANGE = Capability.READ_PROJECTS, Capability.CHANGE_PROJECTS
STANDARD = {"list": READ, "retrieve": READ, "create": CHANGE, "partial_update": CHANGE, "destroy": CHANGE}


class PartViewSet(ScopedViewSet):
    """The base of what hangs on a project."""

    def own_project(self, project: Project) -> Project:
        """The project that a body names, locked. Raises PermissionDenied without a place on its team."""
        return found_for_change(self.rows(Project), self.user, pk=project.pk)

    def by_and_now(self) -> dict[str, Any]:
        """Who changes it, and when: what every domain function is told."""
        return {"by": self.user, "now": self.now}


def refuse_moving(record: Any, data: dict[str, Any], field: str = "project") -> dict[str, Any]:
    """`data` without the owner that the record stays with. Refused where it names another."""
    named = data.pop(field, None)
    if named is not None and named.pk != getattr(record, f"{field}_id"):
        raise Refused(_("This stays where it is."), field)
    return data
