"""Tests of how the product speaks to its database."""

import threading
from importlib.util import find_spec

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.postgresql.psycopg_any import is_psycopg3


def test_driver_is_psycopg2_and_no_other_can_take_its_place() -> None:
    assert not is_psycopg3
    assert find_spec("psycopg") is None, "Django would silently prefer psycopg 3: take it out of the environment."


@pytest.mark.django_db
def test_server_is_one_that_is_supported() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150000


@pytest.mark.django_db(transaction=True)
def test_migration_gives_up_on_a_table_that_is_in_use() -> None:
    held, done = threading.Event(), threading.Event()

    def hold_the_table() -> None:
        settings = connection.get_connection_params()
        settings.pop("cursor_factory", None)
        other = psycopg2.connect(**settings)
        other.cursor().execute("LOCK TABLE django_migrations IN ACCESS EXCLUSIVE MODE")
        held.set()
        done.wait(30)
        other.close()

    holder = threading.Thread(target=hold_the_table)
    holder.start()
    try:
        assert held.wait(10)
        with pytest.raises(CommandError, match="A table is in use"):
            call_command("migrate", verbosity=0)
    finally:
        done.set()
        holder.join()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
