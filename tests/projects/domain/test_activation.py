"""Readiness and activation."""

from datetime import date, datetime

import pytest

from accounts.choices import Role, Side
from core.errors import Refused
from projects.choices import GoalState, ProjectState, RaciLetter
from projects.domain.activation import activate_project, declare_ready, waive_check
from projects.domain.scope import draft_scope
from projects.models import CommunicationLine, Goal, Project, RaciEntry
from projects.readiness import Check, Obstacle, check_results, open_checks, register
from tests.cast import Cast
from tests.projects.conftest import OWN
from vendors.choices import Onboarding
from vendors.models import VendorAssessment

TODAY = date(2026, 5, 20)


pytestmark = pytest.mark.usefixtures("own_checks_alone")


def test_an_empty_project_has_every_check_open(project: Project) -> None:
    assert [result.check.code for result in open_checks(project, TODAY)] == OWN
    assert all(
        result.obstacle and result.obstacle.who and result.obstacle.url for result in open_checks(project, TODAY)
    )


def test_a_ready_project_has_none_open(ready: Project) -> None:
    assert open_checks(ready, TODAY) == []
    assert {result.state for result in check_results(ready, TODAY)} == {"done"}


def test_activation_is_refused_with_the_list(project: Project, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        activate_project(project, by=project.manager, now=now)
    assert refusal.value.reason == "Not ready: 7 checks are open."
    assert len(refusal.value.details) == 7
    assert refusal.value.details[0].startswith(
        "The vendor’s due diligence is accepted and in date: The due diligence of"
    )
    project.refresh_from_db()
    assert project.state == ProjectState.SCOPING


def test_a_ready_project_becomes_active_with_a_row_that_says_who(ready: Project, now: datetime) -> None:
    transition = activate_project(ready, by=ready.sponsor, now=now)
    ready.refresh_from_db()
    assert ready.state == ProjectState.ACTIVE
    assert (transition.from_state, transition.by, transition.at) == (ProjectState.SCOPING, ready.sponsor, now)


def test_a_project_declared_ready_becomes_active(ready: Project, now: datetime) -> None:
    declare_ready(ready, by=ready.manager, now=now)
    assert activate_project(ready, by=ready.sponsor, now=now).from_state == ProjectState.READY


def test_an_active_project_is_not_activated_again(ready: Project, now: datetime) -> None:
    activate_project(ready, by=ready.manager, now=now)
    with pytest.raises(Refused, match="while the project is: Active"):
        activate_project(ready, by=ready.manager, now=now)
    assert ready.transitions.count() == 1


@pytest.mark.parametrize(
    ("onboarding", "review_on", "closed"),
    [
        (Onboarding.QUALIFIED, date(2026, 5, 20), True),
        (Onboarding.CONDITIONALLY_QUALIFIED, date(2027, 1, 1), True),
        (Onboarding.QUALIFIED, date(2026, 5, 19), False),
        (Onboarding.IN_DUE_DILIGENCE, None, False),
        (Onboarding.REJECTED, None, False),
    ],
)
def test_due_diligence_counts_when_accepted_and_in_date(
    ready: Project, onboarding: Onboarding, review_on: date | None, closed: bool
) -> None:
    VendorAssessment.objects.filter(vendor=ready.vendor).update(onboarding=onboarding, next_review_on=review_on)
    assert (open_checks(ready, TODAY) == []) is closed


def test_a_goal_without_a_target_is_named(ready: Project) -> None:
    Goal.objects.filter(project=ready).update(target="")
    (result,) = open_checks(ready, TODAY)
    assert result.obstacle is not None
    assert result.obstacle.missing == ["Calls are answered quickly: where we want to be"]


def test_a_dropped_goal_asks_for_nothing(ready: Project) -> None:
    Goal.objects.filter(project=ready).update(target="", state=GoalState.DROPPED)
    (result,) = open_checks(ready, TODAY)
    assert result.obstacle == Obstacle(
        "No goal is stated yet.", "Manager or another person on the team", f"/projects/{ready.pk}/goals/new/"
    )


def test_an_activity_without_an_accountable_is_named(ready: Project) -> None:
    RaciEntry.objects.update(letter=RaciLetter.RESPONSIBLE)
    (result,) = open_checks(ready, TODAY)
    assert result.obstacle is not None
    assert result.obstacle.missing == [ready.activities.get().title]


def test_a_line_without_an_owner_on_one_side_is_named(ready: Project) -> None:
    CommunicationLine.objects.update(vendor_owner=None)
    (result,) = open_checks(ready, TODAY)
    assert result.obstacle is not None
    assert result.obstacle.missing[0].endswith(str(Side.VENDOR.label))


def test_a_newer_draft_does_not_open_the_scope_check(ready: Project, now: datetime) -> None:
    draft_scope(ready, by=ready.manager, now=now)
    assert open_checks(ready, TODAY) == []


def test_a_waiver_sets_one_check_aside_until_its_day(ready: Project, cast: Cast, now: datetime) -> None:
    ready.milestones.all().delete()
    approver = cast[Role.APPROVER]
    waive_check(
        ready, check_code="milestones", reason="Planned in June", until_on=date(2026, 6, 30), by=approver, now=now
    )
    assert open_checks(ready, date(2026, 6, 30)) == []
    assert [result.check.code for result in open_checks(ready, date(2026, 7, 1))] == ["milestones"]
    assert activate_project(ready, by=ready.manager, now=now).to_state == ProjectState.ACTIVE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"check_code": "moon"}, "check_code"),
        ({"check_code": "scope"}, "check_code"),
        ({"reason": "  "}, "reason"),
        ({"until_on": date(2026, 5, 19)}, "until_on"),
    ],
)
def test_a_waiver_needs_an_open_check_a_reason_and_an_end(
    ready: Project, cast: Cast, now: datetime, changes: dict[str, object], field: str
) -> None:
    ready.milestones.all().delete()
    asked = {"check_code": "milestones", "reason": "Later", "until_on": date(2026, 6, 30), **changes}
    with pytest.raises(Refused) as refusal:
        waive_check(ready, **asked, by=cast[Role.APPROVER], now=now)  # type: ignore[arg-type]
    assert refusal.value.field == field


def test_a_check_of_another_room_is_asked_too(ready: Project, now: datetime) -> None:
    register(Check("moon", "The moon is full", lambda project, today: Obstacle("It is not.", "the moon")))
    with pytest.raises(Refused) as refusal:
        activate_project(ready, by=ready.manager, now=now)
    assert refusal.value.details == ["The moon is full: It is not."]


def test_a_check_whose_code_cannot_stand_in_an_address_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="letters, digits and dashes"):
        register(Check("rooms.moon", "The moon is full", lambda project, today: None))


def test_two_checks_of_one_code_are_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="moon"):
        [register(Check("moon", label, lambda project, today: None)) for label in ("one", "two")]
