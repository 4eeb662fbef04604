"""The database and the broker of one run: those that the environment names, else embedded ones."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from outsourcing.launcher import postgres, redis
from outsourcing.launcher.processes import Processes

PREFIX = "tandem-"


@contextmanager
def private_folder(link: Path | None = None) -> Iterator[Path]:
    """A short path for sockets, whose names may not exceed 107 bytes.

    `link` points to it meanwhile, so that a later run finds, and removes, what a killed one has left.
    """
    if link is not None:
        remove_linked(link)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    try:
        if link is not None:
            link.symlink_to(folder)
        yield folder
    finally:
        if link is not None:
            link.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def remove_linked(link: Path) -> None:
    if link.is_symlink():
        folder = link.readlink()
        if folder.name.startswith(PREFIX):
            shutil.rmtree(folder, ignore_errors=True)
        link.unlink()


def start(processes: Processes, *, data: Path, sockets: Path, durable: bool = True) -> dict[str, str]:
    """Starts what is not named, and returns DATABASE_URL and REDIS_URL."""
    database = os.environ.get("DATABASE_URL") or postgres.start(
        processes, data=data / "postgres", sockets=sockets, durable=durable
    )
    broker = os.environ.get("REDIS_URL") or redis.start(
        processes, data=data / "redis", sockets=sockets, durable=durable
    )
    return {"DATABASE_URL": database, "REDIS_URL": broker}
