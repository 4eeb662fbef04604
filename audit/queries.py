# ruff: noqa: S608 - names of tables and columns come from the models and are quoted; values are always parameters
"""Readings of the event tables, which the triggers fill: one table a tracked model, one context row a verb.

Everything here is one statement, whatever the number of rows that it returns.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast

from django.apps import apps
from django.db import connection
from django.db.models import CASCADE, ForeignKey, Model
from pghistory.models import Event

SHOWN_OF_A_MODEL = 20
"""Of an act that touched more rows of one model, so many are read; the rest is counted."""


@dataclass(frozen=True)
class Act:
    """Something that was done: a verb with its context, or one change that came without."""

    key: str
    at: datetime
    context: Mapping[str, Any]


@dataclass(frozen=True)
class EventRow:
    """One row's change: what it holds since, and what it held before. `count`: rows of its model in the same act."""

    model: type[Model]
    kind: str
    pk: int
    at: datetime
    act: str
    context: Mapping[str, Any]
    data: Mapping[str, Any]
    before: Mapping[str, Any]
    count: int


@dataclass(frozen=True)
class Part:
    """A model whose rows belong to a record, and the column that says so."""

    model: type[Model]
    column: str
    only: Sequence[int] | None = None
    """Where given, nothing but these rows."""


@dataclass(frozen=True)
class ActFilter:
    """What the trail is narrowed by; empty means everything."""

    words: str = ""
    who: int | None = None
    model: type[Model] | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def needs_context(self) -> bool:
        """Whether what came without a context cannot match."""
        return bool(self.words) or self.who is not None


@cache
def event_models() -> dict[type[Model], type[Event]]:
    """The event table's model of each tracked model."""
    events = [model for model in apps.get_models() if issubclass(model, Event)]
    return {_tracked(event): event for event in sorted(events, key=lambda event: event._meta.label)}


def _tracked(event: type[Event]) -> type[Model]:
    return cast(type[Model], event.pgh_tracked_model)


def parts_of(model: type[Model]) -> list[Part]:
    """The tracked models whose rows live and die with a row of `model`."""
    relations = [relation for relation in model._meta.related_objects if isinstance(relation.field, ForeignKey)]
    return [
        Part(relation.related_model, str(relation.field.column))
        for relation in relations
        if relation.on_delete is CASCADE and relation.related_model in event_models()
    ]


def acts(wanted: ActFilter, *, before: tuple[datetime, str] | None, limit: int) -> list[Act]:
    """The latest acts that fit, newest first, older than the act at `before` (its instant and key)."""
    branches = [_contexts(wanted, before, limit)]
    if not wanted.needs_context:
        models = [wanted.model] if wanted.model else list(event_models())
        branches += [_without_context(model, wanted, before, limit) for model in models]
    sql = " UNION ALL ".join(f"({branch})" for branch, _ in branches)
    params = [param for _, some in branches for param in some]
    rows = _fetched(f"SELECT * FROM ({sql}) AS acts ORDER BY at DESC, key DESC LIMIT %s", [*params, limit])
    return [Act(key, at, _read(context)) for key, at, context in rows]


def events_of_acts(wanted: Iterable[Act]) -> list[EventRow]:
    """The changes of each act, SHOWN_OF_A_MODEL at most of each model."""
    contexts = [act.key for act in wanted if ":" not in act.key]
    loose: dict[str, list[int]] = {}
    for act in wanted:
        label, colon, event = act.key.partition(":")
        if colon:
            loose.setdefault(label, []).append(int(event))
    conditions = {
        model: (
            "pgh_context_id = ANY(%s::uuid[]) OR pgh_id = ANY(%s)",
            [contexts, loose.get(model._meta.label_lower, [])],
        )
        for model in event_models()
    }
    return _events(conditions)


def events_of_record(
    model: type[Model], pk: int, parts: Iterable[Part], *, before: datetime | None, limit: int
) -> list[EventRow]:
    """The latest changes of one record and its parts, newest first."""
    conditions: dict[type[Model], tuple[str, list[Any]]] = {}
    for part in [Part(model, "pgh_obj_id"), *parts]:
        params: list[Any] = [pk]
        condition = f"{_quoted(part.column)} = %s"
        if part.only is not None:
            condition, params = f"({condition} AND pgh_obj_id = ANY(%s))", [pk, list(part.only)]
        if part.model in conditions:
            known, known_params = conditions[part.model]
            condition, params = f"{known} OR {condition}", [*known_params, *params]
        conditions[part.model] = (condition, params)
    if before is not None:
        conditions = {
            model: (f"({condition}) AND pgh_created_at < %s", [*params, before])
            for model, (condition, params) in conditions.items()
        }
    return _events(conditions, limit=limit)


def _contexts(wanted: ActFilter, before: tuple[datetime, str] | None, limit: int) -> tuple[str, list[Any]]:
    conditions, params = _period("c.created_at", wanted)
    if before is not None:
        conditions.append('(c.created_at < %s OR (c.created_at = %s AND c.id::text COLLATE "C" < %s))')
        params += [before[0], before[0], before[1]]
    if wanted.who is not None:
        conditions.append("c.metadata->>'user' = %s")
        params.append(str(wanted.who))
    if wanted.words:
        conditions.append("(c.metadata->>'verb' ILIKE %s OR c.metadata->>'reason' ILIKE %s)")
        params += [_like(wanted.words)] * 2
    if wanted.model is not None:
        conditions.append(f"EXISTS (SELECT 1 FROM {_table(wanted.model)} e WHERE e.pgh_context_id = c.id)")
    sql = (
        'SELECT c.id::text COLLATE "C" AS key, c.created_at AS at, c.metadata AS context FROM pghistory_context c '
        f"WHERE {' AND '.join(conditions)} ORDER BY c.created_at DESC, c.id DESC LIMIT %s"
    )
    return sql, [*params, limit]


def _without_context(
    model: type[Model], wanted: ActFilter, before: tuple[datetime, str] | None, limit: int
) -> tuple[str, list[Any]]:
    key = "(%s || ':' || pgh_id) COLLATE \"C\""
    label = model._meta.label_lower
    conditions, params = _period("pgh_created_at", wanted)
    if before is not None:
        conditions.append(f"(pgh_created_at < %s OR (pgh_created_at = %s AND {key} < %s))")
        params += [before[0], before[0], label, before[1]]
    sql = (
        f"SELECT {key} AS key, pgh_created_at AS at, NULL::jsonb AS context FROM {_table(model)} "
        f"WHERE pgh_context_id IS NULL AND {' AND '.join(conditions)} ORDER BY pgh_created_at DESC, key DESC LIMIT %s"
    )
    return sql, [label, *params, limit]


def _period(column: str, wanted: ActFilter) -> tuple[list[str], list[Any]]:
    conditions, params = ["TRUE"], []
    for sign, bound in ((">=", wanted.since), ("<", wanted.until)):
        if bound is not None:
            conditions.append(f"{column} {sign} %s")
            params.append(bound)
    return conditions, params


def _events(conditions: Mapping[type[Model], tuple[str, list[Any]]], *, limit: int | None = None) -> list[EventRow]:
    """The changes that fit, from every table at once, each with the row as it stood before it.

    With `limit` the newest, newest first (acts of one instant by their keys, which grow with time); else all in order.
    """
    branches = [_branch(model, condition, limit) for model, (condition, _) in conditions.items()]
    params: list[Any] = []
    for model, (_, some) in conditions.items():
        params += [model._meta.label_lower, *some, *([limit] if limit else [SHOWN_OF_A_MODEL])]
    newest_first = " ORDER BY at DESC, pgh_context_id DESC NULLS LAST, pgh_id DESC LIMIT %s"
    ending = newest_first if limit else " ORDER BY at, label, pgh_id"
    sql = f"SELECT * FROM ({' UNION ALL '.join(f'({branch})' for branch in branches)}) AS events{ending}"
    rows = _fetched(sql, [*params, limit] if limit else params)
    known = {model._meta.label_lower: model for model in event_models()}
    return [
        EventRow(
            model=known[label],
            kind=kind,
            pk=pk,
            at=at,
            act=context_id or f"{label}:{event}",
            context=_read(context),
            data=_read(data),
            before=_read(before),
            count=count,
        )
        for label, event, kind, pk, at, context_id, context, data, before, count in rows
    ]


def _branch(model: type[Model], condition: str, limit: int | None) -> str:
    """One table's part. Of an act with very many rows of this model only the first are read, and all are counted."""
    table = _table(model)
    act = "COALESCE(pgh_context_id::text, pgh_id::text)"
    chosen = (
        f"SELECT *, 1 AS place, 1 AS all_of_act FROM {table} WHERE {condition} "
        "ORDER BY pgh_created_at DESC, pgh_context_id DESC NULLS LAST, pgh_id DESC LIMIT %s"
        if limit
        else f"SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY {act} ORDER BY pgh_id) AS place, "
        f"count(*) OVER (PARTITION BY {act}) AS all_of_act FROM {table} WHERE {condition}) w WHERE place <= %s"
    )
    return (
        "SELECT %s AS label, e.pgh_id, e.pgh_label, e.pgh_obj_id, e.pgh_created_at AS at, e.pgh_context_id::text, "
        "c.metadata, to_jsonb(e) AS data, "
        f"(SELECT to_jsonb(p) FROM {table} p WHERE p.pgh_obj_id = e.pgh_obj_id AND p.pgh_id < e.pgh_id "
        "ORDER BY p.pgh_id DESC LIMIT 1) AS earlier, e.all_of_act "
        f"FROM ({chosen}) e LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id"
    )


def _read(text: str | None) -> dict[str, Any]:
    """A row as Postgres wrote it; its numbers stay exact."""
    return json.loads(text, parse_float=Decimal) if text else {}


def _table(model: type[Model]) -> str:
    return _quoted(event_models()[model]._meta.db_table)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _like(words: str) -> str:
    return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _fetched(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
