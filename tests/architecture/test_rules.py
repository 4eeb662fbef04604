"""What the house promises of its code, held by reading it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import checks
from django.db import connection, models
from rest_framework import serializers as drf

from accounts import serializers as strict
from accounts.access import INTERNAL, OPEN, OWN
from accounts.api import ScopedViewSet
from accounts.checks import OWN_ROOMS, every_record_has_its_road, every_route_says_what_it_requires, routes
from accounts.models import ScopedModel
from accounts.pages import Page

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (*OWN_ROOMS, "core")
DOORS = ("views", "api", "forms", "person_api.py", "person_forms.py", "api.py", "forms.py", "serializers.py")
# A function or a file may be long where its matter is one; beyond these it is to be taken apart.
LONGEST_FUNCTION, LONGEST_FILE, LONGEST_TEMPLATE = 80, 800, 250
STRICT = {
    drf.IntegerField,
    drf.DecimalField,
    drf.DateField,
    drf.DateTimeField,
    drf.PrimaryKeyRelatedField,
    drf.FloatField,
}
MODELS = [model for model in apps.get_models() if issubclass(model, ScopedModel)]


def sources() -> Iterator[Path]:
    for room in ROOMS:
        yield from (
            path
            for path in sorted((ROOT / room).rglob("*.py"))
            if "migrations" not in path.parts and "node_modules" not in path.parts
        )


def places(node: ast.AST, path: Path) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def is_door(path: Path) -> bool:
    inside = path.relative_to(ROOT).parts
    return inside[0] == "portal" or inside[1] in DOORS


def test_doors_touch_no_bare_manager() -> None:
    """Pages, API and forms reach rows through the bases, which apply the access rule.

    A field's `queryset=` is narrowed by its base: tests.leak.test_bodies tries each.
    """
    bare = []
    for path in filter(is_door, sources()):
        tree = ast.parse(path.read_text())
        narrowed = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg == "queryset"
            for inner in ast.walk(node.value)
        }
        bare += [
            places(node, path)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "objects" and id(node) not in narrowed
        ]
    assert not bare


def test_nothing_is_imported_inside_a_function() -> None:
    """Start-up registration in `AppConfig.ready()` aside, and the launcher, which runs before anything is installed."""
    hidden = [
        places(inner, path)
        for path in sources()
        if path.name != "apps.py" and "launcher" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_functions_files_and_templates_stay_readable() -> None:
    long = [
        f"{places(node, path)} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    long += [
        f"{path.relative_to(ROOT)} is long" for path in sources() if len(path.read_text().splitlines()) > LONGEST_FILE
    ]
    long += [
        f"{path.relative_to(ROOT)} is long"
        for path in (ROOT / "templates").rglob("*.html")
        if len(path.read_text().splitlines()) > LONGEST_TEMPLATE
    ]
    assert not long


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_road_resolves(model: Any) -> None:
    """As a lookup: to a vendor's id, to the owner, to the team."""
    if isinstance(model.vendor_path, str):
        assert _end_of(model, model.vendor_path)._meta.label == "vendors.Vendor"
        model._default_manager.filter(model.vendor_sees)
    else:
        assert model.vendor_path in {INTERNAL, OPEN, OWN}
    if model.vendor_path is OWN:
        assert _end_of(model, model.owner_path)._meta.label == "accounts.User"
    if model.team_path is not None:
        assert _end_of(model, model.team_path)._meta.label == "accounts.User"


def _end_of(model: Any, path: str) -> Any:
    for step in path.split("__"):
        if step != "pk":
            model = model._meta.get_field(step).related_model
    return model


# Rows that are their own history (a further revision, a next state with its time), bookkeeping of the machinery, or one
# person's taste in notices, which is nobody else's matter.
UNTRACKED = {
    "kpis.BatchShare",
    "kpis.BreachMiss",
    "kpis.EvaluationFailure",
    "kpis.Measurement",
    "kpis.MeasurementBatch",
    "kpis.MeasurementImport",
    "kpis.PeriodResult",
    "kpis.StatusChange",
    "notifications.Delivery",
    "notifications.DeliveryAttempt",
    "notifications.Message",
    "notifications.Mute",
    "notifications.Notice",
}


def test_every_record_keeps_its_history() -> None:
    tracked = {model.pgh_tracked_model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    assert {model._meta.label for model in MODELS if model not in tracked} == UNTRACKED, "use core.history.tracked"


def test_no_secret_is_copied_into_the_history() -> None:
    secret = re.compile(r"password|digest|secret|sealed", re.IGNORECASE)
    copied = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__name__.endswith("Event")
        for field in model._meta.concrete_fields
        if secret.search(field.name)
    ]
    assert not copied


def test_every_route_declares_what_it_requires_and_every_record_its_road() -> None:
    assert not every_route_says_what_it_requires()
    assert not every_record_has_its_road()
    assert not [issue for issue in checks.run_checks() if issue.level >= checks.ERROR]


def test_every_address_is_built_on_the_bases() -> None:
    """A view that is not would apply neither the capability nor the access rule."""
    astray = []
    for route, pattern in routes():
        view = pattern.callback
        if view.__module__.partition(".")[0] not in OWN_ROOMS:
            continue
        view_class = getattr(view, "cls", None) or getattr(view, "view_class", None)
        requires = getattr(view_class or view, "requires", None)
        if requires == "public" or (isinstance(view_class, type) and issubclass(view_class, Page | ScopedViewSet)):
            continue
        if isinstance(requires, dict) and set(view.actions) <= {"get", "head"}:
            continue  # the API's permission class holds it to that, and it changes nothing
        astray.append(route)
    assert set(astray) <= {"api/v1/schema/", "api/v1/docs/"}  # drf-spectacular's, for people who are signed in


def test_serializers_use_the_strict_fields() -> None:
    """Stock fields read Arabic digits, `1_0` and years that no time zone can hold."""
    loose = [
        f"{serializer.__module__}.{serializer.__name__}.{name}"
        for serializer in _ours(drf.Serializer)
        for name, field in serializer._declared_fields.items()
        for one in (field, getattr(field, "child", None), getattr(field, "child_relation", None))
        if type(one) in STRICT and not one.read_only
    ]
    assert not loose, "take the field of that name from accounts.serializers"
    inputs = [each for each in _ours(drf.Serializer) if each.__name__.endswith("Input")]
    assert all(issubclass(each, strict.RefusesUnknownFields) for each in inputs)


def _ours(base: type) -> Iterator[Any]:
    for below in base.__subclasses__():
        if below.__module__.partition(".")[0] in OWN_ROOMS:
            yield below
        yield from _ours(below)


def test_templates_hold_no_inline_style_or_script() -> None:
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        for match in inline.finditer(path.read_text())
    ]
    assert not found


def test_every_word_of_a_template_can_be_translated() -> None:
    """What is left of a template without tags, variables and comments holds no word; names of the product aside."""
    found = {}
    for path in (ROOT / "templates").rglob("*.html"):
        words = [word for word in _bare_words(path.read_text()) if word not in {"Tandem", "Authorization", "Bearer"}]
        if words:
            found[str(path.relative_to(ROOT))] = words
    assert not found


CODE = [
    r"{%\s*comment.*?endcomment\s*%}",
    r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}",
    r"{#.*?#}",
    r"{%.*?%}",
    r"{{.*?}}",
    r"<(?:code|kbd|svg|script|pre|samp)\b.*?</(?:code|kbd|svg|script|pre|samp)>",
    r"<!--.*?-->",
    r"<[^>]*>",
    r"&\w+;",
]


def _bare_words(text: str) -> list[str]:
    for pattern in CODE:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return re.findall(r"[A-Za-z]{3,}", text)


@pytest.mark.django_db
def test_psycopg2_is_the_driver() -> None:
    """Django takes psycopg 3 in silence where it can be imported."""
    connection.ensure_connection()
    assert type(connection.connection).__module__.startswith("psycopg2")


def test_no_number_is_a_float() -> None:
    assert not [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FloatField)
    ]
