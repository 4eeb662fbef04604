"""What a filter form says about the list: which filters are set, in words, and the address without each of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet
from django.forms import BaseForm, BoundField, CheckboxInput, ChoiceField, ModelChoiceField
from django.http import QueryDict
from django.utils.translation import gettext as _

from core import formats

SEARCH = "q"
ORDER = "order"
PAGE = "page"


@dataclass(frozen=True)
class Chip:
    """One filter that is set."""

    label: str
    value: str
    without: str
    """The address of the list without this filter, relative to the page."""


def search_field(form: BaseForm) -> BoundField | None:
    """The search box, as an input of that kind, which can be emptied with one touch."""
    if SEARCH not in form.fields:
        return None
    form.fields[SEARCH].widget.input_type = "search"
    return form[SEARCH]


def panel_fields(form: BaseForm) -> list[BoundField]:
    """The filters beside the search box and the order, which have places of their own."""
    return [bound for bound in form if bound.name not in (SEARCH, ORDER) and not bound.is_hidden]


def is_active(form: BaseForm) -> bool:
    """Whether anything is searched or filtered: an empty list then means "nothing matches", not "nothing here"."""
    return any(_is_set(value) for name, value in _cleaned(form).items() if name != ORDER)


def chips_of(form: BaseForm, query: QueryDict) -> list[Chip]:
    """A chip for each filter that is set."""
    cleaned = _cleaned(form)
    shown = [*panel_fields(form), *filter(None, [search_field(form)])]
    return [
        Chip(str(bound.label), _words(bound, cleaned[bound.name]), _without(query, _names_of(bound)))
        for bound in shown
        if _is_set(cleaned.get(bound.name))
    ]


def _cleaned(form: BaseForm) -> dict[str, Any]:
    return form.cleaned_data if form.is_bound and (form.is_valid() or hasattr(form, "cleaned_data")) else {}


def _is_set(value: Any) -> bool:
    if isinstance(value, QuerySet):
        return bool(list(value))
    return value not in (None, "", [], (), False)


def _names_of(bound: BoundField) -> set[str]:
    """The parameters by which a field is given: a range has several."""
    suffixes = [getattr(bound.field.widget, "suffixes", None), getattr(bound.field.widget, "widgets_names", None)]
    ends = {f"_{suffix.strip('_')}" for group in suffixes if group for suffix in group if suffix}
    return {bound.html_name, *(f"{bound.html_name}{end}" for end in ends)}


def _without(query: QueryDict, names: set[str]) -> str:
    rest = query.copy()
    for name in [*names, PAGE]:
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


def _words(bound: BoundField, value: Any) -> str:
    if isinstance(bound.field.widget, CheckboxInput) or value is True:
        return _("yes")
    if isinstance(value, slice):
        return f"{_end(bound, value.start)} – {_end(bound, value.stop)}"
    if isinstance(value, Iterable) and not isinstance(value, str | Model):
        return ", ".join(_one(bound, one) for one in value)
    return _one(bound, value)


def _end(bound: BoundField, value: Any) -> str:
    return "" if value is None else _one(bound, value)


def _one(bound: BoundField, value: Any) -> str:
    if isinstance(bound.field, ChoiceField) and not isinstance(bound.field, ModelChoiceField):
        labels = {str(key): str(label) for key, label in _flat(list(bound.field.choices))}  # type: ignore[arg-type]
        return labels.get(str(value), str(value))
    return formats.day(value) if isinstance(value, date) else str(value)


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
