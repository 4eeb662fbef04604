"""The product's machinery beside a test: a real worker, a real beat and a broker of their own, on the test's database.

The mail server and the webhook receiver at the other end are real ones too. The web is the test's live server, which
pokes the same broker. A broker that nobody else uses can be stopped and started, and no other run takes its ticks.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.db import connection
from pytest_django import Settings

from core import nudge as nudging
from outsourcing.celery import app
from outsourcing.launcher import redis, servers
from outsourcing.launcher.processes import Processes, Service
from outsourcing.launcher.up import celery_command
from tests.receivers import Mailbox, Receiver, free_port, serve

READY = b" ready"


def wait_until(condition: Callable[[], object], what: str, *, seconds: float = 60) -> None:
    """Returns once `condition` holds; fails with `what` did not happen."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(0.05)


def database_url() -> str:
    """The test's database, as another process names it."""
    to = connection.settings_dict
    who = quote(to["USER"], safe="") + (f":{quote(to['PASSWORD'], safe='')}" if to["PASSWORD"] else "")
    place = {name: str(to[name.upper()]) for name in ("host", "port") if to[name.upper()]}
    return f"postgres://{who}@/{quote(to['NAME'])}?{urlencode(place)}"


@dataclass
class Machinery:
    """Starts, stops and kills the parts; what went out stands in `mailbox` and `receiver`."""

    folder: Path
    sockets: Path
    environment: dict[str, str]
    mailbox: Mailbox
    receiver: Receiver
    processes: Processes = field(init=False)

    def __post_init__(self) -> None:
        self.processes = Processes(self.folder / "log", self.environment)
        self.environment["REDIS_URL"] = redis.start(
            self.processes, data=self.folder / "redis", sockets=self.sockets, durable=True
        )

    def start(self) -> None:
        """Worker and beat, which need some seconds; `wait_for_worker` waits for them."""
        self.processes.start(Service("beat", celery_command("beat"), group=1))
        self.processes.start(Service("worker", celery_command("worker", "--concurrency", "1"), group=1))

    def wait_for_worker(self) -> None:
        """Until the worker takes tasks for the first time."""
        log = self.processes.log("worker")
        wait_until(lambda: log.exists() and READY in log.read_bytes(), "the worker is ready")

    def kill_worker(self) -> None:
        """SIGKILL to the worker and its children, as the kernel does when memory runs out."""
        os.killpg(self.processes.ids["worker"], signal.SIGKILL)

    def stop_broker(self) -> None:
        """Redis is away; worker and beat go on without."""
        os.kill(self.processes.ids["redis"], signal.SIGTERM)
        wait_until(lambda: not Path(self.sockets, "redis.sock").exists(), "Redis has ended")

    def revive(self) -> None:
        """What ended is started again, as the launcher does it: at the same address, with what it had written down."""
        wait_until(self.processes.revive, "something has ended")

    def mails_to(self, address: str) -> list[str]:
        """Subject and text of each mail to `address`, oldest first."""
        mine = [mail for mail in self.mailbox.mails if address in str(mail["To"])]
        return [f"{mail['Subject']}\n\n{mail.get_body(('plain',)).get_content()}" for mail in mine]

    def mail_to(self, address: str, saying: str) -> str:
        """The first mail to `address` that says `saying`, once it has come."""
        wait_until(
            lambda: any(saying in mail for mail in self.mails_to(address)), f"a mail to {address} about “{saying}”"
        )
        return next(mail for mail in self.mails_to(address) if saying in mail)


@pytest.fixture
def machinery(
    transactional_db: None, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machinery]:
    """Everything but worker and beat, which the test starts: `machinery.start()`. A mail goes without delay."""
    mailbox, receiver, port = Mailbox(), Receiver(), free_port()
    post, hooks = Controller(mailbox, hostname="127.0.0.1", port=port), serve(receiver)
    post.start()
    settings.STATE_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{receiver.port}"]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "STATE_DIR": str(tmp_path),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "OUTGOING_ALLOW": f"127.0.0.1:{receiver.port}",
        "MAIL_WINDOW_MINUTES": "0",
    }
    with servers.private_folder() as sockets:
        works = Machinery(tmp_path, sockets, environment, mailbox, receiver)
        _poke(environment["REDIS_URL"], monkeypatch)
        try:
            yield works
        finally:
            works.processes.stop()
            hooks.shutdown()
            hooks.server_close()
            post.stop()
            cache.clear()  # a killed worker leaves its post behind
            _forget_broker()


def _poke(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process, which is the web, poke the broker at `url`."""
    monkeypatch.setattr(app.conf, "broker_write_url", url)
    monkeypatch.setattr(app.conf, "broker_read_url", url)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    _forget_broker()


def _forget_broker() -> None:
    """No thread remembers that the broker was away."""
    nudging._broker.__dict__.clear()
