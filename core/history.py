"""Row history by database triggers, and the words that go with a change.

The triggers catch bulk updates and raw SQL too. A domain function names its verb, the actor and the reason with
`recorded`; the audit room reads rows and words back as one trail.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pghistory
import pghistory.runtime
import pgtrigger
from django.db import models, transaction
from uuid_utils.compat import uuid7

Tracked = TypeVar("Tracked", bound=type[models.Model])


def _count_version(uncounted: tuple[str, ...]) -> pgtrigger.Trigger:
    """The trigger that counts a record's changes; columns in `uncounted` may change without being one."""
    row = "{}" if not uncounted else "(to_jsonb({}) - ARRAY[" + ", ".join(f"'{name}'" for name in uncounted) + "])"
    return pgtrigger.Trigger(
        name="count_version",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
        NEW.version = OLD.version;
        IF {row.format("NEW")} IS DISTINCT FROM {row.format("OLD")} THEN NEW.version = OLD.version + 1; END IF;
        RETURN NEW;
    """,
    )


def tracked(
    *, exclude: tuple[str, ...] = (), uncounted: tuple[str, ...] = (), counted: bool = True
) -> Callable[[Tracked], Tracked]:
    """Class decorator for a record: each insert, update and delete is kept as an event, and `version` counts changes.

    `exclude` names the fields that must not be copied into the history (secrets); `uncounted` those of them whose
    change is none of the record (when somebody was last here), so that it is neither counted nor kept. `counted` is
    False for a library's table, which has no `version`: its class is a proxy of ours.
    """

    def decorate(model: Tracked) -> Tracked:
        if counted:
            pgtrigger.register(_count_version(uncounted))(model)
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude) or None,
            model_name=f"{model.__name__}Event",
        )(model)

    return decorate


@contextmanager
def recorded(verb: str, *, by: models.Model | None, reason: str = "") -> Iterator[None]:
    """One transaction whose row changes are told as: `by` did `verb` (an English past participle phrase) for `reason`.

    `by` is None for what the system does by itself. Inside another `recorded` the outer words stand: the person asked
    for that, and the rest followed from it.
    """
    with transaction.atomic():
        if hasattr(pghistory.runtime._tracker, "value"):
            yield
            return
        with pghistory.context(verb=verb, user=by.pk if by else None, reason=reason):
            tracker = pghistory.runtime._tracker
            tracker.value = tracker.value._replace(id=uuid7())  # grows with time: acts of one instant keep their order
            yield
