"""The registry of readiness checks: what must stand before a project may become active.

Each app registers its own at start-up, as Django's system checks are, so that activating a project asks vendors,
KPIs and reviews without knowing them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.validators import slug_re
from django.utils.functional import Promise

from projects.models import Project, ReadinessWaiver


@dataclass(frozen=True)
class Obstacle:
    """Why a check is open: a sentence, what exactly is missing, who can close it, and where."""

    text: str
    who: str
    url: str = ""
    missing: Sequence[str] = ()


@dataclass(frozen=True)
class Check:
    """One condition. `find` looks at a project as of a day (the project's today) and returns what stands in the way.

    `code` names it in addresses and in the waivers that are kept. `position` says where it stands on the list: what
    comes first in the work comes first there.
    """

    code: str
    label: str | Promise
    find: Callable[[Project, date], Obstacle | None]
    position: int = 50


@dataclass(frozen=True)
class CheckResult:
    """How one check stands for one project: done, waived until a day, or open."""

    check: Check
    obstacle: Obstacle | None
    waiver: ReadinessWaiver | None = None

    @property
    def state(self) -> str:
        if self.obstacle is None:
            return "done"
        return "waived" if self.waiver else "open"


_checks: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Add a check at start-up. A code stands for one check, and stands in addresses."""
    if not slug_re.match(check.code):
        raise ValueError(f"a readiness check's code is made of letters, digits and dashes: {check.code!r}")
    known = _checks.setdefault(check.code, check)
    if known is not check:
        raise ValueError(f"a readiness check {check.code!r} is registered already")
    return check


def known_check(code: str) -> Check | None:
    return _checks.get(code)


def check_results(project: Project, today: date) -> list[CheckResult]:
    """Every check, in its order, with its obstacle and its waiver in force on `today`."""
    waivers = {waiver.check_code: waiver for waiver in project.waivers.filter(until_on__gte=today).select_related("by")}
    checks = sorted(_checks.values(), key=lambda check: check.position)
    return [CheckResult(check, check.find(project, today), waivers.get(check.code)) for check in checks]


def open_checks(project: Project, today: date) -> list[CheckResult]:
    """What still stands in the way of activation: neither done nor waived."""
    return [result for result in check_results(project, today) if result.state == "open"]
