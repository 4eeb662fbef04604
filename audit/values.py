"""What a changed field held, in words: choice labels, names in place of ids, dates as the reader writes them."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DateField, DateTimeField, DecimalField, Field, ForeignKey, Model
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from core import formats

LONGEST = 300
UNTOLD = frozenset({"id", "version"})
"""Columns that say nothing to a person."""

NAMING = ("legal_name", "name", "title", "statement", "activity", "text")
"""Fields by which a row is known, the best first."""


@dataclass(frozen=True)
class FieldChange:
    """A field whose value changed, as the database holds both."""

    field: "Field[Any, Any]"
    before: Any
    after: Any


def changed_fields(model: type[Model], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[FieldChange]:
    """The fields of `model` that differ and mean something to people, in the model's order."""
    told = [field for field in _told(model) if str(field.column) in after]
    changes = [FieldChange(field, before.get(str(field.column)), after.get(str(field.column))) for field in told]
    return [change for change in changes if change.before != change.after]


def _told(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field.editable and field.column not in UNTOLD]


def label_of(field: "Field[Any, Any]") -> str:
    return str(capfirst(field.verbose_name))


def name_in(model: type[Model], data: Mapping[str, Any]) -> str:
    """What a row is called, from its own columns; empty where it has no name."""
    column = _name_field(model)
    return Truncator(str(data.get(column) or "")).chars(80) if column else ""


class Names:
    """The names behind foreign keys, read with one query for each model that is pointed to."""

    def __init__(self, changes: Iterable[FieldChange], *, reader: User) -> None:
        wanted: dict[type[Model], set[Any]] = {}
        for change in changes:
            if isinstance(change.field, ForeignKey):
                ids = {value for value in (change.before, change.after) if value is not None}
                wanted.setdefault(change.field.related_model, set()).update(ids)
        self._names = {model: _names(model, ids, reader) for model, ids in wanted.items()}

    def words(self, field: "Field[Any, Any]", value: Any) -> str:
        """`value` of `field` as a person reads it; empty where there is none."""
        if isinstance(field, ForeignKey) and value is not None:
            return self._names.get(field.related_model, {}).get(value) or f"#{value}"
        return _words(field, value)


def _names(model: type[Model], ids: set[Any], reader: User) -> dict[Any, str]:
    """Names of the rows that the reader may see; the others stay numbers."""
    column = _name_field(model)
    if column is None or not ids:
        return {}
    rows = model._default_manager.all()
    visible = rows.visible_to(reader) if hasattr(rows, "visible_to") else rows
    named = visible.filter(pk__in=ids).values_list("pk", column)
    return {pk: Truncator(str(name)).chars(80) for pk, name in named}


def _name_field(model: type[Model]) -> str | None:
    names = {field.name for field in model._meta.concrete_fields}
    return next((name for name in NAMING if name in names), None)


def _words(field: "Field[Any, Any]", value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, DateTimeField):
        return formats.minute(datetime.fromisoformat(value), zone=True)
    if isinstance(field, DateField):
        return formats.day(date.fromisoformat(value))
    if isinstance(field, DecimalField):
        return formats.number(Decimal(str(value)))
    return Truncator(_plain(value)).chars(LONGEST)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
