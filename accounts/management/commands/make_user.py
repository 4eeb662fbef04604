"""Make a person from the command line: the first administrator, or whenever the browser is out of reach."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.choices import INTERNAL_ROLES, Role
from accounts.domain.people import add_person, issue_invitation
from core.errors import Refused


class Command(BaseCommand):
    help = "Make a person of our own side: print an invitation link, or take a password from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address to log in with")
        parser.add_argument("--name", help="the name that others see; the address's first part unless given")
        roles = [role.value for role in Role if role in INTERNAL_ROLES]
        parser.add_argument("--role", choices=roles, default=Role.ADMINISTRATOR.value)
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    def handle(self, *args: Any, email: str, name: str | None, role: str, password_stdin: bool, **options: Any) -> None:
        person = {"email": email, "name": name or email.partition("@")[0], "role": role}
        try:
            if password_stdin:
                user = add_person(**person, password=_password(), by=None)
                self.stdout.write(f"{user.email} can log in as {user.get_role_display()}.")
            else:
                user = add_person(**person, by=None)
                link = issue_invitation(user, by=None, now=timezone.now())
                self.stdout.write(
                    f"{user.email} is invited as {user.get_role_display()}. The link works once, for a week:"
                )
                self.stdout.write(link)
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal


def _password() -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("Standard input holds no password.")
    return password
