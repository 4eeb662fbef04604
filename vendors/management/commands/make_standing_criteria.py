"""Make the template of the seven standing criteria from the command line."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from core.errors import Refused
from vendors.domain.standing_criteria import STANDING_CRITERIA
from vendors.domain.templates import create_template_from, publish_version


class Command(BaseCommand):
    help = "Make the questionnaire template of the seven standing criteria, as a draft."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="who makes it")
        parser.add_argument("--publish", action="store_true", help="publish it at once, so that it can be sent")

    def handle(self, *args: Any, email: str, publish: bool, **options: Any) -> None:
        user = User.objects.active().internal().filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody of our own side with the address {email} can log in.")
        now = timezone.now()
        try:
            version = create_template_from(STANDING_CRITERIA, by=user, now=now)
            if publish:
                version = publish_version(version, by=user, now=now)
        except Refused as refusal:
            raise CommandError(refusal.reason) from refusal
        self.stdout.write(f"{version}: {version.get_state_display()}")
