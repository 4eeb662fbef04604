"""A running project of each vendor, whose manager is the cast's."""

import pytest

from accounts.models import User
from kpis.models import Kpi
from projects.choices import ProjectState
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import make_kpi
from tests.factories.projects import ProjectFactory
from vendors.models import Vendor


def make_project(vendor: Vendor, manager: User) -> Project:
    return ProjectFactory.create(
        vendor=vendor, name=f"Service desk {vendor}", manager=manager, sponsor=manager, state=ProjectState.ACTIVE
    )


@pytest.fixture
def project(cast: Cast, manager: User) -> Project:
    """acme's."""
    return make_project(cast.acme, manager)


@pytest.fixture
def globex_project(cast: Cast, manager: User) -> Project:
    return make_project(cast.globex, manager)


@pytest.fixture
def kpi(project: Project) -> Kpi:
    """Mean per month, higher is better: 99.5 expected, 99 minimum, 99.8 warning."""
    return make_kpi(project, name="Availability")
