"""Log-in, the password, and when a session ends."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.choices import Role
from accounts.domain.people import deactivate_person
from accounts.models import User
from accounts.tasks import purge_old_sessions
from audit.queries import ActFilter
from audit.trail import trail
from tests.accounts.letters import letters_to, link_in
from tests.cast import Cast
from tests.factories.accounts import PASSWORD
from vendors.domain.people import change_vendor_role, end_vendor_access

NEW_PASSWORD = "three small boats on a lake"


@pytest.fixture(autouse=True)
def nobody_has_tried(db: None) -> None:
    cache.clear()


def log_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post("/account/login/", {"login": email, "password": password})


def is_in(client: Client) -> bool:
    return client.get("/preferences/").status_code == 200


def session_of(user: User) -> Client:
    client = Client()
    log_in(client, user.email)
    assert is_in(client)
    return client


def without_tokens(response: Any) -> str:
    """The page without what differs each time: the CSRF tokens, and the address that was typed in."""
    return re.sub(r'"[A-Za-z0-9]{64}"|value="[^"]*@[^"]*"', "", response.content.decode())


# --- Guessing ---------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_right_one_has_to_wait(cast: Cast, client: Client) -> None:
    email = cast[Role.MANAGER].email
    for guess in range(5):
        assert log_in(client, email, f"guess number {guess}").status_code == 200
    log_in(client, email)
    assert not is_in(client)
    log_in(client, cast[Role.VIEWER].email)
    assert is_in(client)


def test_one_place_in_the_network_tries_thirty_times_a_minute(client: Client, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # thirty slow ones take long
    statuses = {log_in(client, f"person{number}@nowhere.example").status_code for number in range(31)}
    assert 429 in statuses


def test_an_unknown_address_and_a_wrong_password_answer_alike(cast: Cast) -> None:
    known = log_in(Client(), cast[Role.MANAGER].email, "not the password")
    unknown = log_in(Client(), "nobody@nowhere.example", "not the password")
    assert known.status_code == unknown.status_code == 200
    assert without_tokens(known) == without_tokens(unknown)


def test_an_unknown_address_costs_a_password_check_too(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    real = User.set_password

    def counted(self: User, raw_password: str | None) -> None:
        hashed.append(str(raw_password))
        real(self, raw_password)

    monkeypatch.setattr(User, "set_password", counted)
    log_in(client, "nobody@nowhere.example", "some words")
    assert hashed == ["some words"]


def test_a_reset_for_an_unknown_address_answers_alike_and_mails_nobody(cast: Cast) -> None:
    email = cast[Role.MANAGER].email
    known, unknown = (
        Client().post("/account/password/reset/", {"email": address}) for address in (email, "nobody@nowhere.example")
    )
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(letters_to(email)) == 1
    assert not letters_to("nobody@nowhere.example")


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", {"email": "x@nowhere.example"}).status_code == 404


# --- The password -----------------------------------------------------------------------------------------------------


def test_a_changed_password_ends_every_session_and_names_who_changed_it(cast: Cast) -> None:
    manager = cast[Role.MANAGER]
    here, elsewhere = session_of(manager), session_of(manager)
    passwords = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert here.post("/account/password/change/", passwords).status_code == 302
    assert not is_in(here)
    assert not is_in(elsewhere)
    [entry] = trail(ActFilter(who=manager.pk), reader=cast[Role.AUDITOR])[0]
    assert (entry.who, entry.verb) == ("Manager", "changed their password")
    assert len(letters_to(manager.email)) == 1


def test_a_link_of_a_reset_works_once_ends_sessions_and_names_who_followed_it(cast: Cast, client: Client) -> None:
    manager = cast[Role.MANAGER]
    session = session_of(manager)
    client.post("/account/password/reset/", {"email": manager.email})
    link = link_in(letters_to(manager.email)[0])
    form = client.get(link)["Location"]
    assert client.post(form, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}).status_code == 302
    assert not is_in(session)
    manager.refresh_from_db()
    assert manager.check_password(NEW_PASSWORD)
    assert "has been used" in Client().get(link, follow=True).content.decode()
    [entry] = trail(ActFilter(who=manager.pk), reader=cast[Role.AUDITOR])[0]
    assert entry.verb == "changed their password"


def test_a_password_is_kept_as_a_slow_hash(cast: Cast) -> None:
    algorithm, rounds, _salt, _hash = cast[Role.MANAGER].password.split("$")
    assert algorithm == "pbkdf2_sha256"
    assert int(rounds) >= 600_000  # what OWASP asks for


# --- The session ------------------------------------------------------------------------------------------------------


def test_another_role_at_the_vendor_ends_the_session(cast: Cast) -> None:
    session = session_of(cast.acme_member)
    change_vendor_role(cast.acme_member.vendor_member, role=Role.VENDOR_LEAD, by=cast.acme_lead, now=timezone.now())
    assert not is_in(session)


def test_a_seat_at_the_vendor_that_ends_ends_the_session(cast: Cast) -> None:
    session = session_of(cast.acme_member)
    end_vendor_access(cast.acme_member.vendor_member, by=cast.acme_lead, now=timezone.now())
    assert not is_in(session)


def test_who_comes_back_finds_no_old_session(cast: Cast) -> None:
    viewer = cast[Role.VIEWER]
    session = session_of(viewer)
    deactivate_person(viewer, by=cast[Role.ADMINISTRATOR], now=timezone.now())
    viewer.is_active = True
    viewer.set_password(NEW_PASSWORD)
    viewer.save()
    assert not is_in(session)


def test_a_session_outlives_a_new_secret_key_while_the_old_one_is_kept(cast: Cast, settings: Settings) -> None:
    here, elsewhere = session_of(cast[Role.VIEWER]), session_of(cast[Role.VIEWER])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert is_in(here)
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(here)  # bound to the new key by now
    assert not is_in(elsewhere)


def test_the_cookie_is_for_https_and_out_of_reach_of_scripts(cast: Cast, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    cookie = log_in(client, cast[Role.VIEWER].email).cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_sessions_that_ran_out_are_purged(cast: Cast) -> None:
    session_of(cast[Role.VIEWER])
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - timezone.timedelta(1))
    purge_old_sessions()
    assert Session.objects.count() == 1
