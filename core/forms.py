"""How Django draws a form when it is asked to: with our components, in groups where the form states them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.forms import BaseForm, BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.functional import Promise


class Renderer(TemplatesSetting):
    """settings.FORM_RENDERER: `{{ form }}` and `{{ form.name.as_field_group }}` come out of templates/components."""

    form_template_name = "components/form_fields.html"
    field_template_name = "components/field_group.html"


@dataclass(frozen=True)
class Group:
    """Fields of a form that belong together, under a legend.

    `rows` names them from top to bottom; a tuple stands side by side where there is room. A form states its
    `groups`; its fields that are in none come first.
    """

    legend: str | Promise
    rows: tuple[str | tuple[str, ...], ...]
    help_text: str | Promise = ""


@dataclass(frozen=True)
class ShownGroup:
    """A group as components/form_fields.html draws it."""

    legend: str | Promise
    help_text: str | Promise
    rows: list[list[BoundField]]


def shown_groups(form: BaseForm) -> Iterator[ShownGroup]:
    """The fields of `form` in its groups, each field once; names that this form does not have are passed over."""
    groups: tuple[Group, ...] = getattr(form, "groups", ())
    placed = {name for group in groups for row in group.rows for name in _names(row)}
    first = [[bound] for bound in form if bound.name not in placed]
    if first:
        yield ShownGroup("", "", first)
    for group in groups:
        rows = [[form[name] for name in _names(row) if name in form.fields] for row in group.rows]
        if any(rows):
            yield ShownGroup(group.legend, group.help_text, [row for row in rows if row])


def _names(row: str | tuple[str, ...]) -> tuple[str, ...]:
    return (row,) if isinstance(row, str) else row
