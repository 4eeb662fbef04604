"""Rounding as Postgres does it: once, at the end, half away from zero."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` with `places` decimals (0 to 12), half away from zero, as Postgres' `round(numeric, int)`."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
