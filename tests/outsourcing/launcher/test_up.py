"""Tests of the parts of `up` that answer before anything is started."""

import email
import os
import smtplib
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from outsourcing.launcher import mailcatcher, up
from outsourcing.launcher.console import Trouble
from outsourcing.launcher.processes import Processes, Service, python
from outsourcing.launcher.state import State


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> State:
    for name in ("SITE_URL", "PLAIN_HTTP", "REQUIRE_SECOND_FACTOR", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    state = State(tmp_path / "var")
    state.prepare()
    return state


def test_taken_port_is_refused_at_once_with_another(taken_port: int) -> None:
    begun = time.monotonic()
    with pytest.raises(Trouble, match=f"Port {taken_port} is taken.*PORT={taken_port + 1} python3 manage.py up"):
        up.wait_for_port(taken_port)
    assert time.monotonic() - begun < 2


def test_free_port_is_taken_without_waiting(taken_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        free = listener.getsockname()[1]
    up.wait_for_port(free)


@pytest.mark.parametrize("port", ["web", "0", "70000", "-1"])
def test_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(Trouble, match="PORT should be a number"):
        up.port_of({"PORT": port})


def test_loopback_is_given_its_relaxations(state: State) -> None:
    environment = up.basic_environment(state, 8123)
    assert environment["SITE_URL"] == "http://127.0.0.1:8123"
    assert (environment["PLAIN_HTTP"], environment["REQUIRE_SECOND_FACTOR"]) == ("yes", "no")


def test_real_address_is_given_none(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_URL", "https://tandem.example.com")
    environment = up.basic_environment(state, 8123)
    assert "PLAIN_HTTP" not in environment
    assert "REQUIRE_SECOND_FACTOR" not in environment


def test_what_the_operator_said_stands(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUIRE_SECOND_FACTOR", "yes")
    monkeypatch.setenv("SECRET_KEY", "mine")
    environment = up.basic_environment(state, 8123)
    assert (environment["REQUIRE_SECOND_FACTOR"], environment["SECRET_KEY"]) == ("yes", "mine")


def test_caught_mail_can_be_read(tmp_path: Path) -> None:
    listener = mailcatcher.listening_socket()
    port = listener.getsockname()[1]
    command = python("-m", "outsourcing.launcher.mailcatcher", str(listener.fileno()), str(tmp_path))
    processes = Processes(tmp_path / "log", os.environ)
    processes.start(Service("mail", command, pass_fds=[listener.fileno()]))
    listener.detach()
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(
                "tandem@localhost",
                ["ann@acme.example", "bob/../x@acme.example"],
                "Subject: Grüße\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nÜber".encode(),
            )
    finally:
        processes.stop()
    [kept] = tmp_path.glob("*.eml")
    assert kept.parent == tmp_path
    assert kept.stat().st_mode & 0o077 == 0
    assert email.message_from_bytes(kept.read_bytes()).get_payload(decode=True) == "Über\r\n".encode()


def test_interrupt_that_was_lost_while_a_child_was_made_still_stops_the_run(
    state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "told_to_stop", Event())
    with pytest.raises(KeyboardInterrupt):
        up.stop_on_signal(2, None)
    with pytest.raises(KeyboardInterrupt):
        up.watch(Processes(state.logs, os.environ), state, {})
