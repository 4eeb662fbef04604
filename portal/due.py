"""What is due from a vendor, gathered for the portal's home. Each subject registers how to find its own at start-up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from accounts.models import User


@dataclass(frozen=True)
class Due:
    """Something that the vendor is to do: what, where, until when (None: as soon as it can), and the button's words."""

    title: str
    what: str
    url: str
    action: str
    due_on: date | None = None
    icon: str = "checkbox"

    def tone(self, today: date) -> str:
        """How much it presses."""
        if self.due_on is None:
            return "info"
        return "bad" if self.due_on < today else "watch" if (self.due_on - today).days <= 7 else "info"


Finder = Callable[[User, date], Iterable[Due]]
_finders: list[Finder] = []


def register_due(finder: Finder) -> Finder:
    """Have the portal's home show what `finder(user, today)` finds; it sees only what `user` may see."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def due_for(user: User, today: date) -> list[Due]:
    """Everything that is due from the user's vendor, the most pressing first."""
    found = [due for finder in _finders for due in finder(user, today)]
    dated = sorted((due for due in found if due.due_on is not None), key=attrgetter("due_on"))
    return [*dated, *(due for due in found if due.due_on is None)]
