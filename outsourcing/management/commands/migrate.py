"""Django's own command, which may not make the running product wait behind it, nor its people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import OperationalError, connections
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger
from psycopg2.errors import LockNotAvailable

LOCK_TIMEOUT = "2s"


class Command(MigrateCommand):
    """A migration that cannot get its lock at once gives up: while it waits, every later reader waits behind it."""

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [LOCK_TIMEOUT])
        try:
            with models_kept_when_a_trigger_is_added():
                super().handle(*args, **options)
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise CommandError(f"A table is in use ({error}). Nothing is half-done: try again.") from error
            raise
        finally:
            if connection.is_usable():
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")


@contextmanager
def models_kept_when_a_trigger_is_added() -> Iterator[None]:
    """Halves the time to an empty database, the first start's and every test run's.

    For each of some 200 triggers the library has Django build anew every model that is related to the one with the
    trigger. A trigger changes no field, so noting it on the model as it stands will do.
    """
    original = AddTrigger.state_forwards
    AddTrigger.state_forwards = note_trigger  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        AddTrigger.state_forwards = original  # type: ignore[method-assign]


def note_trigger(operation: AddTrigger, app_label: str, state: ProjectState) -> None:
    options = state.models[app_label, operation.model_name].options
    options["triggers"] = [*options.get("triggers", []), operation.trigger]
    if "apps" in state.__dict__:  # the models were built already
        state.apps.get_model(app_label, operation.model_name)._meta.triggers = options["triggers"]
