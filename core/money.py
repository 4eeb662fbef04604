"""Money: an exact amount in one currency. Different currencies are never added."""

from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision, list_currencies
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.rounding import rounded


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added or compared."""


@dataclass(frozen=True)
class Money:
    """An amount in a currency (ISO 4217 code), rounded to the currency's minor unit."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", rounded(self.amount, get_currency_precision(self.currency)))

    def __add__(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added")
        return Money(self.amount + other.amount, self.currency)


def validate_currency(value: str) -> None:
    """Raise ValidationError unless `value` is an ISO 4217 code."""
    if value not in list_currencies("en"):
        raise ValidationError(_("“%(value)s” is not a currency code such as EUR."), params={"value": value})
