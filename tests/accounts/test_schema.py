"""The API describes itself, and its documentation needs nothing from elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Page

from accounts.choices import Role
from tests.cast import Cast


def test_the_description_is_valid_and_complete(tmp_path: Path) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yml"))


def test_every_post_takes_an_idempotency_key_and_every_change_a_version(client: Client, cast: Cast) -> None:
    client.force_login(cast[Role.VIEWER])
    paths = client.get("/api/v1/schema/?format=json").json()["paths"]
    for operations in paths.values():
        for method, operation in operations.items():
            headers = {one["name"] for one in operation.get("parameters", []) if one["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method == "post")
            assert ("If-Match" in headers) == (method in {"put", "patch", "delete"})
            assert "application/problem+json" in operation["responses"]["401"]["content"]


def test_only_people_who_are_signed_in_read_it(db: None, client: Client) -> None:
    assert client.get("/api/v1/schema/").status_code == 401


def test_who_opens_the_documentation_is_asked_to_log_in_first(db: None, client: Client) -> None:
    assert client.get("/api/v1/docs/").headers["Location"] == "/account/login/?next=/api/v1/docs/"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_documentation_is_drawn_under_the_content_policy(page: Page, live_server: Any, cast: Cast) -> None:
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    client = Client()
    client.force_login(cast[Role.VIEWER])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto(f"{live_server.url}/api/v1/docs/")
    page.get_by_text("Tandem API").wait_for()
    page.locator(".opblock-get").first.wait_for()
    assert not [said for said in complaints if "Content Security Policy" in said or "Refused" in said], complaints
    assert all(url.startswith((live_server.url, "data:", "blob:")) for url in asked)
