"""How a project stands, in words: for its pages, and for lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.choices import Side
from core import formats
from projects.choices import (
    BEFORE_ACTIVE,
    UNREACHED_MILESTONE_STATES,
    UNSIGNED_SCOPE_STATES,
    GoalState,
    MilestoneState,
    ProjectState,
    ScopeState,
)
from projects.domain.scope_text import DifferenceRow, difference
from projects.models import SCOPE_TEXTS, Goal, Milestone, MilestoneTransition, Project, ProjectTransition, ScopeVersion
from projects.readiness import CheckResult

S = ProjectState


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    active: bool


@dataclass(frozen=True)
class NextStep:
    """The one thing to do now: a sentence, and where there is one, the button."""

    text: str
    url: str = ""
    label: str = ""
    tone: str = "info"


@dataclass(frozen=True)
class ShownCheck:
    """A readiness check as the checklist shows it."""

    title: str
    state: str
    note: str = ""
    missing: Sequence[str] = field(default_factory=tuple)
    who: str = ""
    url: str = ""
    code: str = ""


@dataclass(frozen=True)
class StepShown:
    label: str
    state: str


@dataclass(frozen=True)
class ShownSide:
    """One side of the signature block."""

    side: str
    is_theirs: bool
    who: str = ""
    at: object = None
    title: str = ""
    url: str = ""
    url_label: str = ""
    waits_for: str = ""


@dataclass(frozen=True)
class TextDifference:
    """How one of the texts changed since the former version."""

    label: str
    rows: list[DifferenceRow]


def tabs_of(project: Project, active: str) -> list[Tab]:
    """The four parts of a project's page."""
    named = [
        ("project", _("Overview")),
        ("project-agreement", _("Scope and goals")),
        ("project-plan", _("Plan")),
        ("project-people", _("People and communication")),
    ]
    return [Tab(label, reverse(name, args=[project.pk]), name == active) for name, label in named]


def stepper_of(project: Project) -> list[StepShown]:
    """The states in their order; on hold stands where active would."""
    order = [S.DRAFT, S.SCOPING, S.READY, S.ACTIVE, S.CLOSING, S.CLOSED]
    present = S.ACTIVE if project.state == S.ON_HOLD else S(project.state)
    reached = order.index(present)
    return [
        StepShown(
            str(S(project.state).label if state == present else state.label),
            "past" if place < reached else "present" if place == reached else "next",
        )
        for place, state in enumerate(order)
    ]


def shown_checks(results: Iterable[CheckResult], *, with_links: bool = True) -> list[ShownCheck]:
    """Readiness for the checklist: what is open first. Links are for those who may follow them."""
    order = {"open": 0, "waived": 1, "done": 2}
    checks = sorted((_shown(result) for result in results), key=lambda check: order[check.state])
    return checks if with_links else [replace(check, url="") for check in checks]


def _shown(result: CheckResult) -> ShownCheck:
    title, code = str(result.check.label), result.check.code
    if result.obstacle is None:
        return ShownCheck(title, "done", code=code)
    if result.waiver is not None:
        until = formats.day(result.waiver.until_on)
        note = _("Waived by %(who)s until %(until)s: %(reason)s")
        words = note % {"who": result.waiver.by, "until": until, "reason": result.waiver.reason}
        return ShownCheck(title, "waived", words, code=code, url=result.obstacle.url)
    found = result.obstacle
    return ShownCheck(title, "open", found.text, found.missing, found.who, found.url, code)


def standing(project: Project, checks: Sequence[ShownCheck], transitions: Sequence[ProjectTransition]) -> str:
    """The first line of a project's page."""
    still_open = sum(check.state == "open" for check in checks)
    latest = transitions[0] if transitions else None
    since = formats.day(latest.at) if latest else ""
    if project.state == S.DRAFT:
        return _("A draft: only our side sees it.")
    if project.state in BEFORE_ACTIVE:
        if not still_open:
            return _("Everything that activation needs is there.")
        words = ngettext(
            "%(open)d of %(all)d readiness checks is open.",
            "%(open)d of %(all)d readiness checks are open.",
            still_open,
        )
        return words % {"open": still_open, "all": len(checks)}
    if project.state == S.ACTIVE:
        return _("Active since %s.") % since if since else _("Active.")
    ended = {S.ON_HOLD: _("On hold since %s."), S.CLOSING: _("Closing since %s."), S.CLOSED: _("Closed on %s.")}
    said = ended[S(project.state)] % (since or "–")
    return f"{said} {latest.reason}" if latest and latest.reason else said


def next_step(project: Project, checks: Sequence[ShownCheck]) -> NextStep | None:
    """The one thing to do now; none where nothing waits."""
    if project.state == S.DRAFT:
        text = _("Open scoping when the vendor may see the project, then write the scope.")
        return NextStep(text, reverse("project-step", args=[project.pk, "scoping"]), _("Open scoping"))
    if project.state in BEFORE_ACTIVE:
        first = next((check for check in checks if check.state == "open"), None)
        if first is None:
            text = _("Activate the project: the work begins and both sides are told.")
            return NextStep(text, reverse("project-activation", args=[project.pk]), _("Activate"), "ok")
        return NextStep(f"{first.note} {_('Can be closed by %s.') % first.who}", first.url, _("Go there"), "watch")
    if project.state == S.ACTIVE:
        return _waiting_milestone(project)
    return None


def _waiting_milestone(project: Project) -> NextStep | None:
    waiting = project.milestones.filter(state=MilestoneState.SUBMITTED).first()
    if waiting is None:
        return None
    text = _("The milestone “%s” was submitted and waits for acceptance.") % waiting
    return NextStep(text, waiting.get_absolute_url(), _("Look at it"), "watch")


def milestones_of(project: Project) -> list[Milestone]:
    steps = MilestoneTransition._default_manager.select_related("by")
    return list(project.milestones.prefetch_related(Prefetch("transitions", steps)))


def plan_in_words(milestones: Sequence[Milestone], today: date) -> str:
    """How the plan stands."""
    if not milestones:
        return _("Nothing is planned yet.")
    accepted = sum(milestone.state == MilestoneState.ACCEPTED for milestone in milestones)
    late = sum(is_late(milestone, today) for milestone in milestones)
    words = _("%(accepted)d of %(all)d milestones are accepted.") % {"accepted": accepted, "all": len(milestones)}
    return f"{words} {ngettext('%d is late.', '%d are late.', late) % late}" if late else words


def is_late(milestone: Milestone, today: date) -> bool:
    """Whether it should have been submitted by now."""
    return milestone.due_on < today and milestone.state in UNREACHED_MILESTONE_STATES


def agreement_in_words(versions: Sequence[ScopeVersion], goals: Sequence[Goal]) -> str:
    """How scope and goals stand."""
    in_force = next((version for version in versions if version.state == ScopeState.IN_FORCE), None)
    scope = _("Scope version %d is in force.") % in_force.number if in_force else _("No scope is in force yet.")
    count = sum(goal.state != GoalState.DROPPED for goal in goals)
    return f"{scope} {ngettext('%(count)d goal is stated.', '%(count)d goals are stated.', count) % {'count': count}}"


def sides_of(version: ScopeVersion, *, sign_url: str, for_vendor: bool) -> list[ShownSide]:
    """The signature block as one side reads it; `sign_url` leads its person to the signing, where they may."""
    signed = {signature.side: signature for signature in version.signatures.all()}
    waiting = version.state in UNSIGNED_SCOPE_STATES
    sides = []
    for side in Side:
        theirs = side == Side.VENDOR
        label = version.project.vendor.legal_name if theirs else _("Client") if for_vendor else str(side.label)
        held = signed.get(side)
        if held is not None:
            role = held.by.get_role_display()
            sides.append(ShownSide(label, theirs, who=held.by.name, at=held.at, title=role))
        elif waiting and sign_url and for_vendor is theirs:
            sides.append(ShownSide(label, theirs, url=sign_url, url_label=_("Read and sign")))
        else:
            waits_for = _("a lead of the vendor") if theirs else _("somebody of the client’s team who may sign")
            sides.append(ShownSide(label, theirs, waits_for=waits_for if waiting else ""))
    return sides


def texts_of(version: ScopeVersion) -> list[tuple[str, str]]:
    """The five texts under their headings."""
    return [(_heading(name), getattr(version, name)) for name in SCOPE_TEXTS]


def differences(former: ScopeVersion, version: ScopeVersion) -> list[TextDifference]:
    """What changed since the former version; texts that did not are left out."""
    found = []
    for name in SCOPE_TEXTS:
        rows = difference(getattr(former, name), getattr(version, name))
        if any(row.is_changed for row in rows):
            found.append(TextDifference(_heading(name), rows))
    return found


def _heading(name: str) -> str:
    return str(getattr(ScopeVersion._meta.get_field(name), "verbose_name", name)).capitalize()


def with_progress(projects: Any) -> Any:
    """Projects with how many milestones each has, and how many are accepted."""
    accepted = Count("milestones", filter=Q(milestones__state=MilestoneState.ACCEPTED))
    projects = projects.order_by("name_key", "pk")
    return projects.annotate(milestone_count=Count("milestones"), accepted_count=accepted)
