"""Tests of the processes of one run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from outsourcing.launcher import processes as processes_module
from outsourcing.launcher.console import Trouble
from outsourcing.launcher.processes import RESTARTS_A_MINUTE, Processes, Service, python
from outsourcing.launcher.state import Process

SLEEP = "import time; time.sleep(60)"


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    processes = Processes(tmp_path / "log", os.environ)
    yield processes
    processes.stop()


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_service_that_ends_by_itself_is_started_again(processes: Processes) -> None:
    service = processes.start(Service("worker", python("-c", SLEEP)))
    assert service.process
    first = service.process.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: service.has_ended)
    assert processes.revive()
    assert processes.ids["worker"] != first
    assert not processes.revive()


def test_children_of_a_service_that_was_killed_are_ended(processes: Processes) -> None:
    parent = f"import subprocess, sys; print(subprocess.Popen([sys.executable, '-c', {SLEEP!r}]).pid, flush=True); "
    service = processes.start(Service("web", python("-c", parent + SLEEP)))
    wait_until(lambda: processes.log("web").read_text().endswith("\n"))
    child = Process.of(int(processes.log("web").read_text()))
    assert service.process
    service.process.kill()
    wait_until(lambda: service.has_ended)
    assert child.is_alive()
    processes.revive()
    wait_until(lambda: not child.is_alive())


def test_service_that_keeps_ending_stops_the_run_with_its_last_words(processes: Processes) -> None:
    service = processes.start(Service("worker", python("-c", "raise SystemExit('no database')")))
    for _ in range(RESTARTS_A_MINUTE):
        wait_until(lambda: service.has_ended)
        processes.revive()
    wait_until(lambda: service.has_ended)
    with pytest.raises(Trouble, match=r"worker keeps ending \(code 1\)[^\n]*\n +no database"):
        processes.revive()


def test_services_stop_before_those_that_they_need(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = "import signal, sys; signal.sigwait([signal.SIGTERM]); open(sys.argv[1], 'a').write(sys.argv[2])"
    block = "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM]); "
    processes = Processes(tmp_path / "log", os.environ)
    for group, name in enumerate(("a", "b")):
        command = python("-c", f"{block}print('up', flush=True); {code}", str(told), name)
        processes.start(Service(name, command, group=group))
        wait_until(lambda name=name: processes.log(name).read_text() == "up\n")
    processes.stop()
    assert told.read_text() == "ba"


def test_services_end_with_a_launcher_that_was_killed(tmp_path: Path) -> None:
    launcher = (
        "import os, sys, time; from pathlib import Path; "
        "from outsourcing.launcher.processes import Processes, Service, python; "
        "p = Processes(Path(sys.argv[1]), os.environ); "
        f"s = p.start(Service('web', python('-c', {SLEEP!r}))); print(s.process.pid, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", launcher, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout
    child = Process.of(int(process.stdout.readline()))
    assert child.is_alive()
    process.kill()
    process.communicate()
    wait_until(lambda: not child.is_alive())


def test_service_that_does_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes_module, "STOP_PATIENCE_SECONDS", 0.2)
    processes = Processes(tmp_path / "log", os.environ)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); "
    service = processes.start(Service("worker", python("-c", deaf + SLEEP)))
    wait_until(lambda: processes.log("worker").read_text() == "up\n")
    processes.stop()
    assert service.process
    assert service.process.returncode == -signal.SIGKILL


def test_log_of_a_service_is_private(processes: Processes) -> None:
    processes.start(Service("web", python("-c", SLEEP)))
    assert processes.log("web").stat().st_mode & 0o077 == 0
