"""The database and the broker of one run: those that the environment names, else embedded ones."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outsourcing.launcher import postgres, redis
from outsourcing.launcher.processes import Processes


@contextmanager
def private_folder() -> Iterator[Path]:
    """A short path for sockets, whose names may not exceed 107 bytes."""
    folder = Path(tempfile.mkdtemp(prefix="tandem-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(processes: Processes, *, data: Path, sockets: Path, durable: bool = True) -> dict[str, str]:
    """Starts what is not named, and returns DATABASE_URL and REDIS_URL."""
    database = os.environ.get("DATABASE_URL") or postgres.start(
        processes, data=data / "postgres", sockets=sockets, durable=durable
    )
    broker = os.environ.get("REDIS_URL") or redis.start(
        processes, data=data / "redis", sockets=sockets, durable=durable
    )
    return {"DATABASE_URL": database, "REDIS_URL": broker}
