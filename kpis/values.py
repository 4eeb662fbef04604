"""Plain values that the queries hand to the rules of measuring."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

# A state that nothing has confirmed for so long is not known any more. It also bounds how far back is looked.
STATE_HOLDS = timedelta(days=92)


@dataclass(frozen=True)
class Observation:
    """One measurement in its latest revision. For availability `value` is 1 (up) or 0 (down)."""

    at: datetime
    value: Decimal
    denominator: Decimal | None = None
    subject: str = ""


@dataclass(frozen=True)
class Summary:
    """What a period's measurements add up to. Seconds are filled for availability alone."""

    count: int = 0
    total: Decimal | None = None
    denominators: Decimal | None = None
    least: Decimal | None = None
    greatest: Decimal | None = None
    last: Decimal | None = None
    within: int = 0
    up_seconds: Decimal = Decimal(0)
    known_seconds: Decimal = Decimal(0)
