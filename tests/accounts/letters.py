"""What the outbox holds, unsealed."""

import re

from core.sealing import opened
from notifications.domain.letters import PURPOSE
from notifications.models import Delivery


def letters_to(address: str) -> list[str]:
    """The texts of the letters to `address`, oldest first."""
    waiting = Delivery.objects.filter(address=address).exclude(sealed_text="").order_by("pk")
    return [opened(delivery.sealed_text, purpose=PURPOSE) for delivery in waiting]


def link_in(letter: str) -> str:
    """The path of the first link in a letter."""
    found = re.search(r"https?://[^/\s]+(/\S+)", letter)
    assert found, letter
    return found.group(1)
