"""The one client by which the product asks other systems for something (webhooks, pulls).

http(s) to public addresses only, except for hosts that the operator names in OUTGOING_ALLOW. The address is judged on
the connection that is really used, so that a name which changes its answer does not help. No redirects, no proxies.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from threading import Timer
from urllib.parse import SplitResult, urlsplit

import certifi
import httpcore
from django.conf import settings
from django.utils.translation import gettext as _

from core.addresses import as_number, is_public

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 15.0
READ_LIMIT = 64 * 1024
DEFAULT_PORTS = {"http": 80, "https": 443}


class OutgoingError(Exception):
    """The other system could not be asked, or did not answer in time. The text is fit for the log that people read."""


class NotAllowed(OutgoingError):
    """This address may not be asked: not http(s), or somebody's inside."""


@dataclass(frozen=True)
class Answer:
    """What came back: at most READ_LIMIT bytes of the body. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Target:
    """An address that may be tried, taken apart."""

    url: str
    scheme: str
    host: str
    port: int
    path: str

    @property
    def is_allowed_inside(self) -> bool:
        """Whether the operator allows this host, or this host and port, by name."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        allowed = {entry.lower() for entry in settings.OUTGOING_ALLOW}
        return bool(allowed & {self.host, host, f"{host}:{self.port}"})


def target_of(url: str) -> Target:
    """`url` taken apart. Raises NotAllowed for what can be refused without asking for its address by name."""
    if any(ord(mark) <= 32 or ord(mark) == 127 for mark in url):
        raise NotAllowed(_("The address holds a space or a control character."))
    parts, port = _split(url)
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        raise NotAllowed(_("The address should begin with https:// or http:// and name a host."))
    if parts.username is not None or parts.password is not None:
        raise NotAllowed(_("The address should not hold a user name or a password."))
    target = Target(
        url=url,
        scheme=parts.scheme,
        host=_ascii(parts.hostname),
        port=port or DEFAULT_PORTS[parts.scheme],
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
    )
    number = as_number(target.host)
    is_inside = target.host.rstrip(".") == "localhost" or (number is not None and not is_public(number))
    if is_inside and not target.is_allowed_inside:
        raise _inside(target.host)
    return target


def send(method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """Ask `url` once. Raises OutgoingError where no answer comes within 5 s to connect and 15 s in all."""
    target = target_of(url)
    backend = _GuardedBackend(target, deadline=time.monotonic() + TOTAL_SECONDS)
    try:
        with httpcore.ConnectionPool(ssl_context=_trust(), network_backend=backend) as pool:
            answer = _asked(pool, method, target, headers, body)
        if backend.is_late:  # cut off, which looks like the end of a body without a length
            raise httpcore.ReadTimeout
        return answer
    except UnicodeError as error:
        raise NotAllowed(_("The address or a header cannot be sent as it is written.")) from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        if isinstance(error, httpcore.ConnectTimeout):
            raise OutgoingError(_("It could not be reached within %d s.") % CONNECT_SECONDS) from error
        if isinstance(error, httpcore.TimeoutException) or backend.is_late:
            raise OutgoingError(_("It did not answer within %d s.") % TOTAL_SECONDS) from error
        raise OutgoingError(f"{type(error).__name__}: {error}") from error
    finally:
        backend.stop_watching()


def _asked(
    pool: httpcore.ConnectionPool, method: str, target: Target, headers: Mapping[str, str], body: bytes
) -> Answer:
    timeout = {"connect": CONNECT_SECONDS, "read": TOTAL_SECONDS, "write": TOTAL_SECONDS, "pool": TOTAL_SECONDS}
    address = httpcore.URL(
        scheme=target.scheme.encode(), host=target.host.encode(), port=target.port, target=target.path.encode()
    )
    with pool.stream(
        method,
        address,
        headers=[*headers.items(), ("User-Agent", "Tandem"), ("Accept-Encoding", "identity")],
        content=body,
        extensions={"timeout": timeout},
    ) as response:
        received = bytearray()
        for chunk in response.iter_stream():
            received += chunk
            if len(received) >= READ_LIMIT:
                break
        shown = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
        return Answer(response.status, shown, bytes(received[:READ_LIMIT]))


class _GuardedBackend(httpcore.NetworkBackend):
    """Opens the connection of one request to an allowed address, and cuts it off at the deadline whatever it does."""

    def __init__(self, target: Target, *, deadline: float) -> None:
        self._target = target
        self._deadline = deadline
        self._open = httpcore.SyncBackend()
        self._watch: Timer | None = None

    @property
    def is_late(self) -> bool:
        return time.monotonic() >= self._deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("The name has no address.")
        for address in self._addresses(host, port):
            try:
                stream = self._open.connect_tcp(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self._check(stream.get_extra_info("server_addr")[0], stream)
            self._cut_off_at_deadline(stream.get_extra_info("socket"))
            return stream
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        """Every address of `host`; refused if a single one is somebody's inside: an honest name has none such."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            raise httpcore.ConnectError(f"The name cannot be found: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            self._check(address)
        return addresses

    def _check(self, address: str, stream: httpcore.NetworkStream | None = None) -> None:
        if is_public(address) or self._target.is_allowed_inside:
            return
        if stream is not None:
            stream.close()
        raise _inside(self._target.host)

    def _cut_off_at_deadline(self, connection: socket.socket) -> None:
        """Timeouts of single reads do not add up to one of the whole: a receiver may drip. So a timer shuts it down.

        It holds a duplicate, because TLS takes the descriptor away from the socket that was connected.
        """
        duplicate = connection.dup()

        def cut_off() -> None:
            with suppress(OSError):
                duplicate.shutdown(socket.SHUT_RDWR)

        self._watch = Timer(max(0.0, self._deadline - time.monotonic()), cut_off)
        self._watch.daemon = True
        self._duplicate = duplicate
        self._watch.start()

    def stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._duplicate.close()


@cache
def _trust() -> ssl.SSLContext:
    """The machine's certificate authorities (SSL_CERT_FILE adds an operator's own) and the public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        return parts, parts.port
    except ValueError as error:
        raise NotAllowed(_("The address cannot be read.")) from error


def _ascii(host: str) -> str:
    """`host` as the name system knows it."""
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise NotAllowed(_("The host’s name cannot be read.")) from error


def _inside(host: str) -> NotAllowed:
    return NotAllowed(_("%s is not on the public internet. An operator can allow it by name in OUTGOING_ALLOW.") % host)
