"""An invitation: the letter, the page behind its link, and every way in which a link works no longer."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.choices import Role
from accounts.domain.people import deactivate_person, invite_person, send_invitation
from accounts.models import Invitation, User
from core.errors import Refused
from tests.accounts.letters import letters_to, link_in
from tests.cast import Cast
from tests.factories.accounts import PASSWORD

EMAIL = "nina@tandem.example"


@pytest.fixture
def invited(cast: Cast) -> User:
    administrator = cast[Role.ADMINISTRATOR]
    return invite_person(email=EMAIL, name="Nina", role=Role.MANAGER, by=administrator, now=timezone.now())


def accept(client: Client, link: str, password: str = PASSWORD) -> Any:
    return client.post(link, {"name": "Nina Núñez", "password": password})


def test_an_invited_person_sets_a_password_and_is_in(client: Client, invited: User) -> None:
    link = link_in(letters_to(EMAIL)[0])
    assert "Nina" in client.get(link).content.decode()
    response = accept(client, link)
    invited.refresh_from_db()
    assert response.status_code == 302
    assert (invited.is_active, invited.name) == (True, "Nina Núñez")
    assert client.session["_auth_user_id"] == str(invited.pk)


def test_a_link_works_once_and_then_says_so(client: Client, invited: User) -> None:
    link = link_in(letters_to(EMAIL)[0])
    accept(client, link)
    for again in (Client().get(link), accept(Client(), link, "another long pass phrase")):
        assert again.status_code == 410
        assert "has been used already" in again.content.decode()
    invited.refresh_from_db()
    assert invited.check_password(PASSWORD)


def test_an_expired_link_says_so(client: Client, invited: User) -> None:
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    response = client.get(link_in(letters_to(EMAIL)[0]))
    assert response.status_code == 410
    assert "has expired" in response.content.decode()


def test_an_unknown_link_says_so(client: Client, db: None) -> None:
    response = client.get("/invitation/nobody-knows-this/")
    assert response.status_code == 410
    assert "not known" in response.content.decode()


def test_a_weak_password_is_refused_at_its_field(client: Client, invited: User) -> None:
    response = accept(client, link_in(letters_to(EMAIL)[0]), "short")
    assert response.status_code == 422
    assert "password" in response.context["form"].errors
    invited.refresh_from_db()
    assert not invited.is_active


def test_a_new_invitation_ends_the_earlier_link(client: Client, invited: User, cast: Cast) -> None:
    send_invitation(invited, by=cast[Role.ADMINISTRATOR], now=timezone.now())
    earlier, later = (link_in(letter) for letter in letters_to(EMAIL))
    assert client.get(earlier).status_code == 410
    assert client.get(later).status_code == 200


def test_ended_access_ends_the_link_too(client: Client, invited: User, cast: Cast) -> None:
    deactivate_person(invited, by=cast[Role.ADMINISTRATOR], now=timezone.now())
    assert client.get(link_in(letters_to(EMAIL)[0])).status_code == 410


def test_an_address_is_invited_once_in_any_case(cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        invite_person(email="LEAD@acme.example", name="x", role=Role.VIEWER, by=None, now=timezone.now())
    assert refusal.value.field == "email"


def test_the_secret_is_kept_nowhere(client: Client, invited: User) -> None:
    secret = link_in(letters_to(EMAIL)[0]).split("/")[-2]
    assert secret not in str(list(Invitation.objects.values()))
