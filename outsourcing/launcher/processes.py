"""Starts, watches and stops the processes of one run. None outlives the launcher, however that ends."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from outsourcing.launcher.bootstrap import BASE_DIR
from outsourcing.launcher.console import Trouble, last_lines, say

CLONE_NEWUSER = 0x10000000
PR_SET_PDEATHSIG = 1
STOP_PATIENCE_SECONDS = 15
LOG_LIMIT_BYTES = 20 * 1024 * 1024
RESTARTS_A_MINUTE = 5

libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Service:
    """One process to run: it is started again when it ends by itself. A higher `group` needs the lower ones."""

    name: str
    command: Sequence[str | Path]
    stop_signal: signal.Signals = signal.SIGTERM
    group: int = 0
    unprivileged: bool = False
    pass_fds: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    ends: list[float] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None


class Processes:
    """The services of one run. What was started last stops first; those of one `group` stop together."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self._logs = logs
        self._environment = environment
        self._services: list[Service] = []
        logs.mkdir(parents=True, exist_ok=True)

    @property
    def ids(self) -> dict[str, int]:
        return {service.name: service.process.pid for service in self._services if service.process}

    def start(self, service: Service) -> Service:
        self._services.append(service)
        self._spawn(service)
        return service

    def log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def end_of_log(self, name: str) -> str:
        return last_lines(self.log(name).read_text(errors="replace"))

    def revive(self) -> bool:
        """Starts again what ended by itself, and tells whether there was any. Gives up on what keeps ending."""
        ended = [service for service in self._services if service.has_ended]
        for service in ended:
            code = service.process.returncode if service.process else 0
            now = time.monotonic()
            service.ends = [*(at for at in service.ends if now - at < 60), now]
            if len(service.ends) > RESTARTS_A_MINUTE:
                raise Trouble(
                    f"{service.name} keeps ending (code {code}); its log is {self.log(service.name)}:\n"
                    + self.end_of_log(service.name)
                )
            say(f"{service.name} ended (code {code}) and is started again")
            end_group(service)
            self._spawn(service)
        return bool(ended)

    def stop(self) -> None:
        for group in sorted({service.group for service in self._services}, reverse=True):
            stop([service for service in self._services if service.group == group])

    def _spawn(self, service: Service) -> None:
        log = self.log(service.name)
        if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
            log.replace(log.with_suffix(".log.1"))
        with open(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
            service.process = subprocess.Popen(
                service.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=BASE_DIR,
                env=dict(self._environment),
                pass_fds=service.pass_fds,
                start_new_session=True,
                preexec_fn=birth(service.stop_signal, unprivileged() if service.unprivileged else None),
            )


def stop(services: Sequence[Service]) -> None:
    """Asks all of them to end, then waits; what has not ended by then is killed."""
    running = [(service.process, service.stop_signal) for service in services if service.process]
    for process, stop_signal in running:
        process.send_signal(stop_signal)
    deadline = time.monotonic() + STOP_PATIENCE_SECONDS
    for process, _ in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for service in services:
        end_group(service)


def end_group(service: Service) -> None:
    """Ends what a service that has ended left behind, such as the workers of a web process that was killed."""
    if service.process:
        with suppress(ProcessLookupError):
            os.killpg(service.process.pid, signal.SIGKILL)


def birth(death_signal: signal.Signals, become: Callable[[], None] | None = None) -> Callable[[], None]:
    """What a child does before its program starts: takes on another user, and ties its life to the launcher's."""
    launcher = os.getpid()

    def be_born() -> None:
        if become:
            become()
        libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != launcher:  # the launcher died before the tie was made
            os._exit(1)

    return be_born


@cache
def unprivileged() -> Callable[[], None] | None:
    """How a server that refuses to run as root is started by root; None for anybody else.

    In a user namespace of its own the server sees itself and root's files as the user daemon's. Where the system allows
    no such namespace, it runs as nobody.
    """
    if os.geteuid() != 0:
        return None
    try:
        subprocess.run(["/bin/true"], preexec_fn=enter_user_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return become_nobody
    return enter_user_namespace


def enter_user_namespace() -> None:
    inner = pwd.getpwnam("daemon").pw_uid
    if libc.unshare(CLONE_NEWUSER):
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{inner} 0 1")
    Path("/proc/self/gid_map").write_text(f"{inner} 0 1")


def become_nobody() -> None:
    nobody = pwd.getpwnam("nobody")
    os.setgroups([])
    os.setgid(nobody.pw_gid)
    os.setuid(nobody.pw_uid)


def python(*arguments: str) -> list[str]:
    """A command of this environment's Python."""
    return [sys.executable, *arguments]
