"""A review of acme's project, as a draft and opened for comments."""

from datetime import datetime

import pytest

from accounts.choices import Role
from projects.models import Project, ProjectPlace
from relationships.domain.reviews import open_review
from relationships.models import PerformanceReview
from tests.cast import Cast
from tests.factories.projects import ProjectFactory
from tests.factories.relationships import PerformanceReviewFactory


@pytest.fixture
def project(cast: Cast) -> Project:
    project = ProjectFactory.create(vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER])
    ProjectPlace.objects.get_or_create(project=project, user=cast[Role.MANAGER])
    return project


@pytest.fixture
def draft(project: Project) -> PerformanceReview:
    return PerformanceReviewFactory.create(project=project)


@pytest.fixture
def opened(draft: PerformanceReview, cast: Cast, now: datetime) -> PerformanceReview:
    return open_review(draft, by=cast[Role.MANAGER], now=now)
