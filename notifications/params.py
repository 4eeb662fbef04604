"""The particulars of a message: kept as JSON with their kind, shown in the reader's language and time zone."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core import formats
from core.money import Money

Param = str | date | datetime | Decimal | Money


def packed(params: Mapping[str, Param]) -> dict[str, Any]:
    """`params` as JSON: a text as itself, anything else as {kind: value}."""
    return {name: _packed(value) for name, value in params.items()}


def shown(params: Mapping[str, Any]) -> dict[str, str]:
    """What `packed` kept, in words of the active language and time zone."""
    return {name: _shown(value) for name, value in params.items()}


def plain(params: Mapping[str, Any]) -> dict[str, Any]:
    """What `packed` kept, for another program: decimals and dates as ISO text, money as amount and currency."""
    return {name: _plain(value) for name, value in params.items()}


def _packed(value: Param) -> Any:
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Money):
        return {"money": str(value.amount), "currency": value.currency}
    return str(value)


def _shown(value: Any) -> str:
    match value:
        case {"datetime": text}:
            return formats.minute(datetime.fromisoformat(text), zone=True)
        case {"date": text}:
            return formats.day(date.fromisoformat(text))
        case {"decimal": text}:
            return formats.number(Decimal(text))
        case {"money": text, "currency": currency}:
            return formats.money(Decimal(text), currency)
    return str(value)


def _plain(value: Any) -> Any:
    match value:
        case {"money": amount, "currency": currency}:
            return {"amount": amount, "currency": currency}
        case {"datetime": text} | {"date": text} | {"decimal": text}:
            return text
    return value
