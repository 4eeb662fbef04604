"""Who did what, when, why, and what it was before: row events and their contexts read back as one trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.access import INTERNAL, OWN
from accounts.models import ScopedModel, User
from audit.queries import Act, ActFilter, EventRow, Part, acts, events_of_acts, events_of_record, parts_of
from audit.values import FieldChange, Names, changed_fields, label_of, name_in

PAGE_OF_ACTS = 50
EVENTS_OF_A_RECORD = 200


@dataclass(frozen=True)
class Change:
    """A value that changed, in words. Without `before` it is new."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Touched:
    """A record that an act added, changed or removed."""

    kind: str
    name: str
    what: str
    url: str
    changes: Sequence[Change]
    is_new: bool = False
    hidden: bool = False
    """It changed, but what it holds is another person's."""


@dataclass(frozen=True)
class Entry:
    """One act: `who` did `verb`, at an instant, because of `reason`."""

    key: str
    at: datetime
    who: str
    verb: str
    reason: str
    touched: Sequence[Touched]
    more: int = 0
    """How many records it touched beside those shown."""
    by_person: bool = True
    changes: Sequence[Change] = field(default=())
    """Every change in one list, for the history of one record."""

    @property
    def why(self) -> str:
        return self.reason

    @property
    def icon(self) -> str:
        return "" if self.by_person else "settings"

    @property
    def cursor(self) -> str:
        """Where the next page begins."""
        return f"{self.at.isoformat()}~{self.key}"


class BadCursor(ValueError):
    """What should say where a page begins does not."""


def position(cursor: str) -> tuple[datetime, str]:
    """The instant and key in a cursor. Raises BadCursor."""
    at, tilde, key = cursor.partition("~")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError as error:
        raise BadCursor(cursor) from error
    if not tilde or instant.tzinfo is None or "\x00" in key:
        raise BadCursor(cursor)
    return instant, key


def trail(wanted: ActFilter, *, reader: User, after: str = "") -> tuple[list[Entry], str]:
    """A page of everything that was done, newest first, and the cursor of the next page ("" on the last).

    `reader` holds READ_TRAIL. Of what belongs to one person alone it tells that it changed, not what it holds.
    """
    found = acts(wanted, before=position(after) if after else None, limit=PAGE_OF_ACTS + 1)
    shown = found[:PAGE_OF_ACTS]
    entries = _entries(shown, events_of_acts(shown), reader=reader)
    return entries, entries[-1].cursor if len(found) > PAGE_OF_ACTS else ""


def trail_of(record: ScopedModel, *, reader: User) -> list[Entry]:
    """The latest part of a record's history; `history_of` reads on."""
    return history_of(record, reader=reader)[0]


def history_of(record: ScopedModel, *, reader: User, before: datetime | None = None) -> tuple[list[Entry], str]:
    """The history of one record that `reader` may see, and of the rows that are part of it, newest first.

    Also where the next page begins, an instant in ISO format; "" on the last. Parts that `reader` may not see are left
    out. A vendor's person reads what changed and when; our side's words about it (verb, reason, name) stay inside.
    """
    events = events_of_record(
        type(record), record.pk, _visible_parts(record, reader), before=before, limit=EVENTS_OF_A_RECORD
    )
    is_cut = len(events) == EVENTS_OF_A_RECORD
    if is_cut:  # the oldest act may be cut in two: it begins the next page
        events = [event for event in events if event.act != events[-1].act] or events
    in_order = {event.act: Act(event.act, event.at, event.context) for event in events}
    entries = _entries(list(in_order.values()), events[::-1], reader=reader, about=record)
    older = events[-1].at.isoformat() if is_cut else ""
    return [_for_vendor(entry) if reader.is_vendor_person else entry for entry in entries], older


def _visible_parts(record: ScopedModel, reader: User) -> list[Part]:
    parts = []
    for part in parts_of(type(record)):
        road = part.model.vendor_path  # type: ignore[attr-defined]
        if road is OWN or (reader.is_vendor_person and road is INTERNAL):
            continue
        if reader.is_vendor_person:
            rows = part.model._default_manager.visible_to(reader)  # type: ignore[attr-defined]
            visible = rows.filter(**{part.column: record.pk}).values_list("pk", flat=True)
            parts.append(Part(part.model, part.column, list(visible)))
        else:
            parts.append(part)
    return parts


def _entries(
    shown: Sequence[Act], events: Sequence[EventRow], *, reader: User, about: ScopedModel | None = None
) -> list[Entry]:
    by_act: dict[str, list[EventRow]] = {}
    for event in events:
        by_act.setdefault(event.act, []).append(event)
    changed = {id(event): _changes(event) for event in events}
    names = Names((change for some in changed.values() for change in some), reader=reader)
    people = _people(shown)
    return [_entry(act, by_act.get(act.key, []), changed, names, people, reader=reader, about=about) for act in shown]


def _changes(event: EventRow) -> list[FieldChange]:
    if event.kind == "delete":
        return []
    return changed_fields(event.model, event.before if event.kind == "update" else {}, event.data)


def _entry(
    act: Act,
    events: Sequence[EventRow],
    changed: dict[int, list[FieldChange]],
    names: Names,
    people: dict[int, str],
    *,
    reader: User,
    about: ScopedModel | None,
) -> Entry:
    touched = [_touched(event, changed[id(event)], names, reader) for event in events]
    who, verb, by_person = _said(act, people)
    rows_of_model = {event.model: event.count for event in events}
    changes: list[Change] = []
    if about is not None:
        for event, one in zip(events, touched, strict=True):
            own = event.model is type(about) and event.pk == about.pk
            changes += one.changes if own and event.kind == "update" else [] if own else [_as_one(one)]
    return Entry(
        key=act.key,
        at=act.at,
        who=who,
        verb=verb,
        reason=str(act.context.get("reason") or ""),
        touched=touched,
        more=max(0, sum(rows_of_model.values()) - len(events)) if about is None else 0,
        by_person=by_person,
        changes=changes,
    )


def _said(act: Act, people: dict[int, str]) -> tuple[str, str, bool]:
    """Who did what, in words, and whether it was a person."""
    verb = act.context.get("verb")
    if not verb:
        return _("Somebody unnamed"), _("changed this around the product"), False
    who = act.context.get("user")
    if who is None:
        return _("Tandem"), _(verb), False
    return people.get(who) or _("A person no longer known"), _(verb), True


def _people(shown: Iterable[Act]) -> dict[int, str]:
    ids = {act.context["user"] for act in shown if act.context.get("user") is not None}
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))


def _touched(event: EventRow, changes: Sequence[FieldChange], names: Names, reader: User) -> Touched:
    what = {"insert": _("added"), "delete": _("removed")}.get(event.kind, _("changed"))
    kind = str(capfirst(event.model._meta.verbose_name))
    if not _may_read(event, reader):
        return Touched(kind, "", what, "", (), hidden=True)
    return Touched(
        kind=kind,
        name=name_in(event.model, event.data),
        what=what,
        url=_url(event),
        is_new=event.kind == "insert",
        changes=[
            Change(
                label_of(change.field),
                names.words(change.field, change.before),
                names.words(change.field, change.after),
            )
            for change in changes
            if event.kind != "insert" or change.after not in (None, "", [], {})
        ],
    )


def _may_read(event: EventRow, reader: User) -> bool:
    """Internal readers read every row, save what belongs to one other person."""
    model: Any = event.model
    return model.vendor_path is not OWN or event.data.get(f"{model.owner_path}_id") == reader.pk


def _url(event: EventRow) -> str:
    """The record's own page, where its address follows from its key alone."""
    if event.kind == "delete" or not hasattr(event.model, "get_absolute_url"):
        return ""
    try:
        return str(event.model(pk=event.pk).get_absolute_url())  # type: ignore[attr-defined]
    except (NoReverseMatch, AttributeError, ValueError):
        return ""


def _as_one(touched: Touched) -> Change:
    """A part of a record, told in one line of the record's history."""
    named = f"{touched.kind} “{touched.name}”" if touched.name else touched.kind
    if touched.what != _("changed"):
        return Change(named, "", touched.what)
    before = "; ".join(f"{change.label}: {change.before or _('empty')}" for change in touched.changes)
    after = "; ".join(f"{change.label}: {change.after or _('empty')}" for change in touched.changes)
    return Change(named, before, after or touched.what)


def _for_vendor(entry: Entry) -> Entry:
    return Entry(
        key=entry.key,
        at=entry.at,
        who=_("Somebody"),
        verb=_("changed this"),
        reason="",
        touched=entry.touched,
        changes=entry.changes,
    )


__all__ = ["ActFilter", "BadCursor", "Change", "Entry", "Touched", "history_of", "position", "trail", "trail_of"]
