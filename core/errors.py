"""What every door of the product understands when a rule says no."""

from collections.abc import Sequence


class Refused(Exception):
    """A rule of the field forbids this change; nothing was kept.

    `reason` is a translated sentence for the person who asked. `field` names the input that it is about, where there
    is one: the form shows it there, the API answers with it. `details` lists every obstacle where there are several.
    """

    def __init__(self, reason: str, field: str | None = None, *, details: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.reason = str(reason)
        self.field = field
        self.details = [str(detail) for detail in details]


class Stale(Exception):
    """The record was changed by somebody else since it was read; `current` is its version now."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the record is at version {current}")
        self.current = current
