"""Tests of the folder that one copy keeps its data in."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from outsourcing.launcher import state as state_module
from outsourcing.launcher.bootstrap import BASE_DIR
from outsourcing.launcher.console import Trouble
from outsourcing.launcher.state import Process, State, start_time


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "var")
    state.prepare()
    return state


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield process
    process.kill()
    process.wait()


def test_second_start_in_the_same_folder_is_refused_with_what_to_do(state: State) -> None:
    with state.locked():
        state.announce({"SITE_URL": "http://127.0.0.1:8123"}, {})
        told = r"already running here as process \d+, http://127.0.0.1:8123.*PORT="
        with pytest.raises(Trouble, match=told), State(state.folder).locked():
            pass


def test_lock_falls_with_its_holder(state: State) -> None:
    code = (
        "import sys; from pathlib import Path; from outsourcing.launcher.state import State\n"
        "with State(Path(sys.argv[1])).locked(): print('held', flush=True); input()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(state.folder)], cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Trouble), state.locked():
        pass
    holder.kill()
    holder.communicate()
    with state.locked():
        pass


def test_secret_key_is_made_once_and_private(state: State) -> None:
    key = state.secret_key()
    assert len(key) >= 50
    assert State(state.folder).secret_key() == key
    assert stat.S_IMODE((state.folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700


def test_another_command_adopts_what_runs_and_keeps_what_it_was_told(state: State) -> None:
    state.announce({"DATABASE_URL": "postgres://running", "SECRET_KEY": "running"}, {})
    environment = {"DATABASE_URL": "postgres://told"}
    state.adopt(environment)
    assert environment == {"DATABASE_URL": "postgres://told", "SECRET_KEY": "running"}


def test_nothing_is_adopted_from_a_copy_that_was_killed(state: State) -> None:
    state.announce({"DATABASE_URL": "postgres://gone"}, {})
    path = state.folder / "running.json"
    left = json.loads(path.read_text())
    left["launcher"][1] += 1  # the same id, begun at another time
    path.write_text(json.dumps(left))
    environment: dict[str, str] = {}
    state.adopt(environment)
    assert environment == {}


def test_spoilt_record_counts_as_none(state: State) -> None:
    (state.folder / "running.json").write_text('{"launcher"')
    environment: dict[str, str] = {}
    state.adopt(environment)
    state.clear_leftovers()
    assert environment == {}


def test_process_left_by_a_killed_run_is_ended(
    state: State, sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "LEFTOVER_PATIENCE_SECONDS", 0.1)
    state.announce({}, {"web": sleeper.pid})
    state.clear_leftovers()
    assert sleeper.wait(5) == -9


def test_process_that_only_has_the_same_id_is_left_alone(
    state: State, sleeper: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_module, "LEFTOVER_PATIENCE_SECONDS", 0.1)
    state.announce({}, {"web": sleeper.pid})
    path = state.folder / "running.json"
    left = json.loads(path.read_text())
    left["children"]["web"][1] -= 1
    path.write_text(json.dumps(left))
    state.clear_leftovers()
    assert sleeper.poll() is None


def test_dead_process_has_no_start(sleeper: subprocess.Popen[bytes]) -> None:
    process = Process.of(sleeper.pid)
    assert process.is_alive()
    sleeper.kill()
    while start_time(sleeper.pid) is not None:
        pass
    assert not process.is_alive()
