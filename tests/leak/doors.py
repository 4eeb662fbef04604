"""Every address of the product as the leak matrix tries it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import URLPattern

from accounts.access import PUBLIC
from accounts.checks import OWN_ROOMS, routes
from accounts.models import User
from tests.leak.makers import PARAMETERS, PARENTS, SUBJECTS
from tests.leak.world import World

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*\)")
SAFE = ("get",)
UNSAFE = ("post", "put", "patch", "delete")
UNKNOWN = 999_999_999


@dataclass(frozen=True)
class Door:
    """One route: its address with named gaps, the view behind it and the methods that it has."""

    name: str
    address: str
    view: Any
    methods: tuple[str, ...]
    model: type[Model] | None
    requires: Any

    @property
    def is_api(self) -> bool:
        return self.address.startswith("/api/")

    @property
    def gaps(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.address)

    def subject(self, world: World) -> Any:
        """The record of `world` that the address is about."""
        label = SUBJECTS.get(self.name)
        model = world.model(label) if label else self.model
        assert model is not None, f"tests.leak.makers.SUBJECTS should say which record the address {self.name!r} names."
        return world.lead if model is User else world[model]

    def to(self, world: World, pk: Any = None) -> str:
        """The address of `world`'s record, or of `pk` in its place."""
        return self.address.format(**{gap: self._filled(gap, world, pk) for gap in self.gaps})

    def _filled(self, gap: str, world: World, pk: Any) -> Any:
        if gap == "pk" or gap in PARENTS:
            if pk is not None:
                return pk
            return self.subject(world).pk if gap == "pk" else world[world.model(PARENTS[gap])].pk
        assert gap in PARAMETERS, f"tests.leak.makers.PARAMETERS should fill {gap!r} in {self.address}."
        return PARAMETERS[gap](world)

    @property
    def names_a_record(self) -> bool:
        return any(gap == "pk" or gap in PARENTS for gap in self.gaps)

    def needs(self, method: str) -> Any:
        """The capability behind `method`."""
        if isinstance(self.requires, dict):
            return self.requires[self.view.actions[method]]
        return self.requires


def doors() -> list[Door]:
    """The product's own addresses; a library's pages are tried by tests.accounts."""
    return list(_doors())


def _doors() -> Iterator[Door]:
    for route, pattern in routes():
        view = pattern.callback
        if view.__module__.partition(".")[0] in OWN_ROOMS:
            yield _door(route, pattern, view)


def _door(route: str, pattern: URLPattern, view: Any) -> Door:
    view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
    given = getattr(view, "view_initkwargs", None) or getattr(view, "initkwargs", {})
    return Door(
        name=pattern.name or route,
        address="/"
        + PARAMETER.sub(lambda gap: "{" + (gap[1] or gap[2]) + "}", route.replace("^", "").replace("$", "")),
        view=view,
        methods=_methods(view, view_class),
        model=given.get("model") or getattr(view_class, "model", None),
        requires=given.get("requires") or getattr(view_class or view, "requires", None),
    )


def _methods(view: Any, view_class: Any) -> tuple[str, ...]:
    actions = getattr(view, "actions", None)
    if actions:
        return tuple(method for method in (*SAFE, *UNSAFE) if method in actions)
    if view_class is None:
        return SAFE
    return tuple(m for m in (*SAFE, *UNSAFE) if m in view_class.http_method_names and hasattr(view_class, m))


def is_public(door: Door) -> bool:
    return door.requires == PUBLIC
