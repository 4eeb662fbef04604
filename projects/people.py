"""Who is told of what: the people of both sides whom a project concerns."""

from django.db.models import Q

from accounts.access import CAPABILITIES
from accounts.choices import Capability
from accounts.models import User
from projects.models import Contract, Project

SIGNING_ROLES = [role for role, held in CAPABILITIES.items() if Capability.SIGN_SCOPE in held]


def team_of(project: Project) -> list[User]:
    """Everybody of our side with a place on the team."""
    return list(User.objects.active().filter(project_places__project=project))


def vendor_people_of(project: Project) -> list[User]:
    """Everybody of the vendor."""
    return list(User.objects.active().filter(vendor_member__vendor=project.vendor_id))


def both_sides_of(project: Project) -> list[User]:
    return [*team_of(project), *vendor_people_of(project)]


def signers_of(project: Project) -> list[User]:
    """Who may sign a scope version of this project, on either side."""
    concerned = Q(project_places__project=project) | Q(vendor_member__vendor=project.vendor_id)
    return list(User.objects.active().filter(concerned, role__in=SIGNING_ROLES).distinct())


def keepers_of(contract: Contract) -> list[User]:
    """Who decides on a contract: those who lead its projects, and the owner of its vendor."""
    people = {contract.vendor.assessment.owner_id}
    for project in contract.projects.all():
        people |= {project.sponsor_id, project.manager_id}
    return list(User.objects.active().filter(pk__in=people))
