"""The step in which an app's first operations are applied together."""

import pgtrigger
import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from core.migrating import Together

pytestmark = pytest.mark.django_db

STEP = Together(
    [
        migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))]),
        migrations.CreateModel(
            "Book",
            [("id", models.BigAutoField(primary_key=True)), ("shelf", models.ForeignKey("core.Shelf", models.CASCADE))],
        ),
        AddTrigger("book", pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)),
    ]
)
TABLES = {"core_shelf", "core_book"}


def states() -> tuple[ProjectState, ProjectState]:
    before = ProjectState()
    assert before.apps  # built, as it is in the middle of a migration
    after = before.clone()
    STEP.state_forwards("core", after)
    return before, after


def tables() -> set[str]:
    return TABLES & set(connection.introspection.table_names())


def test_all_models_stand_afterwards_and_know_each_other() -> None:
    _, after = states()
    book = after.apps.get_model("core", "Book")
    assert book._meta.get_field("shelf").related_model is after.apps.get_model("core", "Shelf")


def test_the_tables_are_made_and_taken_away_again() -> None:
    before, after = states()
    with connection.schema_editor() as editor:
        STEP.database_forwards("core", editor, before, after)
    assert tables() == TABLES
    with connection.schema_editor() as editor:
        STEP.database_backwards("core", editor, after, before)
    assert tables() == set()
