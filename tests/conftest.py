"""What every test may ask for."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from outsourcing.catalogue import compile_outdated
from outsourcing.launcher.bootstrap import BASE_DIR
from tests.browser import browser, open_context, page, pytest_terminal_summary  # noqa: F401  (of the browser tests)
from tests.cast import Cast, make_cast
from tests.journeys.machinery import machinery  # noqa: F401  (of the journeys, and of what breaks under the product)


def pytest_configure(config: pytest.Config) -> None:
    """Compile the messages, as a start of the product does; once, before the workers of a parallel run."""
    if not hasattr(config, "workerinput"):
        compile_outdated(BASE_DIR / "outsourcing" / "locale")


@pytest.fixture
def cast(db: None) -> Cast:
    """One person of every role; the vendors acme and globex with their people."""
    return make_cast()


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def manager(cast: Cast) -> User:
    return cast[Role.MANAGER]


@pytest.fixture
def officer(cast: Cast) -> User:
    return cast[Role.PROCUREMENT_OFFICER]


@pytest.fixture
def api() -> APIClient:
    """An API client; `api.force_authenticate(user)` says who asks."""
    return APIClient()


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings) -> None:
    """Static files under their own names: nothing is collected for a test."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def no_measurements_are_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the table of measurements after a test that commits: Django empties only the tables that it has made."""
    marker = request.node.get_closest_marker("django_db")
    is_marked = bool(marker and marker.kwargs.get("transaction"))
    commits = is_marked or bool({"transactional_db", "live_server"} & set(request.fixturenames))
    blocker = request.getfixturevalue("django_db_blocker")
    yield
    if commits:
        with blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE kpis_measurement")
