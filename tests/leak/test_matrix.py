"""The leak matrix: every address, asked for by everybody, about their own record, a foreign one and an unknown one.

A foreign id must answer exactly as an unknown one; nothing of another vendor, and nothing internal, may stand in any
answer to a vendor's people; nobody without the capability gets in; and nothing fails.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator

from accounts.access import granted
from accounts.choices import INTERNAL_ROLES
from accounts.models import User
from outsourcing.health import record_heartbeat
from tests.cast import Cast
from tests.leak.bodies import form_body, schema_body
from tests.leak.doors import UNKNOWN, Door, doors, is_public
from tests.leak.world import World

ANONYMOUS = "nobody"
NOISE = re.compile(r"[0-9a-f]{32}|csrfmiddlewaretoken\" value=\"\w+\"|X-CSRFToken\": \"\w+\"")
CLOSED = {401, 403, 404}
PRECONDITION_REQUIRED = 428


@dataclass
class Stage:
    """Everybody who asks, and the two worlds that they ask about."""

    cast: Cast
    acme: World
    globex: World
    sessions: dict[str, str] = field(default_factory=dict)
    schema: dict[str, Any] = field(default_factory=dict)
    bodies: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: int = 0

    @property
    def vendor_people(self) -> list[tuple[str, User, World, World]]:
        """Each person of a vendor with their own world and the foreign one."""
        cast = self.cast
        return [
            ("acme lead", cast.acme_lead, self.acme, self.globex),
            ("acme member", cast.acme_member, self.acme, self.globex),
            ("globex lead", cast.globex_lead, self.globex, self.acme),
            ("globex member", cast.globex_member, self.globex, self.acme),
        ]

    @property
    def our_people(self) -> list[tuple[str, User]]:
        return [(str(role), self.cast[role]) for role in sorted(INTERNAL_ROLES)]

    def log_in(self) -> None:
        for name, user in [*self.our_people, *[(name, user) for name, user, _own, _foreign in self.vendor_people]]:
            client = Client()
            client.force_login(user)
            self.sessions[name] = client.cookies["sessionid"].value

    def ask(self, who: str, method: str, address: str, body: Any = None) -> "Heard":
        """One cell: asked, and whatever it did undone."""
        self.cells += 1
        client = Client(raise_request_exception=False)
        if who != ANONYMOUS:
            client.cookies["sessionid"] = self.sessions[who]
        is_api = address.startswith("/api/")
        extra = {"headers": {"If-Match": '"1"'}} if is_api and method in {"put", "patch", "delete"} else {}
        payload = {} if method == "get" else {"data": json.dumps(body or {}) if is_api else body or {}}
        if is_api and method != "get":
            payload["content_type"] = "application/json"
        with transaction.atomic():
            response: Any = getattr(client, method)(address, **payload, **extra)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            transaction.set_rollback(True)
        return Heard(
            question=f"{who}: {method.upper()} {address}",
            address=address,
            status=response.status_code,
            text=content.decode("utf-8", "replace"),
            location=response.headers.get("Location", ""),
            error=repr(getattr(response, "exc_info", None)),
        )

    def body(self, door: Door, method: str, world: World) -> Any:
        """What gets past the form of a page, or the serializer of the API."""
        if door.is_api:
            path = door.address.replace("{pk}", "{id}")
            operations = self.schema["paths"].get(path) or self.schema["paths"].get(door.address) or {}
            return schema_body(self.schema, operations.get(method, {}))
        if door.name not in self.bodies:
            self.bodies[door.name] = self._harvest(door, world)
        return self.bodies[door.name]

    def _harvest(self, door: Door, world: World) -> dict[str, str]:
        if "get" not in door.methods:
            return {}
        for who in ("administrator", "manager", f"{world.vendor.legal_name.split()[0].lower()} lead"):
            heard = self.ask(who, "get", door.to(world))
            if heard.status == 200:
                return form_body(heard.text)
        return {}


@dataclass(frozen=True)
class Heard:
    """What was asked, and what came back."""

    question: str
    address: str
    status: int
    text: str
    location: str
    error: str

    @property
    def bare(self) -> tuple[int, str, str]:
        """The answer without what differs every time, nor the address that was asked for."""
        text, location = (part.replace(self.address, "ADDRESS") for part in (NOISE.sub("", self.text), self.location))
        return self.status, text, location

    def holds_no(self, *words: str) -> None:
        for word in words:
            place = self.text.find(word)
            assert place < 0, f"{self.question} shows {word!r}: …{self.text[max(0, place - 200) : place + 100]}…"

    def did_not_fail(self) -> None:
        assert self.status < 500, f"{self.question} answers {self.status}: {self.error}"


@pytest.fixture
def stage(cast: Cast) -> Stage:
    acme, globex = World(cast, cast.acme, "acme"), World(cast, cast.globex, "globex")
    acme.make_everything()
    globex.make_everything()
    made = Stage(cast, acme, globex, schema=SchemaGenerator().get_schema(public=True))
    made.log_in()
    record_heartbeat(now=timezone.now())
    return made


def test_no_address_leaks(stage: Stage, subtests: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for door in doors():
        with subtests.test(door=f"{door.name} {door.address}"):
            _try(door, stage)
    with capsys.disabled():
        print(f"\nleak matrix: {stage.cells:,} cells")  # noqa: T201
    assert stage.cells > 1000


def _try(door: Door, stage: Stage) -> None:
    for method in door.methods:
        _ask_nobody(door, method, stage)
        if is_public(door):
            continue
        for name, user in stage.our_people:
            _ask_ours(door, method, stage, name, user)
        for name, user, own, foreign in stage.vendor_people:
            _ask_a_vendors(door, method, stage, name, user, own, foreign)


def _ask_nobody(door: Door, method: str, stage: Stage) -> None:
    heard = stage.ask(ANONYMOUS, method, door.to(stage.acme), {})
    heard.did_not_fail()
    heard.holds_no("acme-canary", "acme-internal", "globex-canary", "globex-internal")
    if is_public(door):
        return
    at_the_door = heard.status == 302 and "/account/login/" in heard.location
    assert at_the_door or heard.status == 401, f"{heard.question} answers {heard.status}"


def _ask_ours(door: Door, method: str, stage: Stage, name: str, user: User) -> None:
    heard = stage.ask(name, method, door.to(stage.acme), stage.body(door, method, stage.acme))
    heard.did_not_fail()
    if door.needs(method) not in granted(user):
        assert heard.status in CLOSED, f"{heard.question} answers {heard.status} without {door.needs(method)}"


def _ask_a_vendors(door: Door, method: str, stage: Stage, name: str, user: User, own: World, foreign: World) -> None:
    theirs = (foreign.canary, foreign.internal_canary, own.internal_canary, foreign.vendor.legal_name)
    body = stage.body(door, method, own)
    heard = stage.ask(name, method, door.to(own), body)
    heard.did_not_fail()
    heard.holds_no(*theirs)
    if door.needs(method) not in granted(user):
        assert heard.status in CLOSED, f"{heard.question} answers {heard.status} without {door.needs(method)}"
    if not door.names_a_record:
        return
    about_foreign = stage.ask(name, method, door.to(foreign), body)
    about_unknown = stage.ask(name, method, door.to(foreign, UNKNOWN), body)
    about_foreign.holds_no(*theirs)
    assert about_foreign.bare == about_unknown.bare, about_foreign.question
    assert about_foreign.status in {404, 403, 400, 415}, f"{about_foreign.question} answers {about_foreign.status}"
