"""The second factor: demanded of our own people, kept sealed, told in the trail."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.adapter import SECOND_FACTOR
from accounts.choices import Role
from accounts.domain.people import deactivate_person, invite_person
from accounts.models import User
from audit.queries import ActFilter
from audit.trail import Entry, trail
from core.sealing import opened, sealed
from tests.accounts.letters import letters_to, link_in
from tests.cast import Cast
from tests.factories.accounts import PASSWORD

ACTIVATE, DEACTIVATE = "/account/2fa/totp/activate/", "/account/2fa/totp/deactivate/"
EMAIL = "nina@tandem.example"
CODES = "/account/2fa/recovery-codes/generate/"


def code_of(secret: str, *, later: int = 0) -> str:
    """The code that an authenticator app shows now, or `later` periods of 30 s from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def logged_in(user: User) -> Client:
    """A session that has just given its password."""
    client = Client()
    assert client.post("/account/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    return client


def set_up(client: Client) -> str:
    """Set a second factor up in the browser; returns its secret."""
    client.get(ACTIVATE)
    secret = client.session[SECRET_SESSION_KEY]
    assert client.post(ACTIVATE, {"code": code_of(secret)}).status_code == 302
    return secret


def told_of(user: User, reader: User) -> list[Entry]:
    return trail(ActFilter(who=user.pk), reader=reader)[0]


# --- Demanded ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize("path", ["/", "/vendors/", "/preferences/", "/preferences/tokens/new/", "/nowhere/"])
def test_our_people_set_one_up_before_anything_else(cast: Cast, client: Client, strict: None, path: str) -> None:
    client.force_login(cast[Role.MANAGER])
    response = client.get(path)
    assert (response.status_code, response["Location"]) == (302, ACTIVATE)


def test_without_one_the_api_answers_with_a_problem(cast: Cast, client: Client, strict: None) -> None:
    client.force_login(cast[Role.ADMINISTRATOR])
    for response in (client.get("/api/v1/people/"), client.post("/api/v1/tokens/", {}, "application/json")):
        assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")


def test_one_can_log_out_without_one(cast: Cast, client: Client, strict: None) -> None:
    client.force_login(cast[Role.MANAGER])
    assert client.post("/account/logout/").status_code == 302
    assert client.get("/account/login/").status_code == 200


def test_a_vendors_people_are_not_forced(cast: Cast, client: Client, strict: None) -> None:
    client.force_login(cast.acme_lead)
    assert client.get("/portal/").status_code == 200


def test_recovery_codes_alone_do_not_count(cast: Cast, client: Client, strict: None) -> None:
    manager = cast[Role.MANAGER]
    client.force_login(manager)
    Authenticator.objects.create(user=manager, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert client.get("/vendors/").status_code == 302
    Authenticator.objects.create(user=manager, type=Authenticator.Type.TOTP, data={})
    assert client.get("/vendors/").status_code == 200


def test_who_accepts_an_invitation_goes_straight_to_it(cast: Cast, client: Client, strict: None) -> None:
    administrator = cast[Role.ADMINISTRATOR]
    invite_person(email=EMAIL, name="Nina", role=Role.MANAGER, by=administrator, now=timezone.now())
    come_in = client.post(link_in(letters_to(EMAIL)[0]), {"name": "Nina", "password": PASSWORD}, follow=True)
    assert come_in.redirect_chain[-1] == (ACTIVATE, 302)
    assert come_in.status_code == 200


def test_an_old_session_is_asked_again_who_it_is(cast: Cast, client: Client) -> None:
    client.force_login(cast[Role.MANAGER])
    assert client.get(ACTIVATE)["Location"].startswith("/account/reauthenticate/")


def test_taking_it_off_demands_another(cast: Cast, strict: None) -> None:
    session = logged_in(cast[Role.MANAGER])
    set_up(session)
    assert session.get("/vendors/").status_code == 200
    assert session.post(DEACTIVATE).status_code == 302
    assert session.get("/vendors/")["Location"] == ACTIVATE


# --- Kept -------------------------------------------------------------------------------------------------------------


def test_the_secret_is_kept_sealed_and_lets_in(cast: Cast) -> None:
    manager = cast[Role.MANAGER]
    secret = set_up(logged_in(manager))
    kept = Authenticator.objects.get(user=manager, type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in kept
    assert opened(kept, purpose=SECOND_FACTOR) == secret
    assert secret not in str(list(Authenticator.objects.values()))
    session = Client()
    asked = session.post("/account/login/", {"login": manager.email, "password": PASSWORD})
    assert asked["Location"].startswith("/account/2fa/authenticate/")
    assert "_auth_user_id" not in session.session
    assert session.post(asked["Location"], {"code": "000000"}).status_code == 200
    assert session.post(asked["Location"], {"code": code_of(secret, later=1)}).status_code == 302
    assert session.session["_auth_user_id"] == str(manager.pk)


def test_a_code_works_once(cast: Cast) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    data = {"secret": sealed(secret, purpose=SECOND_FACTOR)}
    factor = TOTP(Authenticator(user=cast[Role.MANAGER], type=Authenticator.Type.TOTP, data=data))
    code = code_of(secret)
    assert factor.validate_code(code)
    assert not factor.validate_code(code)


# --- Told -------------------------------------------------------------------------------------------------------------


def test_the_trail_names_who_set_up_and_took_off_their_second_factor(cast: Cast) -> None:
    manager, auditor = cast[Role.MANAGER], cast[Role.AUDITOR]
    session = logged_in(manager)
    secret = set_up(session)
    session.post(CODES)
    session.post(DEACTIVATE)
    told = {entry.verb: entry for entry in told_of(manager, auditor)}
    assert set(told) == {"set up a second factor", "made new recovery codes", "removed their second factor"}
    assert {entry.who for entry in told.values()} == {"Manager"}
    assert [(one.kind, one.what) for one in told["set up a second factor"].touched] == [("Second factor", "added")] * 2
    everything = trail(ActFilter(), reader=auditor)[0]
    assert secret not in repr(everything)
    assert not [entry for entry in everything if entry.who == "Somebody unnamed" and "Second" in repr(entry)]


def test_its_owner_is_told_by_mail(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    session = logged_in(cast[Role.MANAGER])
    with django_capture_on_commit_callbacks(execute=True):
        set_up(session)
    assert len(letters_to(cast[Role.MANAGER].email)) == 1


def test_ended_access_takes_the_second_factor_along_and_says_so(cast: Cast) -> None:
    manager, administrator = cast[Role.MANAGER], cast[Role.ADMINISTRATOR]
    set_up(logged_in(manager))
    deactivate_person(manager, by=administrator, now=timezone.now())
    assert not Authenticator.objects.filter(user=manager).exists()
    [entry] = told_of(administrator, cast[Role.AUDITOR])
    assert {(one.kind, one.what) for one in entry.touched} == {("User", "changed"), ("Second factor", "removed")}
