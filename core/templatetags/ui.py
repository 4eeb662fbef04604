"""Tags and filters of the interface, built in to every template. docs/design.md shows each with an example."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import tablericons
from django import template
from django.core.paginator import Page
from django.db.models import Model
from django.forms import BaseForm, BoundField
from django.http import HttpRequest, QueryDict
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core import formats
from core.filtering import ORDER, PAGE, Chip, chips_of, is_active, panel_fields, search_field
from core.forms import ShownGroup, shown_groups
from core.money import Money

register = template.Library()

# The shape that goes with a tone, so that colour never carries a meaning alone.
TONE_ICONS: Mapping[str, str] = {
    "ok": "circle-check",
    "watch": "alert-triangle",
    "bad": "alert-octagon",
    "info": "progress",
    "done": "circle-check-filled",
    "neutral": "circle-dashed",
}


# --- Words and numbers ----------------------------------------------------------------------------------------------


@register.filter
def number(value: Any, places: int | None = None) -> str:
    """`{{ result.value|number:2 }}`: grouped and rounded half away from zero, in the reader's format."""
    if value is None or value == "":
        return formats.NOTHING
    try:
        return formats.number(Decimal(str(value)), places)
    except InvalidOperation:
        return str(value)


@register.filter
def money(value: Any, currency: str = "") -> str:
    """`{{ credit|money }}` of a Money, `{{ contract.annual_value|money:contract.currency }}` of an amount."""
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, Money):
        return formats.money(value.amount, value.currency)
    return formats.money(Decimal(value), currency)


@register.filter
def localdate(value: date | datetime | None) -> str:
    """`{{ contract.renews_on|localdate }}`: 5 Mar 2026."""
    if not value:
        return formats.NOTHING
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.day(value))


@register.filter
def localminute(value: datetime | None) -> str:
    """`{{ event.at|localminute }}`: 5 Mar 2026, 14:30, in the reader's time zone."""
    return _time(value, zone=False)


@register.filter
def localtime_tz(value: datetime | None) -> str:
    """`{{ deadline_at|localtime_tz }}`: 5 Mar 2026, 14:30 CET; wherever two zones could be meant."""
    return _time(value, zone=True)


def _time(value: datetime | None, *, zone: bool) -> str:
    if not value:
        return formats.NOTHING
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), formats.minute(value, zone=zone))


# --- Small parts ----------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """`{% icon "calendar" %}` of Tabler's set, or its `-filled` twin; hidden from readers unless it has a `label`."""
    return _drawn(str(name), str(label))


@lru_cache(maxsize=512)
def _drawn(name: str, label: str) -> SafeString:
    kind = "filled" if name.endswith("-filled") else "outline"
    attributes = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    drawn = tablericons._render_icon(f"{kind}/{name.removesuffix('-filled')}", None, **{"class": "icon"}, **attributes)
    return mark_safe(drawn)  # noqa: S308  (drawn by ElementTree, which escapes the label)


@register.inclusion_tag("components/status.html")
def status(tone: str, label: Any, shape: str = "") -> dict[str, Any]:
    """`{% status "bad" _("Overdue") %}`: word, shape and colour. Tones: ok, watch, bad, info, done, neutral."""
    known = tone if tone in TONE_ICONS else "neutral"
    return {"tone": known, "label": label, "shape": shape or TONE_ICONS[known]}


@register.inclusion_tag("components/status.html")
def status_of(record: Model, field: str) -> dict[str, Any]:
    """`{% status_of project "state" %}`: the field's label, with the tone that the model's `tones` give its value."""
    tones: Mapping[str, Mapping[str, str]] = getattr(record, "tones", {})
    tone = tones.get(field, {}).get(getattr(record, field), "neutral")
    label = getattr(record, f"get_{field}_display")()
    return {"tone": tone, "label": label, "shape": TONE_ICONS[tone]}


@register.filter
def tone_icon(tone: str) -> str:
    """The shape of a tone, for components that draw it themselves."""
    return TONE_ICONS.get(tone, TONE_ICONS["neutral"])


# --- Addresses ------------------------------------------------------------------------------------------------------


def _query(context: Context, **changes: str | None) -> str:
    """This page's query string with `changes`; None leaves a parameter out. A changed list starts on its first page."""
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query.pop(PAGE, None)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, field: str, label: str, kind: str = "") -> dict[str, Any]:
    """`{% sort_header "name" _("Name") %}`: a column heading that orders the list by `field`, then the other way.

    `kind="number"` for figures. The list orders itself by the parameter `order` (django-filter's OrderingFilter).
    """
    request: HttpRequest | None = context.get("request")
    now = request.GET.get(ORDER, "") if request else ""
    direction = {field: "ascending", f"-{field}": "descending"}.get(now, "")
    following = f"-{field}" if direction == "ascending" else field
    url = _query(context, **{ORDER: following})
    return {"label": label, "direction": direction, "url": url, "kind": kind}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """`{% pagination page_obj %}`: first, neighbours, last; says which rows these are."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(one, _query(context, **{PAGE: str(one)})) for one in numbers]
    before = _query(context, **{PAGE: str(page.number - 1)}) if page.has_previous() else ""
    after = _query(context, **{PAGE: str(page.number + 1)}) if page.has_next() else ""
    return {"page": page, "links": links, "before": before, "after": after, "gap": page.paginator.ELLIPSIS}


@register.inclusion_tag("components/pagination_keyset.html", takes_context=True)
def pagination_keyset(context: Context, before: str = "", after: str = "") -> dict[str, Any]:
    """`{% pagination_keyset after=cursor %}` for lists too long to count: newer and older, no page numbers."""
    return {
        "before": _query(context, before=before, after=None) if before else "",
        "after": _query(context, after=after, before=None) if after else "",
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: Context, filterset: Any, count: int | None = None, target: str = "results") -> dict[str, Any]:
    """`{% filter_bar filterset count=paginator.count %}`: search, filters, and what is filtered as removable chips.

    A filter named `q` is the search box. The list stands in an element with the id `target`, which htmx swaps.
    """
    form = filterset.form
    request: HttpRequest | None = context.get("request")
    chips: list[Chip] = chips_of(form, request.GET if request else QueryDict())
    return {
        "form": form,
        "search": search_field(form),
        "fields": panel_fields(form),
        "chips": chips,
        "active": is_active(form),
        "clear_url": request.path if request else "?",
        "order": request.GET.get(ORDER, "") if request else "",
        "count": count,
        "target": target,
    }


# --- Forms ----------------------------------------------------------------------------------------------------------

WIDGET_CLASSES: Mapping[str, str] = {
    "checkbox": "form-check-input",
    "radio": "form-check-input",
    "select": "form-select",
    "hidden": "",
}


@register.simple_tag
def widget(field: BoundField, **attributes: str) -> SafeString:
    """`{% widget form.name autocomplete="name" %}`: the input alone, dressed; attributes' `_` become `-`."""
    kind = getattr(field.field.widget, "input_type", "") or ""
    dress = WIDGET_CLASSES.get(kind, "form-control")
    own = field.field.widget.attrs.get("class", "")
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    return field.as_widget(attrs={"class": f"{dress} {own}".strip(), **given})


@register.filter
def attrs(field: BoundField, pairs: str) -> SafeString:
    """`{{ form.email|attrs:"autocomplete=email,inputmode=email" }}`: the input with more attributes."""
    given = dict(pair.split("=", 1) for pair in pairs.split(",") if "=" in pair)
    return widget(field, **given)


@register.filter
def field_groups(form: BaseForm) -> list[ShownGroup]:
    """The fields of a form as its `groups` say, for components/form_fields.html."""
    return list(shown_groups(form))


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, label: str = "", help_text: str = "") -> dict[str, Any]:
    """`{% field form.email %}`: label, input, help and errors of one field."""
    return {"field": bound, "label": label or bound.label, "help_text": help_text or bound.help_text}


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """`{% form_errors form %}`: everything that is wrong, on top, with links to the fields."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors]}


@register.inclusion_tag("components/form_actions.html")
def form_actions(submit: str = "", cancel: str = "", tone: str = "primary") -> dict[str, Any]:
    """`{% form_actions submit=_("Save") cancel=record.get_absolute_url %}`: the button and the way back."""
    return {"submit": submit or _("Save"), "cancel": cancel, "tone": tone}


@register.inclusion_tag("components/form.html", takes_context=True)
def post_form(
    context: Context,
    form: BaseForm,
    *,
    submit: str = "",
    cancel: str = "",
    action: str = "",
    record: Any = None,
    extra: str = "",
    note: bool = True,
) -> dict[str, Any]:
    """`{% post_form form submit=_("Save") cancel=back_url record=record %}`: a whole form.

    With a `record` its version goes along, so that a change made meanwhile by somebody else is not overwritten.
    `extra` is markup of more hidden fields; `note=False` leaves out the explanation of the star.
    """
    return {
        "form": form,
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "record": record,
        "extra": extra,
        "note": note,
        "csrf_token": context.get("csrf_token"),
    }


# --- Components with a body -----------------------------------------------------------------------------------------


def _component(context: Context, name: str, **props: Any) -> SafeString:
    assert context.template is not None
    return context.template.engine.get_template(f"components/{name}.html").render(context.new(props))


@register.simple_block_tag(takes_context=True)
def card(
    context: Context,
    content: str,
    *,
    heading: str = "",
    lead: str = "",
    id: str = "",
    flush: bool = False,
    link: str = "",
    link_label: str = "",
) -> SafeString:
    """`{% card heading=_("Goals") %}…{% endcard %}`: a panel; `flush` where a table fills it to its edges."""
    props = {"heading": heading, "lead": lead, "id": id, "flush": flush, "link": link, "link_label": link_label}
    return _component(context, "card", content=content, **props)


@register.simple_block_tag(takes_context=True)
def callout(context: Context, content: str, tone: str = "info", title: str = "") -> SafeString:
    """`{% callout tone="watch" title=_("Not yet signed") %}…{% endcallout %}`: a remark beside the matter."""
    return _component(context, "callout", content=content, tone=tone, title=title, shape=TONE_ICONS[tone])


@register.simple_block_tag(takes_context=True)
def datatable(
    context: Context, content: str, *, label: str, cards: bool = False, wide: bool = False, id: str = ""
) -> SafeString:
    """`{% datatable label=_("Vendors") %}<thead>…<tbody>…{% enddatatable %}`.

    `cards` turns rows into cards on a narrow screen; then each `<td>` carries `data-label`.
    `wide` for many columns: the table scrolls inside its frame.
    """
    return _component(context, "datatable", content=content, label=label, cards=cards, wide=wide, id=id)


@register.simple_block_tag(takes_context=True)
def facts(context: Context, content: str, stacked: bool = False) -> SafeString:
    """`{% facts %}<dt>…</dt><dd>…</dd>{% endfacts %}`: a definition list; `stacked` in narrow columns."""
    return _component(context, "facts", content=content, stacked=stacked)
