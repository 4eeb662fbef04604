"""Home: what needs somebody today."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import Role
from core.needs import Harm, Need, by_harm_and_date
from kpis.choices import Status
from kpis.models import PeriodResult
from outsourcing.home import first_sentence, needs_of
from outsourcing.navigation import INTERNAL, PORTAL, links
from projects.choices import MilestoneState, ProjectState
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import make_kpi, measure
from tests.factories.projects import MilestoneFactory, ProjectFactory
from tests.factories.relationships import PerformanceReviewFactory, ReviewActionFactory

TODAY = date(2026, 5, 20)


def need(**fields: Any) -> Need:
    return Need(
        **{"kind": "action", "harm": Harm.WAITING, "title": "x", "about": "y", "url": "/", "act_label": "z", **fields}
    )


def test_the_worst_comes_first_and_of_equals_the_earliest() -> None:
    broken, late = need(harm=Harm.BROKEN), need(harm=Harm.LATE, on=TODAY)
    later, dateless = need(harm=Harm.WAITING, on=TODAY), need(harm=Harm.WAITING)
    earlier = need(harm=Harm.WAITING, on=TODAY - timedelta(days=1))
    assert by_harm_and_date([dateless, later, late, earlier, broken]) == [broken, late, earlier, later, dateless]


def test_nothing_to_do_is_said_plainly() -> None:
    assert first_sentence([], []) == "Nothing needs you today."


def test_the_first_sentence_counts_what_waits() -> None:
    waiting = [need(kind="score"), need(kind="score"), need(kind="action", harm=Harm.LATE)]
    assert first_sentence(waiting, []) == "2 questionnaires to score; 1 action overdue."


@pytest.mark.parametrize(
    ("kind", "words"),
    [("readiness", "1 project to make active."), ("breach", "1 matter needs you.")],
)
def test_something_needs_somebody_wherever_a_matter_is_listed(kind: str, words: str) -> None:
    assert first_sentence([need(kind=kind)], []) == words


@pytest.fixture
def project(cast: Cast) -> Project:
    return ProjectFactory.create(
        vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER], state=ProjectState.ACTIVE
    )


@pytest.mark.parametrize("status", Status.values)
def test_home_shows_a_kpi_of_any_status(project: Project, cast: Cast, client: Client, status: str) -> None:
    measure(make_kpi(project, name="Answered in time"), ("2026-03-10T00:00:00Z", 1))
    PeriodResult.objects.update(status=status, is_final=True)
    client.force_login(cast[Role.MANAGER])
    assert str(Status(status).label) in client.get("/").content.decode()


def test_a_review_that_is_due_needs_its_project_manager_alone(project: Project, cast: Cast, now: datetime) -> None:
    review = PerformanceReviewFactory.create(project=project, due_on=TODAY + timedelta(days=5))
    (found,) = needs_of(cast[Role.MANAGER], now)
    assert (found.kind, found.harm, found.url) == ("review", Harm.COMING, review.get_absolute_url())
    assert needs_of(cast[Role.EVALUATOR], now) == []


def test_a_review_in_three_weeks_needs_nobody_today(project: Project, cast: Cast, now: datetime) -> None:
    PerformanceReviewFactory.create(project=project, due_on=TODAY + timedelta(days=20))
    assert needs_of(cast[Role.MANAGER], now) == []


def test_milestones_need_their_project_manager_when_submitted_or_late(
    project: Project, cast: Cast, now: datetime
) -> None:
    MilestoneFactory.create(project=project, due_on=TODAY, title="Today")
    MilestoneFactory.create(project=project, due_on=TODAY - timedelta(days=1), title="Yesterday")
    MilestoneFactory.create(project=project, due_on=TODAY, title="Done", state=MilestoneState.SUBMITTED)
    late, submitted = needs_of(cast[Role.MANAGER], now)
    assert (late.harm, late.title) == (Harm.LATE, "The milestone “Yesterday” is late")
    assert submitted.title == "“Done” was submitted and waits for acceptance"
    assert needs_of(cast[Role.ADMINISTRATOR], now) == []


def test_an_overdue_action_stands_before_what_is_still_to_come(project: Project, cast: Cast, now: datetime) -> None:
    review = PerformanceReviewFactory.create(project=project, due_on=TODAY + timedelta(days=2))
    ReviewActionFactory.create(review=review, owner=cast[Role.MANAGER], due_on=TODAY - timedelta(days=3), title="Late")
    assert needs_of(cast[Role.MANAGER], now)[0].title == "Late"


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.VENDOR_LEAD, Role.VENDOR_MEMBER}))
def test_home_opens_for_everybody_of_ours(client: Client, project: Project, cast: Cast, role: Role) -> None:
    client.force_login(cast[role])
    page = client.get("/")
    assert page.status_code == 200
    assert "What needs you today" in page.content.decode()


def test_the_vendors_people_go_on_to_the_portal(client: Client, cast: Cast) -> None:
    client.force_login(cast.acme_member)
    assert client.get("/").url == "/portal/"


def test_home_asks_as_often_for_three_projects_as_for_one(client: Client, cast: Cast) -> None:
    client.force_login(cast[Role.MANAGER])

    def grow(number: int) -> None:
        project = ProjectFactory.create(
            vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER], state=ProjectState.ACTIVE
        )
        review = PerformanceReviewFactory.create(project=project, due_on=timezone.localdate())
        ReviewActionFactory.create(review=review, owner=cast[Role.MANAGER], due_on=timezone.localdate())

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/").status_code == 200
        return len(caught)

    grow(1)
    one = queries()
    grow(2)
    grow(3)
    assert queries() == one


def test_the_place_one_is_at_is_marked(cast: Cast) -> None:
    manager = cast[Role.MANAGER]
    assert [link.label for link in links(manager, "/reviews/7/", INTERNAL) if link.active] == ["Reviews"]
    assert [link.label for link in links(manager, "/", INTERNAL) if link.active] == ["Home"]
    assert not any(link.active for link in links(manager, "/preferences/", INTERNAL))


def test_a_place_is_offered_by_capability(cast: Cast) -> None:
    offered = {role: {str(link.label) for link in links(cast[role], "/", INTERNAL)} for role in cast.people}
    assert {"Trail", "People"} <= offered[Role.AUDITOR]
    assert "Trail" not in offered[Role.MANAGER]
    assert [str(link.label) for link in links(cast.acme_member, "/portal/reviews/", PORTAL) if link.active] == [
        "Reviews"
    ]
