"""Make an API token from the command line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.access import granted
from accounts.choices import Capability
from accounts.domain.tokens import make_token
from accounts.models import User
from core.errors import Refused


class Command(BaseCommand):
    help = "Make an API token for a person and print it, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="whose token it is")
        parser.add_argument("--name", required=True, help='what will use it, such as "Nightly import"')
        parser.add_argument(
            "--scopes",
            nargs="+",
            metavar="SCOPE",
            help="what it may do, such as kpis:read; all that the person may unless given",
        )
        parser.add_argument("--days", type=int, default=90, help="how long it works: 1 to 366, 90 unless given")

    def handle(self, *args: Any, email: str, name: str, scopes: list[str] | None, days: int, **options: Any) -> None:
        user = User.objects.active().filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody with the address {email} can log in.")
        unknown = sorted(set(scopes or ()) - set(Capability.values))
        if unknown:
            raise CommandError(f"There is no scope {', '.join(unknown)}. There are: {', '.join(Capability.values)}.")
        if not 1 <= days <= 366:
            raise CommandError("--days should be from 1 to 366.")
        now = timezone.now()
        asked = scopes or sorted(granted(user))
        try:
            _token, secret = make_token(
                user, name=name, scopes=asked, expires_at=now + timedelta(days=days), by=user, now=now
            )
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(secret)
