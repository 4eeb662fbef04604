"""A project of acme that is ready to be activated, and one of globex that must not be seen."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest

from accounts.choices import Role
from accounts.models import User
from projects import readiness
from projects.choices import ScopeState
from projects.domain.scope import propose_scope, sign_scope
from projects.models import Project, ScopeVersion
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.projects import (
    ActivityFactory,
    CommunicationLineFactory,
    ContractFactory,
    GoalFactory,
    MilestoneFactory,
    ProjectFactory,
    RaciEntryFactory,
    ScopeVersionFactory,
)
from vendors.choices import Onboarding
from vendors.models import VendorAssessment


@pytest.fixture
def project(cast: Cast) -> Project:
    """A project of acme in scoping, with nothing in it."""
    return ProjectFactory.create(
        vendor=cast.acme, name="Service desk", manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER]
    )


@pytest.fixture
def foreign(cast: Cast) -> Project:
    """A project of globex with the same team."""
    return ProjectFactory.create(
        vendor=cast.globex, name="Networks", manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER]
    )


@pytest.fixture
def outsider(cast: Cast) -> User:
    """A project manager without a place on the team."""
    return UserFactory.create(role=Role.MANAGER, name="Olga Outside")


@pytest.fixture
def proposed(project: Project, now: datetime) -> ScopeVersion:
    return propose_scope(ScopeVersionFactory.create(project=project), by=project.manager, now=now)


def make_ready(project: Project, vendor_person: User, now: datetime) -> Project:
    """Close every check of this room for `project`."""
    VendorAssessment.objects.filter(vendor=project.vendor).update(
        onboarding=Onboarding.QUALIFIED, next_review_on=date(2027, 5, 20)
    )
    project.contract = ContractFactory.create(vendor=project.vendor)
    project.save()
    version = propose_scope(ScopeVersionFactory.create(project=project), by=project.manager, now=now)
    for person in (project.manager, vendor_person):
        sign_scope(version, content_hash=version.content_hash, by=person, now=now)
    version.refresh_from_db()
    assert version.state == ScopeState.IN_FORCE
    GoalFactory.create(project=project)
    MilestoneFactory.create(project=project)
    RaciEntryFactory.create(activity=ActivityFactory.create(project=project))
    CommunicationLineFactory.create(project=project, client_owner=project.manager, vendor_owner=vendor_person)
    return project


@pytest.fixture
def ready(project: Project, cast: Cast, now: datetime) -> Project:
    """A project for which every check of this room is closed."""
    return make_ready(project, cast.acme_lead, now)


OWN = ["due-diligence", "contract", "scope", "goals", "milestones", "raci", "communication"]


@pytest.fixture
def own_checks_alone() -> Iterator[None]:
    """The checks of this room: the others are tested where they are registered."""
    kept = dict(readiness._checks)
    readiness._checks = {code: kept[code] for code in OWN}
    yield
    readiness._checks = kept
