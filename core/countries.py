"""Countries by their ISO 3166 letters, named in the reader's language."""

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# What the registry of languages lists beside countries: groups of them, outlying parts, codes made for tests.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


def countries() -> list[tuple[str, str]]:
    """Each country as (letters, name), by name."""
    return list(_countries(get_language() or "en"))


def country_name(code: str) -> str:
    """The name of the country with the letters `code`; the letters themselves where they are none's."""
    return dict(countries()).get(code, code)


def validate_country(value: str) -> None:
    """Raise ValidationError unless `value` is the two letters of a country."""
    if value not in dict(_countries("en")):
        raise ValidationError(
            _("“%(value)s” is not the two letters of a country, such as DE."), params={"value": value}
        )


@lru_cache(maxsize=32)
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    try:
        territories = Locale.parse(language.replace("-", "_")).territories
    except (ValueError, UnknownLocaleError):
        territories = Locale.parse("en").territories
    codes = ((code, name) for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code))
    return tuple(sorted(((code, name) for code, name in codes if code not in NO_COUNTRY), key=lambda pair: pair[1]))
