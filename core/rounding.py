"""Rounding as Postgres does it: once, at the end, half away from zero."""

from decimal import ROUND_HALF_UP, Context, Decimal

# Room for sums over many rows of the largest measurements; Decimal's own 28 digits would refuse to round them.
EXACT = Context(prec=60)


def rounded(value: Decimal, places: int) -> Decimal:
    """`value` with `places` decimals (0 to 12), half away from zero, as Postgres' `round(numeric, int)`."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)
