"""Compile the message catalogues, as starting the product does."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from outsourcing.catalogue import compiled


class Command(BaseCommand):
    help = "Compile the message catalogues; needs no GNU gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        for file in sorted(settings.LOCALE_PATHS[0].rglob("*.po")):
            self.stdout.write(str(compiled(file).relative_to(settings.BASE_DIR)))
