"""Scope versions: frozen when proposed, signed by both sides in any order, never twice by one."""

import re
import threading
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.choices import Role
from accounts.models import User
from core.errors import Refused
from projects.choices import ProjectState, ScopeState
from projects.domain.scope import draft_scope, edit_scope, propose_scope, sign_scope, withdraw_scope
from projects.models import Project, ScopeSignature, ScopeVersion
from tests.cast import Cast, make_cast
from tests.factories.projects import ProjectFactory, ScopeVersionFactory


def test_a_draft_can_be_edited(project: Project, now: datetime) -> None:
    draft = draft_scope(project, in_scope="Service desk", by=project.manager, now=now)
    edit_scope(draft, out_of_scope="On-site support", by=project.manager, now=now)
    assert (draft.number, draft.in_scope, draft.out_of_scope) == (1, "Service desk", "On-site support")


def test_a_second_open_wording_is_refused(project: Project, proposed: ScopeVersion, now: datetime) -> None:
    with pytest.raises(Refused, match="Version 1 is still open"):
        draft_scope(project, by=project.manager, now=now)


def test_a_proposal_freezes_the_text_with_its_hash(proposed: ScopeVersion, now: datetime) -> None:
    assert re.fullmatch("[0-9a-f]{64}", proposed.content_hash)
    assert proposed.proposed_at == now
    with pytest.raises(Refused, match="frozen"):
        edit_scope(proposed, in_scope="Everything", by=proposed.project.manager, now=now)


def test_the_database_itself_keeps_a_proposed_text(proposed: ScopeVersion) -> None:
    with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
        ScopeVersion.objects.filter(pk=proposed.pk).update(in_scope="Everything")


def test_an_incomplete_draft_is_not_proposed_and_says_what_is_missing(project: Project, now: datetime) -> None:
    draft = draft_scope(project, in_scope="Service desk", by=project.manager, now=now)
    with pytest.raises(Refused) as refusal:
        propose_scope(draft, by=project.manager, now=now)
    assert refusal.value.details == ["out of scope", "acceptance criteria"]


def test_nothing_is_proposed_while_the_vendor_cannot_see_the_project(project: Project, now: datetime) -> None:
    Project.objects.filter(pk=project.pk).update(state=ProjectState.DRAFT)
    draft = ScopeVersionFactory.create(project=project)
    with pytest.raises(Refused, match="Open scoping first"):
        propose_scope(draft, by=project.manager, now=now)


def test_a_version_is_proposed_once(proposed: ScopeVersion, now: datetime) -> None:
    with pytest.raises(Refused, match="proposed already"):
        propose_scope(proposed, by=proposed.project.manager, now=now)


@pytest.mark.parametrize("vendor_first", [True, False])
def test_the_second_side_puts_it_in_force(
    proposed: ScopeVersion, cast: Cast, now: datetime, vendor_first: bool
) -> None:
    people = [proposed.project.manager, cast.acme_lead]
    first, second = reversed(people) if vendor_first else people
    sign_scope(proposed, content_hash=proposed.content_hash, by=first, now=now)
    proposed.refresh_from_db()
    assert proposed.state == ScopeState.PARTLY_SIGNED
    sign_scope(proposed, content_hash=proposed.content_hash, by=second, now=now)
    proposed.refresh_from_db()
    assert proposed.state == ScopeState.IN_FORCE


def test_a_new_version_in_force_supersedes_the_former(ready: Project, cast: Cast, now: datetime) -> None:
    second = propose_scope(draft_scope(ready, by=ready.manager, now=now), by=ready.manager, now=now)
    for person in (ready.manager, cast.acme_lead):
        sign_scope(second, content_hash=second.content_hash, by=person, now=now)
    states = dict(ready.scope_versions.values_list("number", "state"))
    assert states == {1: ScopeState.SUPERSEDED, 2: ScopeState.IN_FORCE}


def test_the_former_version_stays_in_force_until_both_have_signed(ready: Project, now: datetime) -> None:
    second = propose_scope(draft_scope(ready, by=ready.manager, now=now), by=ready.manager, now=now)
    sign_scope(second, content_hash=second.content_hash, by=ready.manager, now=now)
    assert ready.scope_versions.get(number=1).state == ScopeState.IN_FORCE


def test_one_side_signs_once(proposed: ScopeVersion, cast: Cast, now: datetime) -> None:
    sign_scope(proposed, content_hash=proposed.content_hash, by=cast[Role.MANAGER], now=now)
    with pytest.raises(Refused, match="Manager has signed for Our side already"):
        sign_scope(proposed, content_hash=proposed.content_hash, by=cast[Role.APPROVER], now=now)
    assert proposed.signatures.count() == 1


def test_a_signature_of_another_text_is_refused(proposed: ScopeVersion, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        sign_scope(proposed, content_hash="0" * 64, by=proposed.project.manager, now=now)
    assert refusal.value.field == "content_hash"
    assert not proposed.signatures.exists()


def test_a_version_withdrawn_a_second_ago_is_not_signed(proposed: ScopeVersion, cast: Cast, now: datetime) -> None:
    on_the_screen = ScopeVersion.objects.get(pk=proposed.pk)
    withdraw_scope(proposed, reason="A service is missing", by=proposed.project.manager, now=now)
    with pytest.raises(Refused, match="waits for no signature"):
        sign_scope(on_the_screen, content_hash=on_the_screen.content_hash, by=cast.acme_lead, now=now)


def test_a_draft_is_not_signed(project: Project, now: datetime) -> None:
    draft = ScopeVersionFactory.create(project=project)
    with pytest.raises(Refused, match="waits for no signature"):
        sign_scope(draft, content_hash="", by=project.manager, now=now)


def test_withdrawing_keeps_the_proposal_and_returns_a_draft_of_its_text(proposed: ScopeVersion, now: datetime) -> None:
    draft = withdraw_scope(proposed, reason="A service is missing", by=proposed.project.manager, now=now)
    proposed.refresh_from_db()
    assert proposed.state == ScopeState.WITHDRAWN
    assert (draft.number, draft.state, draft.in_scope) == (2, ScopeState.DRAFT, proposed.in_scope)


def test_withdrawing_needs_a_reason(proposed: ScopeVersion, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        withdraw_scope(proposed, reason=" ", by=proposed.project.manager, now=now)
    assert refusal.value.field == "reason"


def test_a_version_in_force_is_not_withdrawn(ready: Project, now: datetime) -> None:
    with pytest.raises(Refused, match="waits for signatures"):
        withdraw_scope(ready.scope_versions.get(), reason="Second thoughts", by=ready.manager, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_sign_at_once_both_count_and_it_comes_in_force(now: datetime) -> None:
    cast = make_cast()
    project = ProjectFactory.create(vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER])
    version = propose_scope(ScopeVersionFactory.create(project=project), by=project.manager, now=now)
    outcomes = _at_once(version, [project.manager, cast.acme_lead], now)
    assert outcomes == ["signed", "signed"]
    version.refresh_from_db()
    assert version.state == ScopeState.IN_FORCE


@pytest.mark.django_db(transaction=True)
def test_two_people_of_one_side_who_sign_at_once_leave_one_signature(now: datetime) -> None:
    cast = make_cast()
    project = ProjectFactory.create(vendor=cast.acme, manager=cast[Role.MANAGER], sponsor=cast[Role.APPROVER])
    version = propose_scope(ScopeVersionFactory.create(project=project), by=project.manager, now=now)
    outcomes = _at_once(version, [project.manager, project.sponsor], now)
    assert sorted(outcomes) == ["refused", "signed"]
    assert ScopeSignature.objects.filter(scope_version=version).count() == 1


def _at_once(version: ScopeVersion, people: list[User], now: datetime) -> list[str]:
    outcomes: list[str] = []
    start = threading.Barrier(len(people))

    def sign(person: User) -> None:
        try:
            start.wait()
            sign_scope(version, content_hash=version.content_hash, by=person, now=now)
            outcomes.append("signed")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
