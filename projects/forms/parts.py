"""What several forms are made of."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings


class DateInput(forms.DateInput):
    """The browser's own date picker, which sends and takes ISO dates."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


def zones() -> list[tuple[str, str]]:
    """Every time zone, for a choice field."""
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


def languages() -> list[tuple[str, str]]:
    return [(code, str(name)) for code, name in settings.LANGUAGES]
