"""Brings database, messages and static files to this release. A process of its own, run by `up` before the rest.

`python -m outsourcing.launcher.prepare` takes --demo to load the demonstration always, and --demo-if-empty to load it
where nobody has an account yet.
"""

import hashlib
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands

from outsourcing.catalogue import compile_outdated
from outsourcing.launcher import bootstrap
from outsourcing.launcher.console import say

NOT_SERVED = ["*.map"]


def main(arguments: list[str]) -> None:
    django.setup()
    say("Bringing the database to this release")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    compile_outdated(settings.LOCALE_PATHS[0])
    collect_static()
    if "demo" in get_commands() and wants_demo(arguments):
        say("Loading the demonstration")
        call_command("demo", verbosity=0)  # `up` shows the log-ins at every start


def collect_static() -> None:
    """Collects what differs from the last time: hashing and compressing is half of a start."""
    stamp = settings.STATIC_ROOT / ".sources"
    wanted = static_digest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("Collecting the static files")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=NOT_SERVED)
    stamp.write_text(wanted)


def static_digest() -> str:
    """What tells one set of static files, and of packages that treat them, from another."""
    digest = hashlib.sha256(bootstrap.digest().encode())
    for finder in get_finders():
        for name, storage in finder.list(NOT_SERVED):
            state = Path(storage.path(name)).stat()
            prefix = getattr(storage, "prefix", None)
            digest.update(f"{prefix} {name} {state.st_size} {state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def wants_demo(arguments: list[str]) -> bool:
    if "--demo" in arguments:
        return True
    return "--demo-if-empty" in arguments and not get_user_model()._default_manager.exists()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
