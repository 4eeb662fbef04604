"""Brings the database and the static files to this release. A process of its own, run by `up` before the rest.

`python -m outsourcing.launcher.prepare` takes --demo to load the demonstration always, and --demo-if-empty to load it
where nobody has an account yet.
"""

import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands

from outsourcing.launcher.console import say


def main(arguments: list[str]) -> None:
    django.setup()
    say("Bringing the database to this release")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static()
    if "demo" in get_commands() and wants_demo(arguments):
        say("Loading the demonstration")
        call_command("demo")


def collect_static() -> None:
    say("Collecting the static files")
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["*.map"])


def wants_demo(arguments: list[str]) -> bool:
    if "--demo" in arguments:
        return True
    return "--demo-if-empty" in arguments and not get_user_model()._default_manager.exists()


if __name__ == "__main__":
    main(sys.argv[1:])
