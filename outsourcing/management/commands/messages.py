"""Gather the interface's messages for the translators."""

from typing import Any

from babel.messages.catalog import Message
from django.conf import settings
from django.core.management.base import BaseCommand

from outsourcing.catalogue import gathered, update


class Command(BaseCommand):
    help = "Bring outsourcing/locale up to the messages of code and templates, and say how many wait for translation."

    def handle(self, *args: Any, **options: Any) -> None:
        for language, name in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue  # the messages are written in it
            file = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            catalog = update(file, gathered(settings.BASE_DIR, language))
            waiting = sum(1 for message in catalog if message.id and not translated(message))
            self.stdout.write(f"{name}: {len(catalog)} messages, {waiting} not translated")


def translated(message: Message) -> bool:
    """Whether every form of the message, one or several for the plural, says something."""
    forms = [message.string] if isinstance(message.string, str) else message.string or []
    return any(forms)
