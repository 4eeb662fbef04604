"""Agreeing over REST: the same functions, the same refusals, nobody else's records."""

from datetime import date, datetime
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from projects.choices import ProjectState, ScopeState
from projects.domain.scope import draft_scope, propose_scope
from projects.models import Activity, CommunicationLine, Contract, Goal, Milestone, Project, ScopeVersion
from tests.cast import Cast
from tests.factories.projects import (
    ActivityFactory,
    ContractFactory,
    GoalFactory,
    MilestoneFactory,
    RaciEntryFactory,
    ScopeVersionFactory,
)

API = "/api/v1/"


def ask(user: User, method: str, path: str, body: Any = None, **headers: str) -> Any:
    client = APIClient()
    client.force_authenticate(user)
    return getattr(client, method)(f"{API}{path}", body, format="json", headers=headers)


def test_the_whole_path_over_rest(cast: Cast, own_checks_alone: None) -> None:
    manager, lead = cast[Role.MANAGER], cast.acme_lead
    contract = ask(
        manager,
        "post",
        "contracts/",
        {
            "vendor": cast.acme.pk,
            "title": "Frame agreement",
            "start_on": "2024-03-31",
            "term_months": 11,
            "renewal": "none",
            "notice_amount": 2,
            "notice_unit": "months",
            "lead_days": 14,
            "currency": "EUR",
        },
    )
    assert contract.status_code == 201
    assert contract.data["term"]["renews_on"] == "2025-02-28"
    assert contract.data["term"]["why"][1]["why"] == "28 Feb 2025 − 2 months of notice = 28 Dec 2024."
    project = ask(
        manager,
        "post",
        "projects/",
        {
            "vendor": cast.acme.pk,
            "contract": contract.data["id"],
            "name": "Service desk",
            "sponsor": cast[Role.APPROVER].pk,
            "manager": manager.pk,
        },
    ).data["id"]
    assert ask(lead, "get", f"projects/{project}/").status_code == 404
    step = ask(manager, "post", "project-transitions/", {"project": project, "step": "scoping"})
    assert (step.status_code, step.data["to_state"]) == (201, "scoping")
    assert ask(lead, "get", f"projects/{project}/").status_code == 200
    refused = ask(manager, "post", f"projects/{project}/activation/")
    assert refused.status_code == 409
    assert refused["Content-Type"].startswith("application/problem+json")
    assert any("RACI" in reason for reason in refused.data["reasons"])

    texts = {"in_scope": "Desk", "out_of_scope": "On-site", "acceptance_criteria": "Four quiet weeks"}
    version = ask(manager, "post", "scope-versions/", {"project": project, **texts}).data["id"]
    proposed = ask(manager, "post", f"scope-versions/{version}/proposal/")
    signed = {"content_hash": proposed.data["content_hash"]}
    assert ask(lead, "post", f"scope-versions/{version}/signature/", signed).status_code == 201
    in_force = ask(manager, "post", f"scope-versions/{version}/signature/", signed)
    assert in_force.data["state"] == "in_force"
    goal = {
        "project": project,
        "statement": "Calls are answered quickly",
        "measure": "Share within 10 s",
        "baseline": "71 %",
        "target": "90 %",
        "due_on": "2026-12-31",
        "owner": manager.pk,
    }
    assert ask(manager, "post", "goals/", goal).data["missing"] == []
    ask(manager, "post", "milestones/", {"project": project, "title": "Go live", "due_on": "2026-06-30"})
    activity = ask(manager, "post", "activities/", {"project": project, "title": "Release"}).data["id"]
    accountable = {"activity": activity, "side": "vendor", "role": "Service manager", "letter": "A"}
    assert ask(manager, "post", "raci-entries/", accountable).status_code == 201
    second = ask(manager, "post", "raci-entries/", accountable | {"side": "client", "role": "IT manager"})
    assert second.status_code == 400
    assert "“Service manager” (Vendor’s side) is accountable for “Release” already" in second.data["detail"]
    line = {
        "project": project,
        "audience": "Board",
        "purpose": "State of the service",
        "channel": "meeting",
        "cadence": "FREQ=MONTHLY",
        "client_owner": manager.pk,
        "vendor_owner": lead.pk,
    }
    assert len(ask(manager, "post", "communication-lines/", line).data["next_on"]) == 3
    readiness = ask(manager, "get", f"projects/{project}/readiness/").data
    assert [check["code"] for check in readiness["checks"] if check["state"] == "open"] == ["due-diligence"]
    waiver = {"project": project, "check_code": "due-diligence", "reason": "Audit next week", "until_on": "2100-01-01"}
    assert ask(manager, "post", "waivers/", waiver).status_code == 403
    assert ask(cast[Role.APPROVER], "post", "waivers/", waiver).status_code == 201
    assert ask(manager, "post", f"projects/{project}/activation/").data["state"] == "active"
    assert ask(manager, "post", f"projects/{project}/activation/").status_code == 409


LISTS = [
    "contracts/",
    "projects/",
    "project-transitions/",
    "scope-versions/",
    "goals/",
    "milestones/",
    "activities/",
    "raci-entries/",
    "communication-lines/",
]


@pytest.mark.parametrize("path", LISTS)
def test_a_vendors_person_reads_their_own_alone(cast: Cast, ready: Project, now: datetime, path: str) -> None:
    assert ask(cast.globex_lead, "get", path).data["count"] == 0
    own = ask(cast.acme_lead, "get", path).data
    assert own["count"] == (0 if path == "project-transitions/" else 1)


@pytest.mark.parametrize("path", ["places/", "waivers/"])
def test_what_is_internal_never_reaches_a_vendors_person(cast: Cast, ready: Project, path: str) -> None:
    answer = ask(cast.acme_lead, "get", path)
    assert answer.status_code == 403 or answer.data["count"] == 0
    assert ask(cast.acme_lead, "get", f"projects/{ready.pk}/readiness/").status_code == 403


def test_a_vendors_person_changes_nothing_but_signs_and_submits(
    cast: Cast, ready: Project, proposed_second: ScopeVersion
) -> None:
    lead = cast.acme_lead
    attempts = [
        ("post", "goals/", {"project": ready.pk, "statement": "Ours"}),
        ("post", "milestones/", {"project": ready.pk, "title": "Ours", "due_on": "2026-06-30"}),
        ("post", "project-transitions/", {"project": ready.pk, "step": "close", "reason": "Enough"}),
        ("post", f"projects/{ready.pk}/activation/", None),
        ("post", f"scope-versions/{proposed_second.pk}/withdrawal/", {"reason": "No"}),
        ("patch", f"projects/{ready.pk}/", {"name": "Ours"}),
        ("post", f"milestones/{ready.milestones.get().pk}/acceptance/", {}),
    ]
    for method, path, body in attempts:
        assert ask(lead, method, path, body, **{"If-Match": '"1"'}).status_code == 403, path
    signature = {"content_hash": proposed_second.content_hash}
    assert ask(lead, "post", f"scope-versions/{proposed_second.pk}/signature/", signature).status_code == 201
    assert ask(lead, "post", f"milestones/{ready.milestones.get().pk}/submission/", {}).status_code == 200


@pytest.fixture
def proposed_second(ready: Project, now: datetime) -> ScopeVersion:
    return propose_scope(draft_scope(ready, by=ready.manager, now=now), by=ready.manager, now=now)


def test_another_vendors_version_cannot_be_signed(cast: Cast, ready: Project, proposed_second: ScopeVersion) -> None:
    signature = {"content_hash": proposed_second.content_hash}
    answer = ask(cast.globex_lead, "post", f"scope-versions/{proposed_second.pk}/signature/", signature)
    assert answer.status_code == 404
    member = ask(cast.acme_member, "post", f"scope-versions/{proposed_second.pk}/signature/", signature)
    assert member.status_code == 403
    assert not proposed_second.signatures.exists()


def test_a_manager_without_a_place_changes_nothing(outsider: User, ready: Project) -> None:
    goal, activity = ready.goals.get(), ready.activities.get()
    attempts = [
        ("post", "goals/", {"project": ready.pk, "statement": "Mine"}),
        ("post", "activities/", {"project": ready.pk, "title": "Mine"}),
        ("post", "raci-entries/", {"activity": activity.pk, "side": "client", "role": "I", "letter": "R"}),
        ("post", "places/", {"project": ready.pk, "user": outsider.pk}),
        ("post", f"projects/{ready.pk}/activation/", None),
        ("post", f"scope-versions/{ready.scope_versions.get().pk}/withdrawal/", {"reason": "No"}),
        ("patch", f"goals/{goal.pk}/", {"statement": "Mine"}),
        ("delete", f"activities/{activity.pk}/", None),
    ]
    for method, path, body in attempts:
        assert ask(outsider, method, path, body, **{"If-Match": f'"{goal.version}"'}).status_code == 403, path
    assert Goal.objects.get().statement == "Calls are answered quickly"


def test_a_foreign_id_in_a_body_answers_as_an_unknown_one(cast: Cast, project: Project, foreign: Project) -> None:
    signer = cast.acme_lead
    for unknown in (foreign.pk, 999_999):
        milestone = MilestoneFactory.create(project=foreign)
        assert (
            ask(signer, "post", f"milestones/{milestone.pk + 1000 * (unknown > 1000)}/submission/").status_code == 404
        )
    manager = cast[Role.MANAGER]
    contract = ContractFactory.create(vendor=cast.globex)
    answer = ask(
        manager, "patch", f"projects/{project.pk}/", {"contract": contract.pk}, **{"If-Match": f'"{project.version}"'}
    )
    assert answer.status_code == 400
    assert answer.data["errors"] == [{"field": "contract", "detail": "This contract is with another vendor."}]


def test_a_part_stays_with_its_project(cast: Cast, project: Project, foreign: Project) -> None:
    goal = GoalFactory.create(project=project)
    answer = ask(cast[Role.MANAGER], "patch", f"goals/{goal.pk}/", {"project": foreign.pk}, **{"If-Match": '"1"'})
    assert answer.status_code == 400
    assert answer.data["errors"][0]["field"] == "project"


def test_a_change_names_the_version_that_it_was_made_from(cast: Cast, project: Project) -> None:
    goal = GoalFactory.create(project=project)
    manager = cast[Role.MANAGER]
    assert ask(manager, "patch", f"goals/{goal.pk}/", {"target": "91 %"}).status_code == 428
    assert ask(manager, "patch", f"goals/{goal.pk}/", {"target": "91 %"}, **{"If-Match": '"7"'}).status_code == 412
    changed = ask(manager, "patch", f"goals/{goal.pk}/", {"target": "91 %"}, **{"If-Match": '"1"'})
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("contracts/", {"start_on": "2023-02-29"}, "start_on"),
        ("contracts/", {"term_months": 0}, "term_months"),
        ("contracts/", {"term_months": 12, "notice_amount": 13, "notice_unit": "months"}, "notice_amount"),
        ("contracts/", {"start_on": "9999-12-31"}, "start_on"),
        ("contracts/", {"currency": "EUX"}, "currency"),
        ("contracts/", {"moon": 1}, "moon"),
        ("contracts/", {"annual_value": "1e400"}, "annual_value"),
        ("goals/", {"statement": "x" * 301}, "statement"),
        ("goals/", {"due_on": "tomorrow"}, "due_on"),
        ("milestones/", {"due_on": "0001-01-01"}, "due_on"),
        ("communication-lines/", {"cadence": "FREQ=HOURLY"}, "cadence"),
        ("communication-lines/", {"cadence": "FREQ=DAILY;UNTIL=20250101"}, "cadence"),
        ("communication-lines/", {"cadence": "FREQ=DAILY;BYMONTHDAY=x"}, "cadence"),
        ("communication-lines/", {"channel": "smoke"}, "channel"),
        ("scope-versions/", {"number": 7}, "number"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    cast: Cast, project: Project, path: str, body: dict[str, Any], field: str
) -> None:
    good: dict[str, dict[str, Any]] = {
        "contracts/": {
            "vendor": cast.acme.pk,
            "title": "Frame",
            "start_on": "2026-01-01",
            "term_months": 12,
            "currency": "EUR",
        },
        "goals/": {"project": project.pk, "statement": "Faster"},
        "milestones/": {"project": project.pk, "title": "Go live", "due_on": "2026-06-30"},
        "communication-lines/": {
            "project": project.pk,
            "audience": "Board",
            "purpose": "State",
            "channel": "mail",
            "cadence": "FREQ=WEEKLY",
            "starts_on": "2026-05-20",
        },
        "scope-versions/": {"project": project.pk, "in_scope": "Desk"},
    }
    answer = ask(cast[Role.MANAGER], "post", path, good[path] | body)
    if field == "number":
        assert answer.status_code == 201
        assert answer.data["number"] == 1
        return
    assert answer.status_code == 400
    assert answer.data["errors"][0]["field"] == field


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("contracts/", 2),
        ("goals/", 2),
        ("milestones/", 2),
        ("activities/", 3),
        ("scope-versions/", 3),
        ("projects/", 2),
    ],
)
def test_a_list_costs_the_same_for_one_and_three(
    cast: Cast, project: Project, path: str, queries: int, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        ContractFactory.create(vendor=cast.acme)
        GoalFactory.create(project=project)
        MilestoneFactory.create(project=project)
        RaciEntryFactory.create(activity=ActivityFactory.create(project=project))
        ScopeVersionFactory.create(
            project=project,
            number=number + 1,
            state=ScopeState.WITHDRAWN,
            content_hash="0" * 64,
            proposed_at=datetime.fromisoformat("2026-05-20T09:30:00+00:00"),
        )
    with django_assert_num_queries(queries):
        assert ask(cast[Role.MANAGER], "get", path).status_code == 200


def test_an_unknown_filter_is_an_error(cast: Cast) -> None:
    assert ask(cast[Role.MANAGER], "get", "goals/?colour=red").status_code == 400
    assert ask(cast[Role.MANAGER], "get", "goals/?project=moon").status_code == 400
    assert ask(cast[Role.MANAGER], "get", "goals/?state=moon").status_code == 400
    assert ask(cast[Role.MANAGER], "get", "goals/?state=agreed").status_code == 200


def test_milestones_go_their_way(cast: Cast, project: Project) -> None:
    milestone = MilestoneFactory.create(project=project, due_on=date(2026, 6, 30))
    manager, path = cast[Role.MANAGER], f"milestones/{milestone.pk}"
    assert ask(manager, "post", f"{path}/acceptance/", {}).status_code == 409
    assert ask(manager, "post", f"{path}/beginning/", {}).data["state"] == "in_progress"
    assert ask(cast.acme_member, "post", f"{path}/submission/", {"note": "Done"}).data["state"] == "submitted"
    assert ask(manager, "post", f"{path}/rejection/", {}).status_code == 400
    assert ask(manager, "post", f"{path}/rejection/", {"note": "Logs are missing"}).data["state"] == "rejected"
    assert ask(cast.acme_member, "post", f"{path}/submission/", {}).data["state"] == "submitted"
    assert ask(manager, "post", f"{path}/acceptance/", {}).data["state"] == "accepted"
    assert [step.to_state for step in milestone.transitions.order_by("pk")][-1] == "accepted"


def test_a_goal_that_is_agreed_on_stays_measurable_and_one_that_is_decided_stays(cast: Cast, project: Project) -> None:
    goal, manager = GoalFactory.create(project=project, state="agreed"), cast[Role.MANAGER]
    path = f"goals/{goal.pk}"
    refused = ask(manager, "patch", f"{path}/", {"target": ""}, **{"If-Match": '"1"'})
    assert refused.status_code == 409
    assert "where we want to be" in str(refused.data)
    assert ask(manager, "post", f"{path}/decision/", {"state": "achieved"}).status_code == 200
    assert ask(manager, "patch", f"{path}/", {"target": "All"}, **{"If-Match": '"2"'}).status_code == 409


def test_a_scope_is_not_signed_once_its_project_is_closed(cast: Cast, proposed_second: ScopeVersion) -> None:
    Project.objects.filter(pk=proposed_second.project_id).update(state=ProjectState.CLOSED)
    body = {"content_hash": proposed_second.content_hash}
    answer = ask(cast.acme_lead, "post", f"scope-versions/{proposed_second.pk}/signature/", body)
    assert answer.status_code == 409
    assert not proposed_second.signatures.exists()


def test_nothing_changes_in_a_closed_project(cast: Cast, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(state=ProjectState.CLOSED)
    manager = cast[Role.MANAGER]
    assert ask(manager, "post", "goals/", {"project": project.pk, "statement": "More"}).status_code == 409
    assert ask(manager, "post", "activities/", {"project": project.pk, "title": "More"}).status_code == 409
    assert not any(model.objects.exists() for model in (Activity, CommunicationLine, Contract, Goal, Milestone))
