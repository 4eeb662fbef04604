"""Topics that no room of the product tells, and a short way to tell them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import ScopedModel, User
from notifications.domain.publish import publish
from notifications.models import Message
from notifications.topics import Topic, register

SOMETHING = register(
    Topic(
        code="tests.something_happened",
        label="Something happened",
        title="%(what)s happened",
        text="It happened on %(on)s, %(much)s times.",
    )
)
OTHER = register(Topic(code="tests.other", label="Something else", title="Something else", text="Not the same."))


def tell(about: ScopedModel, *recipients: User, now: datetime, what: str = "Rain", **kwargs: Any) -> Message | None:
    """Publish SOMETHING about `about`."""
    params = {"what": what, "on": date(2026, 5, 4), "much": Decimal("1234.5")}
    return publish(kwargs.pop("topic", SOMETHING), about=about, recipients=recipients, params=params, now=now, **kwargs)
