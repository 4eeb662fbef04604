"""What kills of the worker lose or double: `python -m bench.faults --kills 100`.

A real worker and a real beat evaluate and deliver while measurements come in, and the worker is killed with SIGKILL
again and again, children included. Each KPI first misses its target and later meets it again, so each owes exactly one
breach, one message that it opened, one that it recovered, one webhook for each message, and one mail for each matter
and person. In the end the database, the webhook receiver and the mail server are compared with what was owed.

Servers, receiver and mail server are made for this run on loopback, and keep nothing.
"""

import argparse
import json
import os
import random
import signal
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from aiosmtpd.controller import Controller

from outsourcing.launcher import frontend, servers
from outsourcing.launcher.console import say
from outsourcing.launcher.processes import Processes, Service
from outsourcing.launcher.testing import test_environment
from outsourcing.launcher.up import celery_command, prepare

READY = b" ready"
LONGEST_LIFE_SECONDS = 1.5
SECONDS_A_KILL = 4
"""About how long a worker takes to start and to be killed: over as long, measurements come in."""


class Receiver:
    """A webhook receiver that counts how often it was given each webhook-id."""

    def __init__(self) -> None:
        seen: Counter[str] = Counter()
        self.seen = seen

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                seen[self.headers["webhook-id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Stay silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Mailbox:
    """A mail server that counts how often it was given each Message-ID."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.seen[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 OK"


@contextmanager
def stack(receiver: Receiver, mailbox: Mailbox) -> Iterator[tuple[Processes, Service]]:
    """Servers that keep their promises (durable), and beat; the worker is started by the caller's kills."""
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as folder, servers.private_folder() as sockets:
        environment = test_environment(Path(folder))
        environment |= {
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "OUTGOING_ALLOW": f"127.0.0.1:{receiver.port}",
            "MAIL_WINDOW_MINUTES": "0",
        }
        processes = Processes(Path(folder) / "log", environment)
        try:
            environment |= servers.start(processes, data=Path(folder), sockets=sockets)
            os.environ |= environment
            frontend.install()
            prepare(environment, [])
            processes.start(Service("beat", celery_command("beat")))
            worker = processes.start(Service("worker", celery_command("worker", "--concurrency", "2")))
            yield processes, worker
        finally:
            processes.stop()


def kill_again_and_again(processes: Processes, worker: Service, kills: int, seed: int) -> None:
    """SIGKILL the worker and its children, at a random moment after each start has come so far as to work."""
    chance = random.Random(seed)
    log, read = processes.log("worker"), 0
    for number in range(1, kills + 1):
        while READY not in log.read_bytes()[read:]:
            time.sleep(0.05)
        time.sleep(chance.uniform(0, LONGEST_LIFE_SECONDS))
        read = log.stat().st_size
        assert worker.process
        os.killpg(worker.process.pid, signal.SIGKILL)
        worker.process.wait()
        worker.ends.clear()  # dying often is the point here
        processes.revive()
        if number % 10 == 0:
            say(f"{number} kills")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--kpis", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    receiver, mailbox = Receiver(), Mailbox()
    with stack(receiver, mailbox) as (processes, worker):
        django.setup()
        owed = import_module("bench.owed")  # reads the settings, which the stack has just made
        kpis = owed.make_kpis(options.kpis, f"http://127.0.0.1:{receiver.port}/")
        hurry = threading.Event()
        seconds = options.kills * SECONDS_A_KILL
        feeder = threading.Thread(target=owed.feed, args=(kpis,), kwargs={"seconds": seconds, "hurry": hurry})
        feeder.start()
        kill_again_and_again(processes, worker, options.kills, options.seed)
        hurry.set()
        feeder.join()
        owed.wait_until_done(options.kpis)
        found = owed.judge(kpis, receiver.seen, mailbox.seen)
    mailbox.controller.stop()
    print(json.dumps({"kills": options.kills, **found}, indent=2))
    return int(any(count for name, count in found.items() if name.endswith(("lost", "doubled", "not recovered"))))


if __name__ == "__main__":
    sys.exit(main())
