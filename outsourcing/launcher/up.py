"""`python3 manage.py up`: the whole product on this machine, until Ctrl-C."""

import argparse
import errno
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from types import FrameType
from urllib.parse import urlparse

from outsourcing.launcher import frontend, mailcatcher, servers
from outsourcing.launcher.console import Trouble, say
from outsourcing.launcher.processes import Processes, Service, birth, python
from outsourcing.launcher.state import State

PORT_PATIENCE_SECONDS = 10
WEB_PATIENCE_SECONDS = 60
LOOPBACK = ("127.0.0.1", "localhost", "::1")
# An interrupt that arrives while a child is being made is lost: Python ignores what is raised there.
told_to_stop = Event()
# What other commands take over from the running copy.
SHARED = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "SITE_URL",
    "PLAIN_HTTP",
    "REQUIRE_SECOND_FACTOR",
    "STATE_DIR",
)


def run(argv: list[str]) -> int:
    options = parser().parse_args(argv[2:])
    stop_when_told()
    state = State.from_environment()
    with state.locked():
        state.clear_leftovers()
        wait_for_port(options.port)
        with servers.private_folder(state.sockets) as sockets:
            run_all(state, sockets=sockets, options=options)
    say("Stopped")
    return 0


def run_all(state: State, *, sockets: Path, options: argparse.Namespace) -> None:
    """Everything from the start to the stop that somebody asks for, and what is owed to it however it ends."""
    environment = basic_environment(state, options.port)
    processes = Processes(state.logs, environment)
    try:
        start(processes, state, environment, sockets=sockets, options=options)
        tell(state, environment)
        watch(processes, state, environment)
    except KeyboardInterrupt:
        say("Stopping")
    finally:
        processes.stop()
        state.forget()


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="manage.py up",
        description="Starts the product: database, Redis, web, worker and beat. DATABASE_URL, REDIS_URL and EMAIL_URL "
        "name real servers in place of the embedded ones; STATE_DIR is where the data stand.",
    )
    parser.add_argument("--port", type=int, default=port_of(os.environ), help="the web's port (or PORT; 8000)")
    parser.add_argument("--demo", action="store_true", help="load the demonstration, also beside other data")
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")
    return parser


def port_of(environment: Mapping[str, str]) -> int:
    value = environment.get("PORT") or "8000"
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise Trouble(f"PORT should be a number from 1 to 65535, not {value!r}.")
    return int(value)


def stop_when_told() -> None:
    """Ctrl-C, a supervisor's SIGTERM and a closed terminal all end the run in order. A shell that starts it in the
    background has it ignore Ctrl-C, so that is asked for as well."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_on_signal)


def stop_on_signal(number: int, frame: FrameType | None) -> None:
    told_to_stop.set()
    raise KeyboardInterrupt


def basic_environment(state: State, port: int) -> dict[str, str]:
    """The environment of every process. Plain http and log-in by password alone are asked for on loopback only."""
    environment = dict(os.environ)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "outsourcing.settings")
    environment.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    environment.setdefault("SECRET_KEY", state.secret_key())
    environment["STATE_DIR"] = str(state.folder)
    site = urlparse(environment["SITE_URL"])
    if site.scheme == "http" and site.hostname in LOOPBACK:
        environment.setdefault("PLAIN_HTTP", "yes")
        environment.setdefault("REQUIRE_SECOND_FACTOR", "no")
    return environment


def wait_for_port(port: int) -> None:
    """Refuses a taken port at once, but waits a little for a web process that is just ending."""
    deadline = time.monotonic() + PORT_PATIENCE_SECONDS
    while (problem := port_problem(port)) is not None:
        if problem != errno.EADDRINUSE:
            raise Trouble(f"Port {port} cannot be used ({os.strerror(problem)}): PORT=8001 python3 manage.py up")
        if answers(port) or time.monotonic() > deadline:
            raise Trouble(
                f"Port {port} is taken by another program. Choose a free one: PORT={port + 1} python3 manage.py up"
            )
        time.sleep(0.2)


def port_problem(port: int) -> int | None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return error.errno
    return None


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(
    processes: Processes, state: State, environment: dict[str, str], *, sockets: Path, options: argparse.Namespace
) -> None:
    embedded = not os.environ.get("DATABASE_URL")
    frontend.install()
    environment.update(servers.start(processes, data=state.folder, sockets=sockets))
    state.announce(shared(environment), processes.ids)
    if not environment.get("EMAIL_URL"):
        catch_mail(processes, state, environment)
    demo = ["--demo"] if options.demo else ["--demo-if-empty"] if embedded and not options.no_demo else []
    prepare(environment, demo)
    web = processes.start(Service("web", web_command(options.port), group=1))
    state.announce(shared(environment), processes.ids)
    wait_for_web(processes, web, environment, options.port)
    processes.start(Service("worker", celery_command("worker", "--concurrency", "2"), group=1))
    processes.start(Service("beat", celery_command("beat"), group=1))
    state.announce(shared(environment), processes.ids)


def shared(environment: dict[str, str]) -> dict[str, str]:
    return {name: environment[name] for name in SHARED if name in environment}


def catch_mail(processes: Processes, state: State, environment: dict[str, str]) -> None:
    listener = mailcatcher.listening_socket()
    environment["EMAIL_URL"] = f"smtp://127.0.0.1:{listener.getsockname()[1]}"
    descriptor = listener.detach()
    command = python("-m", "outsourcing.launcher.mailcatcher", str(descriptor), str(state.mail))
    processes.start(Service("mail", command, pass_fds=[descriptor]))


def prepare(environment: dict[str, str], demo: list[str]) -> None:
    done = subprocess.run(
        python("-m", "outsourcing.launcher.prepare", *demo),
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
        preexec_fn=birth(signal.SIGTERM),
    )
    if done.returncode:
        raise Trouble("The database or the static files could not be brought to this release; the reason stands above.")


def web_command(port: int) -> list[str]:
    return python(
        *("-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--no-ws"),
        *("--workers", "1", "--blocking-threads", "8", "--workers-kill-timeout", "10", "--respawn-failed-workers"),
        *("--log-level", "warning", "outsourcing.wsgi:application"),
    )


def celery_command(part: str, *options: str) -> list[str]:
    return python("-m", "celery", "--app", "outsourcing", part, "--loglevel", "INFO", *options)


def wait_for_web(processes: Processes, web: Service, environment: dict[str, str], port: int) -> None:
    host = urlparse(environment["SITE_URL"]).netloc
    deadline = time.monotonic() + WEB_PATIENCE_SECONDS
    while not is_alive(port, host):
        if web.has_ended or time.monotonic() > deadline:
            raise Trouble(f"The web process did not start:\n{processes.end_of_log('web')}")
        time.sleep(0.1)


def is_alive(port: int, host: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def tell(state: State, environment: dict[str, str]) -> None:
    lines = [f"Tandem runs at {environment['SITE_URL']}"]
    if state.logins.exists():
        lines += ["", state.logins.read_text().strip(), ""]
    if "127.0.0.1" in environment["EMAIL_URL"]:
        lines.append(f"Mails are kept, not sent, in {state.mail}")
    lines.append(f"Logs are in {state.logs}; Ctrl-C stops it")
    say("Up")
    print("\n".join(lines), flush=True)


def watch(processes: Processes, state: State, environment: dict[str, str]) -> None:
    while not told_to_stop.is_set():
        time.sleep(1)
        if processes.revive():
            state.announce(shared(environment), processes.ids)
    raise KeyboardInterrupt
