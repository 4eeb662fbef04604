"""Every page that somebody reaches in the demonstration fits a phone, and axe finds nothing wrong with it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.journeys.walk import plain_addresses, walk

# Who sees most comes first; the others are shown what is theirs alone.
WALKERS = ("admin@nordlicht", "marta@nordlicht", "priya@nordlicht", "ines@nordlicht", "olga@nordlicht", "katrin@alster")


@pytest.fixture
def demonstration(transactional_db: None, settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    call_command("demo", verbosity=0)


@pytest.mark.browser
def test_every_page_of_the_demonstration_is_well_formed(
    live_server: LiveServer, open_context: Any, demonstration: None
) -> None:
    kinds: set[str] = set()
    wrong: list[str] = []
    for email in WALKERS:
        person = User.objects.get(email__startswith=email)
        wrong += walk(open_context, live_server.url, person, plain_addresses(), kinds=kinds).wrong
    assert wrong == []
    assert len(kinds) > 90
