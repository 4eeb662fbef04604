"""Bad input at the door: a clear problem, never a 500 and never silence."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from tests.cast import Cast

PERSON = {"name": "Olga", "email": "olga@tandem.example", "role": "viewer"}
JSON = "application/json"


def person(**changes: Any) -> bytes:
    return json.dumps({**PERSON, **changes}).encode()


BODIES = {
    "nothing at all": (b"", 400, ""),
    "not JSON": (b"{", 400, "not valid JSON"),
    "a list for an object": (b"[]", 400, "dictionary"),
    "a number for an object": (b"7", 400, "dictionary"),
    "a text for an object": (b'"x"', 400, "dictionary"),
    "null for an object": (b"null", 400, ""),
    "Latin-1": (person().replace(b"Olga", b"J\xfcrgen"), 400, "not UTF-8"),
    "a NUL in a text": (person(name="a\x00b"), 400, "NUL"),
    "a NUL in a key": (b'{"na\\u0000me": 1}', 400, "NUL"),
    "half a surrogate pair": (b'{"name": "\\ud800"}', 400, "surrogate"),
    "a key twice": (b'{"name": "a", "name": "b"}', 400, "twice"),
    "NaN": (b'{"name": NaN}', 400, "NaN"),
    "infinity": (b'{"name": -Infinity}', 400, "Infinity"),
    "51 levels": (b'{"name": ' + b"[" * 51 + b"]" * 51 + b"}", 400, "deeper"),
    "100,000 levels": (b"[" * 100_000, 400, "nested"),
    "a number of 10,000 digits": (b'{"name": ' + b"9" * 10_000 + b"}", 400, "not valid JSON"),
    "an unknown field": (person(admin=True), 400, "admin"),
    "a field missing": (b'{"name": "x", "role": "viewer"}', 400, "email"),
    "an object for a text": (person(name={"a": 1}), 400, "name"),
    "a list for a text": (person(name=["a"]), 400, "name"),
    "a boolean for a text": (person(name=True), 400, "name"),
    "null for a text": (person(name=None), 400, "name"),
    "an empty text": (person(name=""), 400, "name"),
    "white space for a text": (person(name="   "), 400, "name"),
    "a text that is too long": (person(name="x" * 201), 400, "name"),
    "an unknown choice": (person(role="emperor"), 400, "role"),
    "a list for a choice": (person(role=["viewer"]), 400, "role"),
    "an object for a choice": (person(role={}), 400, "role"),
    "a role of the vendor's side": (person(role="vendor_lead"), 400, "role"),
    "not an address": (person(email="olga"), 400, "email"),
    "an address with a line break": (person(email="olga@tandem.example\nBcc: x@y.example"), 400, "email"),
    "an address that is too long": (person(email="o" * 300 + "@tandem.example"), 400, "email"),
    "an address that is taken": (person(email="viewer@tandem.example"), 400, "email"),
    "an unknown zone": (person(time_zone="Mars/Olympus"), 400, "time_zone"),
    "a zone that is a path": (person(time_zone="../../etc/passwd"), 400, "time_zone"),
    "an unknown language": (person(language="xx"), 400, "language"),
    "more than is taken": (b'{"name": "' + b"x" * 6_000_000 + b'"}', 413, "larger"),
}


@pytest.fixture
def administrator(cast: Cast) -> APIClient:
    client = APIClient()
    client.force_authenticate(cast[Role.ADMINISTRATOR])
    return client


def assert_problem(response: Any, status: int, word: str = "") -> None:
    assert response.status_code == status, response.content[:500]
    assert response["Content-Type"] == "application/problem+json"
    members = json.loads(response.content)
    assert {"type", "title", "status", "detail"} <= set(members)
    assert members["status"] == status
    assert word in response.content.decode(), members


@pytest.mark.parametrize("case", BODIES)
def test_a_bad_body_is_a_problem(administrator: APIClient, case: str) -> None:
    body, status, word = BODIES[case]
    before = User.objects.count()
    assert_problem(administrator.post("/api/v1/people/", body, content_type=JSON), status, word)
    assert User.objects.count() == before


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/xml", 415), ("", 415), ("multipart/form-data", 415), ("x", 415)],
)
def test_a_body_of_another_kind_is_415(administrator: APIClient, content_type: str, status: int) -> None:
    response = administrator.generic("POST", "/api/v1/people/", person(), content_type=content_type)
    assert_problem(response, status)


QUERIES = [
    ("colour=red", 400),
    ("order=password", 400),
    ("order=-", 400),
    ("role=emperor", 400),
    ("q=%00", 400),
    ("is_active=%00", 400),
    ("page=0", 404),
    ("page=-1", 400),
    ("page=x", 400),
    ("page=1_0", 400),
    ("page=%D9%A1", 400),  # an Arabic one
    ("page=99999999999999999999999", 404),
    ("page_size=0", 400),
    ("page_size=201", 400),
    ("page_size=-5", 400),
    ("page_size=99999999999999999999", 400),
    ("page_size=%D9%A1", 400),
    ("page_size=", 400),
    ("format=xml", 404),
    ("password__startswith=a", 400),
]


@pytest.mark.parametrize(("query", "status"), QUERIES)
def test_a_bad_query_is_a_problem(administrator: APIClient, query: str, status: int) -> None:
    assert_problem(administrator.get(f"/api/v1/people/?{query}"), status)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "people/1/"),
        ("POST", "people/"),
        ("POST", "people/1/invitation/"),
        ("POST", "notices/reading/"),
        ("GET", "topics/"),
        ("GET", "trail/"),
        ("GET", "me/"),
    ],
)
def test_an_unknown_parameter_is_said_wherever_it_stands(administrator: APIClient, method: str, path: str) -> None:
    assert_problem(administrator.generic(method, f"/api/v1/{path}?colour=red"), 400, "colour")


@pytest.mark.parametrize(
    "path", ["people/999999999/", "people/0/", f"people/{10**17}/", f"people/{10**30}/", "people/x/", "people/1_0/",
             "people/%D9%A1/", "people/1%00/", "people/-1/", "nowhere/", "", "people/1/dance/"]
)  # fmt: skip
def test_an_unknown_address_is_a_problem(administrator: APIClient, path: str) -> None:
    assert_problem(administrator.get(f"/api/v1/{path}"), 404)


@pytest.mark.parametrize(("method", "path"), [("PUT", "people/1/"), ("DELETE", "people/"), ("POST", "people/1/")])
def test_a_method_that_is_not_there_is_405(administrator: APIClient, method: str, path: str) -> None:
    response = administrator.generic(method, f"/api/v1/{path}", b"{}", content_type=JSON, HTTP_IF_MATCH='"1"')
    assert_problem(response, 405)
    assert response["Allow"]


def test_head_and_options_are_answered(administrator: APIClient) -> None:
    assert administrator.head("/api/v1/people/").status_code == 200
    options = administrator.options("/api/v1/people/")
    assert (options.status_code, list(options.json())) == (200, ["name"])


def test_a_session_without_the_csrf_token_is_refused(cast: Cast) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast[Role.ADMINISTRATOR])
    assert_problem(client.post("/api/v1/people/", person(), content_type=JSON), 403, "CSRF")


def test_a_malformed_form_is_a_problem_before_anything_else(cast: Cast) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast[Role.ADMINISTRATOR])
    for body in (b"--x\r\nContent-Disposition: form-data; name=", b"garbage", b""):
        response = client.generic("POST", "/api/v1/people/", body, content_type="multipart/form-data; boundary=x")
        assert response.status_code in {400, 403, 415}
        assert response["Content-Type"] == "application/problem+json"


def test_nobody_is_asked_to_log_in(db: None) -> None:
    response = APIClient().get("/api/v1/people/")
    assert_problem(response, 401)
    assert response["WWW-Authenticate"].startswith("Bearer")


# --- Versions ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("if_match", "status"),
    [(None, 428), ("", 412), ("x", 412), ('"999"', 412), ("*", 412), ('"1_0"', 412), ("-1", 412)],
)
def test_a_change_names_the_version_that_it_was_made_from(
    administrator: APIClient, cast: Cast, if_match: str | None, status: int
) -> None:
    headers = {} if if_match is None else {"If-Match": if_match}
    address = f"/api/v1/people/{cast[Role.VIEWER].pk}/"
    assert_problem(administrator.patch(address, {"role": "evaluator"}, format="json", headers=headers), status)


def test_the_etag_that_was_read_is_the_one_to_send(administrator: APIClient, cast: Cast) -> None:
    address = f"/api/v1/people/{cast[Role.VIEWER].pk}/"
    read = administrator.get(address)
    change = {"role": "evaluator"}
    changed = administrator.patch(address, change, format="json", headers={"If-Match": read["ETag"]})
    assert (changed.status_code, changed.json()["role"]) == (200, "evaluator")
    assert changed["ETag"] != read["ETag"]
    assert_problem(administrator.patch(address, change, format="json", headers={"If-Match": read["ETag"]}), 412)


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_a_value_that_the_database_cannot_hold_is_a_page_with_an_incident(cast: Cast, client: Any) -> None:
    client.force_login(cast[Role.AUDITOR])
    for query in ("q=%00", "page=%00", "order=%00", "role=%00", "page=99999999999999999999", "is_active=x"):
        assert client.get(f"/people/?{query}").status_code in {200, 404}, query
    assert client.get(f"/people/{10**40}/").status_code == 404


@pytest.mark.parametrize("version", ["9" * 5_000, "x", "-1", "١", "1_0"])
def test_a_form_with_a_made_up_version_changes_nothing(cast: Cast, client: Any, version: str) -> None:
    client.force_login(cast[Role.ADMINISTRATOR])
    viewer = cast[Role.VIEWER]
    response = client.post(f"/people/{viewer.pk}/role/", {"role": "evaluator", "version": version})
    assert response.status_code == 422
    viewer.refresh_from_db()
    assert viewer.role == Role.VIEWER


def test_an_unknown_page_names_its_incident(cast: Cast, client: Any) -> None:
    client.force_login(cast[Role.VIEWER])
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert response["X-Incident"] in response.content.decode()


def test_a_stale_form_says_so(cast: Cast) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(cast[Role.VIEWER])
    response = client.post("/preferences/theme/", "theme=dark", content_type="application/x-www-form-urlencoded")
    assert response.status_code == 403
    assert "another session" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/people/", "/nowhere/", "/api/v1/people/", "/api/nowhere/", "/healthz", "/account/login/", "/invitation/x/"],
)
def test_every_answer_carries_the_security_headers(db: None, client: Any, path: str) -> None:
    assert_guarded(client.get(path))


def assert_guarded(response: Any) -> None:
    headers = response.headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]
    assert headers["X-Incident"]


def test_a_wrong_host_gets_the_headers_too(client: Any) -> None:
    response = client.get("/people/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert_guarded(response)


def test_the_redirect_to_https_gets_the_headers_too(client: Any, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/people/")
    assert (response.status_code, response["Location"]) == (301, "https://testserver/people/")
    assert_guarded(response)


@pytest.mark.parametrize("path", ["/people/", "/api/v1/people/"])
def test_our_own_failure_is_an_incident_with_the_headers(
    cast: Cast, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(User, "is_vendor_person", property(lambda person: 1 / 0))
    client = Client(raise_request_exception=False)
    client.force_login(cast[Role.ADMINISTRATOR])
    response = client.get(path)
    assert response.status_code == 500
    assert_guarded(response)
    assert response["X-Incident"] in response.content.decode()


def test_a_static_file_gets_the_headers_too(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "some.css").write_text("body {}")
    settings.STATIC_ROOT = tmp_path
    response = Client().get("/static/some.css")
    assert response.status_code == 200
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
