"""The post office: accounts' own letters (invitation, password reset) leave through the outbox, which stands above.

`notifications` registers itself at start-up as the carrier.
"""

from typing import Protocol


class Carrier(Protocol):
    """Takes a letter into the outbox, inside the caller's transaction."""

    def __call__(self, *, to: str, subject: str, text: str) -> None: ...


_carriers: list[Carrier] = []


def register_carrier(carrier: Carrier) -> None:
    """Say, at start-up, who carries letters."""
    _carriers[:] = [carrier]


def send_letter(*, to: str, subject: str, text: str) -> None:
    """Hand a letter to the carrier; it is sent once the transaction is committed."""
    _carriers[0](to=to, subject=subject, text=text)
