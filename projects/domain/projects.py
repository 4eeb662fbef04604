"""Projects: planning one, changing it, and who has a place on its team."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from core.text import folded
from core.validity import valid
from projects.choices import ProjectState
from projects.models import Contract, Project, ProjectPlace
from vendors.models import Vendor


def create_project(
    *,
    vendor: Vendor,
    name: str,
    sponsor: User,
    manager: User,
    by: User,
    now: datetime,
    purpose: str = "",
    contract: Contract | None = None,
    time_zone: str = "UTC",
) -> Project:
    """A draft, which the vendor does not see yet. Its manager and its sponsor get a place on the team."""
    project = Project(
        vendor=vendor,
        contract=contract,
        name=name,
        purpose=purpose,
        sponsor=sponsor,
        manager=manager,
        time_zone=time_zone,
        state=ProjectState.DRAFT,
    )
    with recorded("began a project", by=by):
        _check(project)
        project.save()
        _give_places(project, [manager, sponsor])
    return project


def change_project(project: Project, *, by: User, now: datetime, **changes: Any) -> Project:
    """Change what a project is called, is for, and who leads it. A new manager or sponsor gets a place on the team."""
    refuse_closed(project)
    if changes.get("vendor", project.vendor) != project.vendor:
        raise Refused(_("A project stays with its vendor; begin a new one instead."), "vendor")
    for field, value in changes.items():
        setattr(project, field, value)
    with recorded("changed a project", by=by):
        _check(project)
        project.save()
        _give_places(project, [project.manager, project.sponsor])
    return project


def add_place(project: Project, *, user: User, by: User, now: datetime) -> ProjectPlace:
    """Give a person of our side a place on the team: they may change the project as far as their role goes."""
    _refuse_stranger(user, "user")
    place = ProjectPlace(project=project, user=user)
    with recorded("gave a place on the team", by=by):
        if project.places.filter(user=user).exists():
            raise Refused(_("%s has a place on the team already.") % user, "user")
        place.save()
    return place


def remove_place(place: ProjectPlace, *, by: User, now: datetime) -> None:
    """Take a place away. Manager and sponsor keep theirs."""
    project = place.project
    if place.user_id in {project.manager_id, project.sponsor_id}:
        reason = _("%s leads this project; choose another manager or sponsor first.")
        raise Refused(reason % place.user)
    with recorded("took a place on the team away", by=by):
        place.delete()


def today_of(project: Project, now: datetime) -> date:
    """The day that it is at `now` where the project is."""
    return local_day(now, project.time_zone)


def refuse_closed(project: Project) -> None:
    """Raise Refused where the project has ended: what was agreed stays as it was."""
    if project.state == ProjectState.CLOSED:
        raise Refused(_("The project is closed; nothing in it changes any more."))


def _check(project: Project) -> None:
    project.name = project.name.strip()
    project.name_key = folded(project.name)
    valid(project)
    if project.contract is not None and project.contract.vendor_id != project.vendor_id:
        raise Refused(_("This contract is with another vendor."), "contract")
    _refuse_stranger(project.sponsor, "sponsor")
    _refuse_stranger(project.manager, "manager")
    if Capability.CHANGE_PROJECTS not in granted(project.manager):
        raise Refused(_("The role of %s does not include planning projects.") % project.manager, "manager")


def _refuse_stranger(user: User, field: str) -> None:
    if user.is_vendor_person or not user.is_active:
        raise Refused(_("Choose somebody of our own side whose account is active."), field)


def _give_places(project: Project, people: Iterable[User]) -> None:
    for person in people:
        ProjectPlace.objects.get_or_create(project=project, user=person)
