"""Projects in the portal: what is shared, what is signed, what is submitted; nothing of anybody else's."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from notifications.models import Message, Notice
from projects.choices import ProjectState, ScopeState
from projects.domain.scope import propose_scope, sign_scope, withdraw_scope
from projects.models import Project, ScopeVersion
from tests.cast import Cast
from tests.factories.projects import (
    ActivityFactory,
    MilestoneFactory,
    ProjectFactory,
    RaciEntryFactory,
    ScopeVersionFactory,
)


@pytest.fixture
def project(cast: Cast) -> Project:
    return ProjectFactory.create(
        vendor=cast.acme, name="Service desk", manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER]
    )


@pytest.fixture
def version(project: Project, now: datetime) -> ScopeVersion:
    return propose_scope(ScopeVersionFactory.create(project=project), by=project.manager, now=now)


@pytest.fixture
def lead(client: Client, cast: Cast) -> Client:
    client.force_login(cast.acme_lead)
    return client


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_vendors_projects_are_listed_and_no_others(lead: Client, project: Project, cast: Cast) -> None:
    ProjectFactory.create(vendor=cast.globex, name="Networks")
    ProjectFactory.create(vendor=cast.acme, name="Secret plan", state=ProjectState.DRAFT)
    page = text_of(lead.get(reverse("portal-projects")))
    assert "Service desk" in page
    assert "Networks" not in page
    assert "Secret plan" not in page


def test_a_project_shows_what_is_shared_and_nothing_internal(lead: Client, project: Project, cast: Cast) -> None:
    RaciEntryFactory.create(activity=ActivityFactory.create(project=project, title="Release"))
    project.places.create(user=cast[Role.EVALUATOR])
    page = text_of(lead.get(project.get_portal_url()))
    assert "Release" in page
    assert "readiness" not in page.lower()
    assert cast[Role.EVALUATOR].name not in page


def test_another_vendors_records_are_not_found(client: Client, cast: Cast, version: ScopeVersion) -> None:
    milestone = MilestoneFactory.create(project=version.project)
    client.force_login(cast.globex_lead)
    addresses = [
        version.get_portal_url(),
        version.project.get_portal_url(),
        reverse("portal-scope-version-sign", args=[version.pk]),
        reverse("portal-milestone-submit", args=[milestone.pk]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 4
    signature = {"content_hash": version.content_hash}
    assert client.post(addresses[2], signature).status_code == 404
    assert client.post(addresses[3], {"note": ""}).status_code == 404
    assert not version.signatures.exists()


def test_a_draft_is_not_found(lead: Client, project: Project) -> None:
    assert lead.get(ScopeVersionFactory.create(project=project).get_portal_url()).status_code == 404


def test_a_lead_reads_and_signs(lead: Client, cast: Cast, version: ScopeVersion) -> None:
    address = reverse("portal-scope-version-sign", args=[version.pk])
    assert address in text_of(lead.get(version.get_portal_url()))
    page = text_of(lead.get(address))
    assert version.in_scope in page
    assert version.content_hash in page
    answer = lead.post(address, {"content_hash": version.content_hash}, follow=True)
    assert "You signed the scope version." in text_of(answer)
    assert version.signatures.get().by == cast.acme_lead


def test_a_member_reads_and_may_not_sign(client: Client, cast: Cast, version: ScopeVersion) -> None:
    client.force_login(cast.acme_member)
    address = reverse("portal-scope-version-sign", args=[version.pk])
    assert address not in text_of(client.get(version.get_portal_url()))
    assert client.post(address, {"content_hash": version.content_hash}).status_code == 403


def test_a_version_withdrawn_while_it_was_on_the_screen_is_not_signed(
    lead: Client, version: ScopeVersion, now: datetime
) -> None:
    address = reverse("portal-scope-version-sign", args=[version.pk])
    lead.get(address)
    withdraw_scope(version, reason="A service is missing", by=version.project.manager, now=now)
    answer = lead.post(address, {"content_hash": version.content_hash})
    assert answer.status_code == 422
    assert "waits for no signature" in text_of(answer)
    assert not version.signatures.exists()


def test_the_second_signature_in_the_portal_puts_it_in_force(
    lead: Client, version: ScopeVersion, now: datetime
) -> None:
    sign_scope(version, content_hash=version.content_hash, by=version.project.manager, now=now)
    lead.post(reverse("portal-scope-version-sign", args=[version.pk]), {"content_hash": version.content_hash})
    version.refresh_from_db()
    assert version.state == ScopeState.IN_FORCE


def test_what_waits_for_the_vendor_stands_on_its_home(lead: Client, version: ScopeVersion) -> None:
    page = text_of(lead.get(reverse("portal-home")))
    assert "Read and sign the scope" in page


def test_a_milestone_is_submitted_and_our_side_hears_of_it(lead: Client, cast: Cast, project: Project) -> None:
    milestone = MilestoneFactory.create(project=project, title="Go live")
    answer = lead.post(reverse("portal-milestone-submit", args=[milestone.pk]), {"note": "All tests pass"})
    assert answer.url == milestone.get_portal_url()
    milestone.refresh_from_db()
    assert milestone.state == "submitted"
    told = Notice.objects.filter(message__topic="projects.milestone_submitted")
    assert set(told.values_list("recipient", flat=True)) == {cast[Role.MANAGER].pk, cast[Role.APPROVER].pk}


def test_a_proposal_is_told_to_the_signers_of_both_sides(version: ScopeVersion, cast: Cast) -> None:
    message = Message.objects.get(topic="projects.scope_proposed")
    told = set(message.notices.values_list("recipient", flat=True))
    assert told == {cast[Role.APPROVER].pk, cast.acme_lead.pk}
    assert message.portal_url == version.get_portal_url()


def test_our_people_have_no_business_in_the_portal(client: Client, cast: Cast, project: Project) -> None:
    client.force_login(cast[Role.MANAGER])
    assert client.get(project.get_portal_url()).status_code == 404
