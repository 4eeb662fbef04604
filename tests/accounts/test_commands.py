"""Making people and tokens from the command line."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import ApiToken, User
from tests.accounts.letters import link_in
from tests.cast import Cast
from tests.factories.accounts import PASSWORD


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_make_user_prints_a_link_that_works(db: None) -> None:
    told = said("make_user", "root@tandem.example", "--name", "Root")
    assert User.objects.get().role == Role.ADMINISTRATOR
    assert Client().get(link_in(told)).status_code == 200


def test_make_user_takes_a_password(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))
    assert "can log in" in said("make_user", "root@tandem.example", "--role", "manager", "--password-stdin")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (["viewer@tandem.example"], "", "already has an account"),
        (["not an address"], "", "valid email"),
        (["new@tandem.example", "--password-stdin"], "short\n", "too short"),
        (["new@tandem.example", "--password-stdin"], "", "holds no password"),
        (["new@tandem.example", "--role", "vendor_lead"], "", "invalid choice"),
    ],
)
def test_make_user_says_what_is_wrong(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, arguments: list[str], typed: str, sentence: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    before = User.objects.count()
    with pytest.raises(CommandError, match=sentence):
        said("make_user", *arguments)
    assert User.objects.count() == before


def test_make_token_prints_a_token_that_works(cast: Cast) -> None:
    secret = said("make_token", "viewer@tandem.example", "--name", "Import", "--scopes", "self").strip()
    assert APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}").get("/api/v1/me/").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody@tandem.example"], "Nobody with the address"),
        (["viewer@tandem.example", "--scopes", "kpis:dance"], "no scope kpis:dance"),
        (["viewer@tandem.example", "--scopes", "people:manage"], "Beyond the rights"),
        (["viewer@tandem.example", "--days", "400"], "from 1 to 366"),
    ],
)
def test_make_token_says_what_is_wrong(cast: Cast, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        said("make_token", *arguments, "--name", "x")
    assert not ApiToken.objects.exists()
