"""What the README promises of the API, as its reader types it."""

import json
import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from outsourcing.launcher.bootstrap import BASE_DIR


def five_lines() -> str:
    found = re.search(r"```sh\n(TOKEN=.*?)```", (BASE_DIR / "README.md").read_text(), re.DOTALL)
    assert found
    return found.group(1)


def answers_in(text: str) -> list[Any]:
    """The JSON values that stand in `text` one after the other."""
    found, decoder = [], json.JSONDecoder()
    while text := text.strip():
        value, end = decoder.raw_decode(text)
        found.append(value)
        text = text[end:]
    return found


@pytest.mark.usefixtures("django_db_reset_sequences")
def test_the_api_in_five_lines(live_server: LiveServer, settings: Settings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    call_command("demo", stdout=StringIO())
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", five_lines().replace("http://127.0.0.1:8000", live_server.url)],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": database, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kpis, report, results = answers_in(done.stdout)
    assert [kpi["id"] for kpi in kpis["results"]] == [3]
    assert (report["new"], report["refused"]) == (1, 0)
    assert [result["kpi"] for result in results["results"]] == [3]
