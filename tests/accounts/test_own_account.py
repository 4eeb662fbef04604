"""One's own account: preferences, appearance, API tokens."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import ApiToken
from tests.accounts.test_people import signed_in
from tests.cast import Cast

WHOLE = {"name": "Vera", "language": "de", "time_zone": "Europe/Berlin", "theme": "dark"}


def test_a_person_sets_name_language_zone_and_appearance(cast: Cast) -> None:
    viewer = cast[Role.VIEWER]
    assert signed_in(viewer).post("/preferences/", WHOLE).status_code == 302
    viewer.refresh_from_db()
    assert (viewer.name, viewer.language, viewer.time_zone, viewer.theme) == tuple(WHOLE.values())


def test_a_vendors_person_has_preferences_too(cast: Cast) -> None:
    assert signed_in(cast.acme_member).get("/preferences/").status_code == 200


@pytest.mark.parametrize(("field", "value"), [("time_zone", "Mars/Olympus"), ("language", "xx"), ("theme", "pink")])
def test_a_wrong_preference_is_said_at_its_field(cast: Cast, field: str, value: str) -> None:
    response = signed_in(cast[Role.VIEWER]).post("/preferences/", {**WHOLE, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_the_menu_switches_the_appearance_and_comes_back(cast: Cast) -> None:
    page = signed_in(cast[Role.VIEWER])
    assert page.post("/preferences/theme/", {"theme": "dark", "next": "/people/"})["Location"] == "/people/"
    assert (
        page.post("/preferences/theme/", {"theme": "x", "next": "https://evil.example/"})["Location"] == "/preferences/"
    )
    cast[Role.VIEWER].refresh_from_db()
    assert cast[Role.VIEWER].theme == "dark"


def new_token(page: Client, **changes: object) -> Any:
    last_day = (timezone.now() + timedelta(days=30)).date().isoformat()
    return page.post(
        "/preferences/tokens/new/", {"name": "Import", "scopes": ["vendors:read"], "expires_on": last_day, **changes}
    )


def test_a_token_is_shown_once_and_works_until_it_is_revoked(cast: Cast) -> None:
    page = signed_in(cast[Role.VIEWER])
    secret = new_token(page).context["secret"]
    token = ApiToken.objects.get()
    assert secret not in page.get("/preferences/tokens/").content.decode()
    assert secret not in str(ApiToken.objects.values())
    client = APIClient(HTTP_AUTHORIZATION=f"Bearer {secret}")
    refusal = client.get("/api/v1/me/")
    assert refusal.status_code == 403  # not among its scopes
    assert "This needs the scope self" in refusal.json()["detail"]
    token.scopes = ["self"]
    ApiToken.objects.filter(pk=token.pk).update(scopes=["self"])
    assert client.get("/api/v1/me/").status_code == 200
    assert page.get("/preferences/tokens/").context["object_list"][0].use.used_at
    assert page.post(f"/preferences/tokens/{token.pk}/revocation/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scopes": ["people:manage"]}, "scopes"),
        ({"scopes": []}, "scopes"),
        ({"expires_on": "2020-01-01"}, "expires_on"),
        ({"expires_on": "9999-12-31"}, "expires_on"),
        ({"expires_on": "0001-01-01"}, "expires_on"),
        ({"name": ""}, "name"),
        ({"name": "x\x00y"}, "name"),
    ],
)
def test_a_wrong_token_is_said_at_its_field(cast: Cast, changes: dict, field: str) -> None:
    response = new_token(signed_in(cast[Role.VIEWER]), **changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not ApiToken.objects.exists()


def test_a_token_of_somebody_else_is_nowhere(cast: Cast) -> None:
    new_token(signed_in(cast[Role.VIEWER]))
    other = signed_in(cast[Role.ADMINISTRATOR])
    assert not other.get("/preferences/tokens/").context["object_list"]
    assert other.post(f"/preferences/tokens/{ApiToken.objects.get().pk}/revocation/").status_code == 404


def test_an_expired_or_foreign_or_malformed_token_is_refused(cast: Cast) -> None:
    secret = new_token(signed_in(cast[Role.VIEWER]), scopes=["self"]).context["secret"]
    ApiToken.objects.update(expires_at=timezone.now())
    for given in (secret, "tdm_unknown", "", "\u00e9", "a b c"):
        response = APIClient(HTTP_AUTHORIZATION=f"Bearer {given}").get("/api/v1/me/")
        assert response.status_code == 401, given
        assert response["Content-Type"] == "application/problem+json"
        assert response["WWW-Authenticate"].startswith("Bearer")
