"""Gather the interface's messages for the translators."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from outsourcing.catalogue import gathered, update, waiting


class Command(BaseCommand):
    help = "Bring outsourcing/locale up to the messages of code and templates, and list those that lack a translation."

    def handle(self, *args: Any, **options: Any) -> None:
        for language, name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue  # the messages are written in it
            file = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            catalog = update(file, gathered(settings.BASE_DIR, language))
            lacking = waiting(catalog)
            for words, place in lacking:
                self.stdout.write(f"{place}: {words}")
            self.stdout.write(f"{name}: {len(catalog)} messages, {len(lacking)} not translated")
