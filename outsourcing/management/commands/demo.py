"""Load the demonstration: a company, its vendors and a year of their work together."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.models import User
from outsourcing.demo.people import ADMINISTRATOR, COMPANY, Login
from outsourcing.demo.story import play


class Command(BaseCommand):
    help = "Load the demonstration. Safe to run again: what is there already stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.filter(email=ADMINISTRATOR).exists():
            self.stdout.write(f"The demonstration is loaded already. Its log-ins stand in {logins_file()}.")
            return
        logins = play(timezone.now(), say=lambda line: self.stdout.write(f"  {line}"))
        table = login_table(logins.values())
        keep(table)
        if options["verbosity"]:
            self.stdout.write(f"\n{table}\nKept in {logins_file()}, readable by its owner alone.")


def logins_file() -> Path:
    return settings.STATE_DIR / "demo-logins.txt"


def login_table(logins: Iterable[Login]) -> str:
    """Who can log in, as lines of e-mail, role and password under each other."""
    rows = [(login.user.email, str(login.user.get_role_display()), login.password) for login in logins]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{email:<{widths[0]}}  {role:<{widths[1]}}  {password}" for email, role, password in rows]
    return "\n".join([f"Log-ins of the demonstration ({COMPANY}):", *lines])


def keep(table: str) -> None:
    """Write `table` where only the owner of the installation reads it."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    logins_file().unlink(missing_ok=True)
    descriptor = os.open(logins_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{table}\n")
