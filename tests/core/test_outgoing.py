"""The one client for asking other systems, against real sockets of this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from core import outgoing
from core.outgoing import NotAllowed, OutgoingError, send, target_of
from tests.core.test_addresses import INSIDE
from tests.receivers import free_port

Script = Callable[[socket.socket], None]


@pytest.fixture
def listen(settings: Settings) -> Iterator[Callable[[Script], int]]:
    """Starts a bare server whose every connection is handled by the given script; returns its port."""
    servers: list[socket.socket] = []

    def start(script: Script, *, allowed: bool = True) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        port = server.getsockname()[1]
        if allowed:
            settings.OUTGOING_ALLOW = [f"127.0.0.1:{port}", f"name.example:{port}"]

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_run, args=(script, connection), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        return port

    yield start
    for server in servers:
        server.close()


def _run(script: Script, connection: socket.socket) -> None:
    with connection, suppress(OSError):
        script(connection)


def answering(response: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(response)

    return script


@pytest.mark.parametrize("spelling", [spelling for spelling in INSIDE if ":" not in spelling])
def test_an_address_inside_is_refused_before_anything_is_sent(spelling: str) -> None:
    with pytest.raises(NotAllowed):
        send("GET", f"http://{spelling}/", headers={})


@pytest.mark.parametrize("spelling", [spelling for spelling in INSIDE if ":" in spelling and "%" not in spelling])
def test_an_ipv6_address_inside_is_refused_before_anything_is_sent(spelling: str) -> None:
    with pytest.raises(NotAllowed):
        send("GET", f"http://[{spelling}]/", headers={})


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "example.com",
        "",
        "http://",
        "http:///path",
        "http://user:password@example.com/",
        "http://example.com:99999/",
        "http://exa mple.com/",
        "http://example.com/\r\nX: y",
        "http://[::1/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://ⓛocalhost/",
        "http://127。0。0。1/",
        "http://" + "ä" * 300 + ".example/",
    ],
)
def test_a_malformed_or_inner_address_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed):
        send("GET", url, headers={})


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, listen: Any) -> None:
    reached: list[bool] = []
    port = listen(lambda connection: reached.append(True), allowed=False)
    _answers(monkeypatch, ["127.0.0.1"])
    with pytest.raises(NotAllowed):
        send("GET", f"http://name.example:{port}/", headers={})
    assert not reached


def test_a_name_with_one_inner_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    _answers(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(NotAllowed):
        send("GET", "http://name.example/", headers={})


def test_a_name_that_changes_its_answer_between_look_up_and_connection_does_not_help(
    monkeypatch: pytest.MonkeyPatch, listen: Any
) -> None:
    """The number that was judged is the number that is connected: the name is asked once."""
    reached: list[bool] = []
    port = listen(lambda connection: reached.append(True), allowed=False)
    asked = _answers(monkeypatch, ["203.0.114.1"], then=["127.0.0.1"])
    monkeypatch.setattr(outgoing, "CONNECT_SECONDS", 0.3)
    with pytest.raises(OutgoingError):
        send("GET", f"http://name.example:{port}/", headers={})
    assert asked.count("name.example") == 1
    assert not reached


def test_an_operator_allows_a_host_by_name(monkeypatch: pytest.MonkeyPatch, listen: Any) -> None:
    port = listen(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
    _answers(monkeypatch, ["127.0.0.1"])
    assert send("GET", f"http://name.example:{port}/", headers={}).body == b"ok"


def test_an_allowed_port_opens_no_other(listen: Any) -> None:
    listen(answering(b"HTTP/1.1 200 OK\r\n\r\n"))
    with pytest.raises(NotAllowed):
        send("GET", f"http://127.0.0.1:{free_port()}/", headers={})


def test_a_redirect_is_an_answer_and_is_not_followed(listen: Any) -> None:
    port = listen(answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"))
    assert send("POST", f"http://127.0.0.1:{port}/", headers={}, body=b"{}").status == 302


def test_a_long_answer_is_cut(listen: Any) -> None:
    port = listen(answering(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000))
    assert len(send("GET", f"http://127.0.0.1:{port}/", headers={}).body) == outgoing.READ_LIMIT


@pytest.mark.parametrize(
    "part", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["nothing", "head", "body"]
)
def test_a_receiver_that_drips_is_cut_off_in_time(listen: Any, monkeypatch: pytest.MonkeyPatch, part: bytes) -> None:
    def drip(connection: socket.socket) -> None:
        connection.sendall(part)
        while True:
            connection.sendall(b"x")
            time.sleep(0.1)

    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 1.0)
    port = listen(drip)
    started = time.monotonic()
    with pytest.raises(OutgoingError, match="did not answer within"):
        send("GET", f"http://127.0.0.1:{port}/", headers={})
    assert time.monotonic() - started < 3


def test_a_receiver_that_hangs_in_the_tls_handshake_is_cut_off_in_time(
    listen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drip(connection: socket.socket) -> None:
        connection.recv(10)
        connection.sendall(b"\x16\x03\x03\x40\x00")
        while True:
            connection.sendall(b"\x02")
            time.sleep(0.1)

    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 1.0)
    port = listen(drip)
    started = time.monotonic()
    with pytest.raises(OutgoingError):
        send("GET", f"https://127.0.0.1:{port}/", headers={})
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 99999 x\r\n\r\n",
        b"\x00" * 100,
        b"HTTP/1.1 200\r\nContent-Length: -1\r\n\r\n",
    ],
)
def test_nonsense_is_an_error_in_words(listen: Any, response: bytes) -> None:
    port = listen(answering(response))
    with pytest.raises(OutgoingError):
        send("GET", f"http://127.0.0.1:{port}/", headers={})


def test_nobody_there_is_an_error_in_words(settings: Settings) -> None:
    port = free_port()
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{port}"]
    with pytest.raises(OutgoingError, match="refused"):
        send("GET", f"http://127.0.0.1:{port}/", headers={})


def test_a_public_address_passes_the_first_look() -> None:
    target = target_of("https://example.com/hooks?x=1")
    assert (target.host, target.port, target.path) == ("example.com", 443, "/hooks?x=1")


def _answers(monkeypatch: pytest.MonkeyPatch, addresses: list[str], *, then: list[str] | None = None) -> list[str]:
    """Let the network's names lead to `addresses`, and after the first question to `then`. Returns what was asked."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host != "name.example":
            return real(host, port, *args, **kwargs)
        if kwargs.get("flags"):
            raise socket.gaierror("not a number")
        asked.append(host)
        found = addresses if then is None or len(asked) == 1 else then
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked
