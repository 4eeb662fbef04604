"""The pages of agreeing: who sees what, what the buttons do, and how they refuse."""

from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Role
from accounts.models import User
from projects.choices import ProjectState, ScopeState
from projects.domain.activation import activate_project
from projects.models import Contract, Goal, Project, RaciEntry, ReadinessWaiver, ScopeVersion
from projects.readiness import open_checks
from tests.cast import Cast
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
from tests.leak.bodies import form_body

TABS = ["project", "project-agreement", "project-plan", "project-people"]


@pytest.fixture
def team(client: Client, cast: Cast) -> Client:
    client.force_login(cast[Role.MANAGER])
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("name", TABS)
def test_every_part_of_a_project_is_shown(team: Client, ready: Project, name: str) -> None:
    response = team.get(reverse(name, args=[ready.pk]))
    assert response.status_code == 200
    assert "Service desk" in text_of(response)


@pytest.mark.parametrize("name", TABS)
def test_an_auditor_reads_and_sees_no_buttons(client: Client, cast: Cast, ready: Project, name: str) -> None:
    client.force_login(cast[Role.AUDITOR])
    page = text_of(client.get(reverse(name, args=[ready.pk])))
    assert "/edit/" not in page
    assert "/new/" not in page
    assert "/activation/" not in page


def test_a_manager_without_a_place_sees_no_buttons_and_is_refused(
    client: Client, outsider: User, ready: Project
) -> None:
    client.force_login(outsider)
    assert "/activation/" not in text_of(client.get(ready.get_absolute_url()))
    for name in ("project-change", "goal-new", "raci", "scope-version-new"):
        refused = client.get(reverse(name, args=[ready.pk]))
        assert refused.status_code == 403
    refused = client.post(reverse("project-activation", args=[ready.pk]))
    assert refused.status_code == 403
    assert "Only the people on its team" in text_of(refused)
    ready.refresh_from_db()
    assert ready.state == ProjectState.SCOPING


def test_a_vendors_person_finds_nothing_on_our_pages(client: Client, cast: Cast, ready: Project) -> None:
    client.force_login(cast.acme_lead)
    for name in TABS:
        assert client.get(reverse(name, args=[ready.pk])).status_code == 404


def test_the_overview_lists_what_is_missing_with_the_way_there(team: Client, project: Project) -> None:
    page = text_of(team.get(project.get_absolute_url()))
    assert "readiness checks are open." in page
    assert "No scope is written yet." in page
    assert reverse("scope-version-new", args=[project.pk]) in page


def test_a_project_is_begun_with_its_leaders_on_the_team(team: Client, cast: Cast) -> None:
    answer = team.post(
        reverse("project-new"),
        {
            "vendor": cast.acme.pk,
            "name": "Cloud migration",
            "manager": cast[Role.MANAGER].pk,
            "sponsor": cast[Role.APPROVER].pk,
            "time_zone": "Europe/Berlin",
        },
    )
    project = Project.objects.get(name="Cloud migration")
    assert answer.url == project.get_absolute_url()
    assert set(project.places.values_list("user", flat=True)) == {cast[Role.MANAGER].pk, cast[Role.APPROVER].pk}
    assert project.state == ProjectState.DRAFT


def test_a_contract_of_another_vendor_is_refused_at_its_field(team: Client, cast: Cast) -> None:
    foreign = ContractFactory.create(vendor=cast.globex)
    answer = team.post(
        reverse("project-new"),
        {
            "vendor": cast.acme.pk,
            "name": "Cloud migration",
            "contract": foreign.pk,
            "manager": cast[Role.MANAGER].pk,
            "sponsor": cast[Role.APPROVER].pk,
            "time_zone": "UTC",
        },
    )
    assert answer.status_code == 422
    assert "This contract is with another vendor." in text_of(answer)


def test_activation_is_refused_with_the_list_and_nothing_changes(team: Client, project: Project) -> None:
    answer = team.post(reverse("project-activation", args=[project.pk]))
    assert answer.status_code == 422
    assert "The RACI grid names no activity." in text_of(answer)
    project.refresh_from_db()
    assert project.state == ProjectState.SCOPING


def test_in_place_of_the_activation_button_stands_what_is_missing_with_its_links(
    team: Client, project: Project
) -> None:
    for answer in (
        team.get(reverse("project-activation", args=[project.pk])),
        team.post(reverse("project-activation", args=[project.pk])),
    ):
        assert "The RACI grid names no activity." in text_of(answer)
        assert reverse("raci", args=[project.pk]) in text_of(answer)
        assert reverse("review-add", args=[project.pk]) in text_of(answer), "a check of another room"


def test_an_approver_finds_every_open_check_to_waive(client: Client, cast: Cast, project: Project) -> None:
    client.force_login(cast[Role.APPROVER])
    page = text_of(client.get(project.get_absolute_url()))
    for result in open_checks(project, date(2026, 5, 20)):
        address = reverse("project-waiver", args=[project.pk, result.check.code])
        assert address in page
        assert client.get(address).status_code == 200


def test_what_was_changed_since_it_was_read_is_not_proposed(team: Client, project: Project) -> None:
    version = ScopeVersionFactory.create(project=project)
    read = version.version
    team.post(reverse("scope-version-edit", args=[version.pk]), {"in_scope": "Another text", "version": read})
    answer = team.post(reverse("scope-version-propose", args=[version.pk]), {"version": read}, follow=True)
    assert "Somebody else changed this since you read it" in text_of(answer)
    version.refresh_from_db()
    assert version.state == ScopeState.DRAFT


def test_a_step_without_its_reason_is_refused(team: Client, ready: Project, now: datetime) -> None:
    Project.objects.filter(pk=ready.pk).update(state=ProjectState.ACTIVE)
    address = reverse("project-step", args=[ready.pk, "hold"])
    assert team.post(address, {"reason": " "}).status_code == 422
    assert team.post(address, {"reason": "Budget freeze"}).status_code == 302
    ready.refresh_from_db()
    assert ready.state == ProjectState.ON_HOLD
    assert "Budget freeze" in text_of(team.get(ready.get_absolute_url()))


def test_an_unknown_step_or_check_is_not_found(team: Client, client: Client, cast: Cast, project: Project) -> None:
    assert team.get(reverse("project-step", args=[project.pk, "moon"])).status_code == 404
    client.force_login(cast[Role.ADMINISTRATOR])
    assert client.get(reverse("project-waiver", args=[project.pk, "moon"])).status_code == 404


def test_an_approver_waives_without_a_place(client: Client, cast: Cast, foreign: Project) -> None:
    foreign.places.filter(user=cast[Role.APPROVER]).delete()
    client.force_login(cast[Role.APPROVER])
    address = reverse("project-waiver", args=[foreign.pk, "milestones"])
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": "Planned later", "until_on": "2100-01-01"}).status_code == 302
    assert ReadinessWaiver.objects.get().by == cast[Role.APPROVER]


def test_a_contract_shows_each_date_and_why(team: Client, cast: Cast) -> None:
    answer = team.post(
        reverse("contract-new"),
        {
            "vendor": cast.acme.pk,
            "title": "Frame agreement",
            "kind": "master_agreement",
            "start_on": "2024-03-31",
            "term_months": "11",
            "renewal": "none",
            "notice_amount": "2",
            "notice_unit": "months",
            "lead_days": "14",
            "currency": "eur",
            "annual_value": "120000",
            "time_zone": "Europe/Berlin",
        },
        follow=True,
    )
    page = text_of(answer)
    assert "31 Mar 2024 (first start) + 11 months = 28 Feb 2025" in page
    assert "28 Dec 2024 − 14 days = 14 Dec 2024." in page
    assert Contract.objects.get().currency == "EUR"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"notice_amount": "12"}, "notice_amount"),
        ({"term_months": "0"}, "term_months"),
        ({"term_months": "99999"}, "term_months"),
        ({"start_on": "2023-02-29"}, "start_on"),
        ({"start_on": "0001-01-01"}, "start_on"),
        ({"start_on": "9999-12-31"}, "start_on"),
        ({"currency": "EUX"}, "currency"),
        ({"annual_value": "-1"}, "annual_value"),
        ({"time_zone": "Moon/Crater"}, "time_zone"),
        ({"vendor": "999999"}, "vendor"),
        ({"title": "\x00"}, "title"),
    ],
)
def test_a_contract_that_cannot_be_is_refused_at_its_field(
    team: Client, cast: Cast, changes: dict[str, str], field: str
) -> None:
    good = {
        "vendor": str(cast.acme.pk),
        "title": "Frame agreement",
        "kind": "statement_of_work",
        "start_on": "2024-02-29",
        "term_months": "11",
        "renewal": "automatic",
        "notice_amount": "2",
        "notice_unit": "months",
        "lead_days": "14",
        "currency": "EUR",
        "annual_value": "",
        "time_zone": "UTC",
    }
    answer = team.post(reverse("contract-new"), good | changes)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Contract.objects.exists()


def test_a_scope_version_is_written_proposed_and_signed_by_both_sides(
    client: Client, cast: Cast, project: Project
) -> None:
    client.force_login(cast[Role.MANAGER])
    texts = {"in_scope": "Service desk", "out_of_scope": "On-site", "acceptance_criteria": "Four quiet weeks"}
    client.post(reverse("scope-version-new", args=[project.pk]), texts)
    version = ScopeVersion.objects.get()
    client.post(reverse("scope-version-propose", args=[version.pk]))
    version.refresh_from_db()
    page = client.get(reverse("scope-version-sign", args=[version.pk]))
    assert version.content_hash in text_of(page)
    client.post(reverse("scope-version-sign", args=[version.pk]), {"content_hash": version.content_hash})
    client.force_login(cast.acme_lead)
    client.post(reverse("portal-scope-version-sign", args=[version.pk]), {"content_hash": version.content_hash})
    version.refresh_from_db()
    assert version.state == ScopeState.IN_FORCE


def test_a_signature_of_a_text_that_was_on_no_screen_is_refused(team: Client, proposed: ScopeVersion) -> None:
    answer = team.post(reverse("scope-version-sign", args=[proposed.pk]), {"content_hash": "0" * 64})
    assert answer.status_code == 422
    assert "is not the one that waits for signatures" in text_of(answer)
    assert not proposed.signatures.exists()


def test_the_difference_to_the_former_version_shows_the_words(team: Client, ready: Project) -> None:
    second = ScopeVersionFactory.create(project=ready, number=2, in_scope="Service desk in German and Polish.")
    page = text_of(team.get(second.get_absolute_url()))
    assert "<del>English</del>" in page
    assert "<ins>Polish</ins>" in page


def test_the_goal_form_says_what_is_missing_as_one_types(team: Client, project: Project) -> None:
    page = text_of(team.get(reverse("goal-new", args=[project.pk])))
    assert "how it is measured" in page
    part = text_of(
        team.post(
            reverse("goal-check", args=[project.pk]), {"statement": "Faster", "measure": "Share", "target": "90 %"}
        )
    )
    assert "how it is measured" not in part
    assert "where we are today" in part
    assert not Goal.objects.exists()


def test_the_grid_is_saved_in_one_go_with_a_new_role(team: Client, project: Project) -> None:
    activity = ActivityFactory.create(project=project)
    RaciEntryFactory.create(activity=activity, role="Service manager", side="vendor", letter="A")
    answer = team.post(
        reverse("raci", args=[project.pk]),
        {
            f"cell-{activity.pk}-vendor|Service manager": "R",
            f"new-{activity.pk}": "A",
            "new_role": "IT manager",
            "new_side": "client",
        },
    )
    assert answer.status_code == 302
    assert dict(activity.entries.values_list("role", "letter")) == {"Service manager": "R", "IT manager": "A"}


def test_of_two_people_who_edit_the_grid_none_undoes_the_others_letters(team: Client, project: Project) -> None:
    activity = ActivityFactory.create(project=project)
    RaciEntryFactory.create(activity=activity, role="Service manager", side="vendor", letter="R")
    theirs = RaciEntryFactory.create(activity=activity, role="IT manager", side="client", letter="I")
    form = form_body(team.get(reverse("raci", args=[project.pk])).content.decode())
    RaciEntry.objects.filter(pk=theirs.pk).update(letter="A")
    mine = {f"cell-{activity.pk}-vendor|Service manager": "C", f"new-{activity.pk}": "", "new_role": ""}
    assert team.post(reverse("raci", args=[project.pk]), {**form, **mine}).status_code == 302
    assert dict(activity.entries.values_list("role", "letter")) == {"Service manager": "C", "IT manager": "A"}


def test_two_accountable_are_refused_by_name(team: Client, project: Project) -> None:
    activity = ActivityFactory.create(project=project, title="Release")
    RaciEntryFactory.create(activity=activity, role="Service manager", side="vendor", letter="A")
    answer = team.post(
        reverse("raci", args=[project.pk]),
        {
            f"cell-{activity.pk}-vendor|Service manager": "A",
            f"new-{activity.pk}": "A",
            "new_role": "IT manager",
            "new_side": "client",
        },
    )
    assert answer.status_code == 422
    page = text_of(answer)
    assert "Service manager (Vendor’s side)" in page
    assert "IT manager (Our side)" in page
    assert RaciEntry.objects.count() == 1


def test_letters_for_a_role_without_a_name_are_refused(team: Client, project: Project) -> None:
    activity = ActivityFactory.create(project=project)
    answer = team.post(
        reverse("raci", args=[project.pk]), {f"new-{activity.pk}": "R", "new_role": "", "new_side": "client"}
    )
    assert answer.status_code == 422
    assert "new_role" in answer.context["form"].errors


LINE = {"audience": "Board", "purpose": "State", "channel": "meeting", "starts_on": "2026-05-20", "language": "en"}


@pytest.mark.parametrize(
    ("chosen", "kept", "words"),
    [
        ({"rhythm": "weekly", "weekdays": ["TU", "MO"]}, "FREQ=WEEKLY;BYDAY=MO,TU", "Every week on Monday and Tuesday"),
        ({"rhythm": "monthly_weekday"}, "FREQ=MONTHLY;BYDAY=3WE", "Every month on the third Wednesday"),
        (
            {"rhythm": "quarterly", "until": "2027-12-31"},
            "FREQ=MONTHLY;INTERVAL=3;UNTIL=20271231",
            "Every quarter on day 20, until 31 Dec 2027",
        ),
    ],
)
def test_how_often_is_chosen_by_name_and_said_in_words(
    team: Client, project: Project, chosen: dict[str, Any], kept: str, words: str
) -> None:
    team.post(reverse("communication-line-new", args=[project.pk]), {**LINE, **chosen})
    line = project.communication_lines.get()
    assert line.cadence == kept
    page = text_of(team.get(reverse("project-people", args=[project.pk])))
    assert words in page
    assert "FREQ" not in page
    form = team.get(reverse("communication-line-change", args=[line.pk])).context["form"]
    assert form["rhythm"].value() == chosen["rhythm"]


@pytest.mark.parametrize(
    ("chosen", "field"),
    [
        ({"rhythm": "monthly", "weekdays": ["MO"]}, "weekdays"),
        ({"rhythm": "weekly", "until": "2026-05-01"}, "until"),
        ({"rhythm": "custom"}, "rhythm"),
    ],
)
def test_a_rhythm_that_never_comes_about_is_explained(
    team: Client, project: Project, chosen: dict[str, Any], field: str
) -> None:
    answer = team.post(reverse("communication-line-new", args=[project.pk]), {**LINE, **chosen})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_a_rule_that_has_no_name_stays_as_it_is(team: Client, project: Project) -> None:
    line = CommunicationLineFactory.create(project=project, cadence="FREQ=MONTHLY;BYMONTHDAY=-1")
    address = reverse("communication-line-change", args=[line.pk])
    assert "Every month on the last day of the month" in text_of(team.get(address))
    team.post(address, {**LINE, "rhythm": "as_it_is", "purpose": "Another"})
    line.refresh_from_db()
    assert (line.cadence, line.purpose) == ("FREQ=MONTHLY;BYMONTHDAY=-1", "Another")


def test_a_line_shows_the_days_to_come(team: Client, project: Project) -> None:
    CommunicationLineFactory.create(project=project, cadence="FREQ=WEEKLY;INTERVAL=2", starts_on=date(2026, 1, 6))
    page = text_of(team.get(reverse("project-people", args=[project.pk])))
    assert "Every two weeks" in page


def test_an_owner_of_another_vendor_cannot_be_chosen(team: Client, cast: Cast, project: Project) -> None:
    answer = team.post(
        reverse("communication-line-new", args=[project.pk]),
        {**LINE, "rhythm": "weekly", "vendor_owner": cast.globex_lead.pk},
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["vendor_owner"]


def test_somebody_elses_change_is_not_overwritten(team: Client, project: Project) -> None:
    Project.objects.filter(pk=project.pk).update(purpose="Theirs")
    answer = team.post(
        reverse("project-change", args=[project.pk]),
        {
            "name": "Mine",
            "purpose": "",
            "manager": project.manager_id,
            "sponsor": project.sponsor_id,
            "time_zone": "UTC",
            "version": "1",
        },
    )
    assert answer.status_code == 422
    assert "Somebody else changed this" in text_of(answer)
    project.refresh_from_db()
    assert project.name == "Service desk"


def test_the_list_is_searched_and_filtered(team: Client, cast: Cast, project: Project, foreign: Project) -> None:
    ProjectFactory.create(vendor=cast.acme, name="Zürich rollout", name_key="zurich rollout")

    def names(query: str) -> list[str]:
        return [found.name for found in team.get(f"{reverse('projects')}?{query}").context["page_obj"]]

    assert names("q=globex") == ["Networks"]
    assert names("q=zürich") == ["Zürich rollout"]
    assert names("mine=true") == ["Networks", "Service desk"]
    assert names(f"vendor={cast.globex.pk}") == ["Networks"]
    assert names("state=draft") == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_projects_costs_the_same_for_one_and_three(
    team: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _project in range(count):
        MilestoneFactory.create(project=ProjectFactory.create(vendor=cast.acme))
    with django_assert_num_queries(PROJECTS_QUERIES):
        team.get(reverse("projects"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_contracts_costs_the_same_for_one_and_three(
    team: Client, cast: Cast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ContractFactory.create_batch(count, vendor=cast.acme)
    with django_assert_num_queries(CONTRACTS_QUERIES):
        team.get(reverse("contracts"))


@pytest.mark.usefixtures("own_checks_alone")
@pytest.mark.parametrize("count", [1, 3])
def test_each_part_costs_the_same_for_one_and_three(team: Client, ready: Project, cast: Cast, count: int) -> None:
    for _more in range(count - 1):
        GoalFactory.create(project=ready)
        MilestoneFactory.create(project=ready)
        RaciEntryFactory.create(activity=ActivityFactory.create(project=ready))
        CommunicationLineFactory.create(project=ready, client_owner=ready.manager, vendor_owner=cast.acme_lead)
    counted = {}
    for name in TAB_QUERIES:
        with CaptureQueriesContext(connection) as asked:
            assert team.get(reverse(name, args=[ready.pk])).status_code == 200
        counted[name] = len(asked)
    assert counted == TAB_QUERIES


@pytest.mark.usefixtures("own_checks_alone")
def test_an_active_project_says_what_waits(team: Client, ready: Project, now: datetime) -> None:
    activate_project(ready, by=ready.manager, now=now)
    milestone = ready.milestones.get()
    team.post(reverse("milestone-submit", args=[milestone.pk]), {"note": "Done"})
    page = text_of(team.get(ready.get_absolute_url()))
    assert "was submitted and waits for acceptance" in page
    assert team.post(reverse("milestone-reject", args=[milestone.pk]), {"note": ""}).status_code == 422
    assert team.post(reverse("milestone-accept", args=[milestone.pk]), {"note": ""}).status_code == 302
    milestone.refresh_from_db()
    assert milestone.state == "accepted"


PROJECTS_QUERIES = 8
CONTRACTS_QUERIES = 6
TAB_QUERIES = {"project": 17, "project-agreement": 10, "project-plan": 7, "project-people": 9}


def test_a_closed_project_offers_no_buttons(team: Client, ready: Project) -> None:
    Project.objects.filter(pk=ready.pk).update(state=ProjectState.CLOSED)
    for name in TABS:
        page = text_of(team.get(reverse(name, args=[ready.pk])))
        assert "/edit/" not in page
        assert "/new/" not in page
