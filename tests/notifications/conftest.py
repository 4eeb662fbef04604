"""What notifications' tests ask for: real receivers of mail and webhooks."""

from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from pytest_django.fixtures import Settings

from tests.cast import Cast, make_cast
from tests.receivers import Mailbox, Receiver, free_port, serve


@pytest.fixture
def smtp_port(settings: Settings) -> int:
    """The port that mail goes to; nobody listens there unless the test also asks for `mailbox`."""
    port = free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return port


@pytest.fixture
def mailbox(smtp_port: int) -> Iterator[Mailbox]:
    """A real SMTP server; what is sent stands in `mailbox.mails`."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=smtp_port)
    server.start()
    yield box
    server.stop()


@pytest.fixture
def make_receiver(settings: Settings) -> Iterator[Callable[[], Receiver]]:
    """Starts real receivers of webhooks, each allowed through the guard by its port."""
    started: list[tuple[Receiver, ThreadingHTTPServer]] = []

    def start() -> Receiver:
        receiver = Receiver()
        started.append((receiver, serve(receiver)))
        settings.OUTGOING_ALLOW = [*settings.OUTGOING_ALLOW, f"127.0.0.1:{receiver.port}"]
        return receiver

    yield start
    for receiver, server in started:
        receiver.answering.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(make_receiver: Callable[[], Receiver]) -> Receiver:
    return make_receiver()


@pytest.fixture
def cast_on_disk(transactional_db: None) -> Cast:
    """The cast in committed rows, for tests with several threads."""
    return make_cast()
