"""The folder in which one copy of the product keeps its data, and what is known there of the running one."""

import fcntl
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outsourcing.launcher.bootstrap import BASE_DIR
from outsourcing.launcher.console import Trouble, say

LEFTOVER_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Process:
    """A process by its id and the time of its start, because ids are used again."""

    pid: int
    started: int

    @classmethod
    def of(cls, pid: int) -> "Process":
        return cls(pid, start_time(pid) or 0)

    def is_alive(self) -> bool:
        return start_time(self.pid) == self.started


def start_time(pid: int) -> int | None:
    """When a living process began, in clock ticks since boot; None for a dead one or one that only awaits burial."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


class State:
    """STATE_DIR: the databases, files, mails and logs of one copy. Two copies need two folders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.logs = self.folder / "log"
        self.mail = self.folder / "mail"
        self.logins = self.folder / "demo-logins.txt"
        self.sockets = self.folder / "sockets"
        self._running = self.folder / "running.json"

    @classmethod
    def from_environment(cls) -> "State":
        return cls(Path(os.environ.get("STATE_DIR") or BASE_DIR / "var"))

    def prepare(self) -> None:
        try:
            for folder in (self.folder, self.logs, self.mail):
                folder.mkdir(parents=True, exist_ok=True)
                folder.chmod(0o700)
        except OSError as error:
            raise Trouble(
                f"{error.filename} cannot be used ({error.strerror}): set STATE_DIR to a folder of yours."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Holds the folder against a second `up`; the lock falls with the process, however that ends."""
        self.prepare()
        with open(self.folder / "lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise Trouble(
                    f"It is already running here{self._where()}. Stop that with Ctrl-C, or give this copy its own "
                    "folder and port: STATE_DIR=/some/folder PORT=8001 python3 manage.py up"
                ) from error
            yield

    def _where(self) -> str:
        running = self._read()
        return f" as process {running['launcher'][0]}, {running['environment']['SITE_URL']}" if running else ""

    def secret_key(self) -> str:
        """Made once, so that sessions and hashed tokens outlive a restart."""
        path = self.folder / "secret-key"
        if not path.exists() or not path.read_text().strip():
            write_private(path, secrets.token_urlsafe(64))
        return path.read_text().strip()

    def announce(self, environment: Mapping[str, str], children: Mapping[str, int]) -> None:
        """Leaves word for other commands, and for a later start that has to clear up after this one."""
        write_private(
            self._running,
            json.dumps(
                {
                    "launcher": vars_of(Process.of(os.getpid())),
                    "environment": dict(environment),
                    "children": {name: vars_of(Process.of(pid)) for name, pid in children.items()},
                },
                indent=2,
            ),
        )

    def forget(self) -> None:
        self._running.unlink(missing_ok=True)

    def adopt(self, environment: MutableMapping[str, str]) -> None:
        """Adds what the running copy uses, such as DATABASE_URL, where the caller's environment says nothing."""
        running = self._read()
        if running and Process(*running["launcher"]).is_alive():
            for name, value in running["environment"].items():
                environment.setdefault(name, value)

    def clear_leftovers(self) -> None:
        """Waits for the processes of a run that was killed, which end by themselves, and ends those that do not."""
        running = self._read()
        if not running:
            return
        left = {name: Process(*process) for name, process in running["children"].items()}
        deadline = time.monotonic() + LEFTOVER_PATIENCE_SECONDS
        if any(process.is_alive() for process in left.values()):
            say("An earlier run was killed; waiting for its processes to end")
        while any(process.is_alive() for process in left.values()) and time.monotonic() < deadline:
            time.sleep(0.1)
        for name, process in left.items():
            if process.is_alive():
                say(f"Ending {name} (process {process.pid}), left by the earlier run")
                os.kill(process.pid, signal.SIGKILL)
        self.forget()

    def _read(self) -> dict[str, Any] | None:
        try:
            value = json.loads(self._running.read_text())
        except (OSError, ValueError):
            return None
        return value if isinstance(value, dict) else None


def vars_of(process: Process) -> list[int]:
    return [process.pid, process.started]


def write_private(path: Path, content: str | bytes) -> None:
    """Writes a file that its owner alone may read, whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    new.unlink(missing_ok=True)
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    new.replace(path)
