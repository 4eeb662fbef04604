"""Numbers, money, dates and times as the reader writes them: in their language and in their time zone."""

from datetime import date, datetime
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, get_timezone_name
from babel.numbers import format_currency, format_decimal, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language, to_locale

from core.rounding import rounded

NOTHING = "–"

# Plain English is the English of the international reader: 5 Mar 2026, 14:30.
REGIONS = {"en": "en_GB"}


def current_locale() -> Locale:
    """The formats that belong to the active language."""
    language = get_language() or "en"
    return Locale.parse(REGIONS.get(language, to_locale(language)))


def number(value: Decimal | int | None, places: int | None = None) -> str:
    """`value` with grouping, rounded half away from zero to `places`; without `places`, all the digits that it has."""
    if value is None:
        return NOTHING
    exact = Decimal(value)
    if places is None:
        places = max(0, -int(exact.normalize().as_tuple().exponent))
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return format_decimal(rounded(exact, places), format=pattern, locale=current_locale())


def money(amount: Decimal | None, currency: str) -> str:
    """`amount` with its currency (ISO 4217), to the currency's minor unit."""
    if amount is None:
        return NOTHING
    exact = rounded(amount, get_currency_precision(currency))
    return format_currency(exact, currency, locale=current_locale())


def day(value: date | datetime | None) -> str:
    """A calendar day: 5 Mar 2026. An instant is taken in the reader's time zone."""
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        value = in_reader_zone(value).date()
    return format_date(value, "medium", locale=current_locale())


def day_of_year(value: date) -> str:
    """A day that comes round every year: 5 March."""
    return format_skeleton("MMMMd", value, locale=current_locale())


def minute(value: datetime | None, *, zone: bool = False) -> str:
    """An instant to the minute, in the reader's time zone; with `zone` the zone is named: 5 Mar 2026, 14:30 CET."""
    if value is None:
        return NOTHING
    local = in_reader_zone(value)
    locale = current_locale()
    clock = format_datetime(local, "HH:mm", locale=locale)
    words = f"{format_date(local.date(), 'medium', locale=locale)}, {clock}"
    return f"{words} {zone_name(local)}" if zone else words


def zone_name(local: datetime) -> str:
    """The short name of an aware time's zone: CET, or GMT+5:30 where there is none."""
    return get_timezone_name(local, width="short", locale=current_locale())


def in_reader_zone(value: datetime) -> datetime:
    """`value` in the active time zone; a time without a zone is taken as it stands there."""
    return timezone.localtime(value) if timezone.is_aware(value) else timezone.make_aware(value)
