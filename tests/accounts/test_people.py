"""People: how roles change and access ends, by function and by page."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.domain.people import change_role, deactivate_person
from accounts.domain.tokens import make_token
from accounts.models import User
from core.errors import Refused
from tests.accounts.letters import letters_to
from tests.cast import Cast
from tests.factories.accounts import UserFactory


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_new_role_ends_sessions_and_tokens(cast: Cast) -> None:
    viewer = cast[Role.VIEWER]
    session = signed_in(viewer)
    now = timezone.now()
    token, _secret = make_token(
        viewer, name="x", scopes=["vendors:read"], expires_at=now + timezone.timedelta(days=1), by=viewer, now=now
    )
    assert session.get("/preferences/").status_code == 200
    change_role(viewer, role=Role.EVALUATOR, by=cast[Role.ADMINISTRATOR], now=now)
    token.refresh_from_db()
    assert token.revoked_at == now
    assert session.get("/preferences/").status_code == 302


def test_ended_access_ends_the_session_at_once(cast: Cast) -> None:
    session = signed_in(cast[Role.VIEWER])
    deactivate_person(cast[Role.VIEWER], by=cast[Role.ADMINISTRATOR], now=timezone.now())
    assert session.get("/preferences/").status_code == 302


def test_nobody_changes_their_own_role(cast: Cast) -> None:
    administrator = cast[Role.ADMINISTRATOR]
    with pytest.raises(Refused):
        change_role(administrator, role=Role.VIEWER, by=administrator, now=timezone.now())
    with pytest.raises(Refused):
        deactivate_person(administrator, by=administrator, now=timezone.now())


@pytest.mark.parametrize("role", [Role.VENDOR_LEAD, "emperor", ""])
def test_a_role_of_the_other_side_or_of_no_side_is_refused(cast: Cast, role: str) -> None:
    with pytest.raises(Refused) as refusal:
        change_role(cast[Role.VIEWER], role=role, by=cast[Role.ADMINISTRATOR], now=timezone.now())
    assert refusal.value.field == "role"


def test_an_administrator_who_was_just_removed_removes_no_other(cast: Cast) -> None:
    first, second = cast[Role.ADMINISTRATOR], UserFactory.create(role=Role.ADMINISTRATOR)
    change_role(first, role=Role.VIEWER, by=second, now=timezone.now())
    with pytest.raises(Refused):
        change_role(second, role=Role.VIEWER, by=first, now=timezone.now())


def test_an_administrator_invites_by_page(cast: Cast) -> None:
    page = signed_in(cast[Role.ADMINISTRATOR])
    body = {"name": "Omar", "email": "omar@tandem.example", "role": "evaluator", "language": "de"}
    response = page.post("/people/new/", body)
    person = User.objects.get(email="omar@tandem.example")
    assert (response.status_code, response["Location"]) == (302, person.get_absolute_url())
    assert len(letters_to("omar@tandem.example")) == 1
    assert "Omar" in page.get(response["Location"]).content.decode()


def test_the_same_address_twice_is_said_at_its_field(cast: Cast) -> None:
    body = {"name": "Again", "email": "viewer@tandem.example", "role": "viewer", "language": "en"}
    response = signed_in(cast[Role.ADMINISTRATOR]).post("/people/new/", body)
    assert response.status_code == 422
    assert "already has an account" in response.context["form"].errors["email"][0]


def test_a_vendor_role_is_not_on_offer_there(cast: Cast) -> None:
    body = {"name": "V", "email": "v@acme.example", "role": "vendor_lead", "language": "en"}
    assert signed_in(cast[Role.ADMINISTRATOR]).post("/people/new/", body).status_code == 422


@pytest.mark.parametrize(
    "path", ["/people/new/", "/people/{}/role/", "/people/{}/departure/", "/people/{}/invitation/"]
)
def test_only_an_administrator_changes_people(cast: Cast, path: str) -> None:
    page = signed_in(cast[Role.AUDITOR])
    assert page.get("/people/").status_code == 200
    assert page.get(path.format(cast[Role.VIEWER].pk)).status_code == 403
    assert page.post(path.format(cast[Role.VIEWER].pk), {"role": "administrator"}).status_code == 403


def test_a_page_changes_a_role_and_ends_access(cast: Cast) -> None:
    page, viewer = signed_in(cast[Role.ADMINISTRATOR]), cast[Role.VIEWER]
    assert page.get(f"/people/{viewer.pk}/role/").status_code == 200
    assert page.post(f"/people/{viewer.pk}/role/", {"role": "approver", "version": viewer.version}).status_code == 302
    assert page.post(f"/people/{viewer.pk}/departure/", {"reason": "left us"}).status_code == 302
    viewer.refresh_from_db()
    assert (viewer.role, viewer.is_active) == (Role.APPROVER, False)
    assert page.post(f"/people/{viewer.pk}/invitation/").status_code == 302
    assert len(letters_to(viewer.email)) == 1


def test_a_role_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    viewer = cast[Role.VIEWER]
    opened_at = viewer.version
    change_role(viewer, role=Role.EVALUATOR, by=cast[Role.ADMINISTRATOR], now=timezone.now())
    body = {"role": "approver", "version": opened_at}
    response = signed_in(cast[Role.ADMINISTRATOR]).post(f"/people/{viewer.pk}/role/", body)
    viewer.refresh_from_db()
    assert (response.status_code, viewer.role) == (422, Role.EVALUATOR)


def test_people_are_found_by_name_role_and_access(cast: Cast) -> None:
    page = signed_in(cast[Role.AUDITOR])
    found = page.get("/people/", {"q": "globex lead", "role": "vendor_lead"}).context["object_list"]
    assert [person.email for person in found] == ["lead@globex.example"]
    assert not page.get("/people/", {"is_active": "false"}).context["object_list"]


@pytest.mark.parametrize("more", [1, 3])
def test_the_list_asks_the_database_a_constant_number_of_times(
    cast: Cast, more: int, django_assert_num_queries: Any
) -> None:
    UserFactory.create_batch(more)
    page = signed_in(cast[Role.AUDITOR])
    page.get("/people/")
    with django_assert_num_queries(5):  # session, person, count, rows, unread notices
        page.get("/people/")
