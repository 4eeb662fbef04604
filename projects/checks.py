"""The readiness checks that this room answers, and the one about the vendor's due diligence."""

from datetime import date

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Side
from core import formats
from projects.choices import UNSIGNED_SCOPE_STATES, GoalState, RaciLetter, ScopeState
from projects.domain.goals import missing_of
from projects.models import Project, ScopeVersion
from projects.readiness import Check, Obstacle, register
from vendors.choices import Onboarding
from vendors.models import VendorAssessment

QUALIFIED = (Onboarding.QUALIFIED, Onboarding.CONDITIONALLY_QUALIFIED)


def contract_stands(project: Project, today: date) -> Obstacle | None:
    if project.contract_id is not None:
        return None
    who = _team(project)
    return Obstacle(_("No contract is named, so nobody knows when notice is due."), who, _at("project-change", project))


def scope_is_in_force(project: Project, today: date) -> Obstacle | None:
    versions = list(project.scope_versions.prefetch_related("signatures__by")[:2])
    if any(version.state == ScopeState.IN_FORCE for version in project.scope_versions.all()):
        return None
    if not versions:
        return Obstacle(_("No scope is written yet."), _team(project), _at("scope-version-new", project))
    latest = versions[0]
    if latest.state not in UNSIGNED_SCOPE_STATES:
        text = _("Scope version %d is not proposed yet.") % latest.number
        return Obstacle(text, _team(project), latest.get_absolute_url())
    return _unsigned(project, latest)


def goals_are_measurable(project: Project, today: date) -> Obstacle | None:
    goals = list(project.goals.exclude(state=GoalState.DROPPED))
    if not goals:
        return Obstacle(_("No goal is stated yet."), _team(project), _at("goal-new", project))
    missing = [f"{goal}: {', '.join(missing_of(goal))}" for goal in goals if missing_of(goal)]
    if not missing:
        return None
    text = _("A goal that cannot be measured cannot be reached.")
    return Obstacle(text, _team(project), _at("project-agreement", project), missing)


def due_diligence_is_in_date(project: Project, today: date) -> Obstacle | None:
    assessment = VendorAssessment.objects.select_related("owner").filter(vendor=project.vendor_id).first()
    url = project.vendor.get_absolute_url()
    if assessment is None or assessment.onboarding not in QUALIFIED:
        who = assessment.owner.name if assessment else _("a procurement officer")
        return Obstacle(_("The due diligence of %s is not accepted.") % project.vendor, who, url)
    if assessment.next_review_on is not None and assessment.next_review_on < today:
        since = formats.day(assessment.next_review_on)
        text = _("The due diligence of %(vendor)s is out of date: its review was due on %(day)s.")
        return Obstacle(text % {"vendor": project.vendor, "day": since}, assessment.owner.name, url)
    return None


def milestones_are_planned(project: Project, today: date) -> Obstacle | None:
    if project.milestones.exists():
        return None
    return Obstacle(_("The plan has no milestone."), _team(project), _at("milestone-new", project))


def one_is_accountable(project: Project, today: date) -> Obstacle | None:
    accountable = Count("entries", filter=Q(entries__letter=RaciLetter.ACCOUNTABLE))
    activities = list(project.activities.annotate(accountable=accountable))
    url = _at("raci", project)
    if not activities:
        return Obstacle(_("The RACI grid names no activity."), _team(project), url)
    nobody = [activity.title for activity in activities if activity.accountable != 1]
    return Obstacle(_("Nobody is accountable for some activities."), _team(project), url, nobody) if nobody else None


def communication_is_owned(project: Project, today: date) -> Obstacle | None:
    lines = list(project.communication_lines.all())
    if not lines:
        text = _("The communication plan is empty.")
        return Obstacle(text, _team(project), _at("communication-line-new", project))
    unowned = [
        f"{line}: {side.label}"
        for line in lines
        for side, owner in ((Side.CLIENT, line.client_owner_id), (Side.VENDOR, line.vendor_owner_id))
        if owner is None
    ]
    if not unowned:
        return None
    return Obstacle(_("Some lines have no owner on a side."), _team(project), _at("project-people", project), unowned)


def register_own_checks() -> None:
    """Called once, at start-up."""
    own = (
        ("due-diligence", gettext_lazy("The vendor’s due diligence is accepted and in date"), due_diligence_is_in_date),
        ("contract", gettext_lazy("The contract and its dates stand"), contract_stands),
        ("scope", gettext_lazy("The scope is signed by both sides"), scope_is_in_force),
        ("goals", gettext_lazy("Every goal can be measured"), goals_are_measurable),
        ("milestones", gettext_lazy("The plan has milestones"), milestones_are_planned),
        ("raci", gettext_lazy("One is accountable for every activity"), one_is_accountable),
        ("communication", gettext_lazy("The communication plan has an owner on both sides"), communication_is_owned),
    )
    for position, (code, label, find) in enumerate(own, start=1):
        register(Check(code, label, find, position))


def _unsigned(project: Project, version: ScopeVersion) -> Obstacle:
    signed = {signature.side for signature in version.signatures.all()}
    waiting = [side for side in Side if side not in signed]
    text = _("Scope version %(number)d waits for the signature of: %(sides)s.")
    sides = ", ".join(str(side.label) for side in waiting)
    who = project.vendor.legal_name if waiting == [Side.VENDOR] else _team(project)
    return Obstacle(text % {"number": version.number, "sides": sides}, who, version.get_absolute_url())


def _team(project: Project) -> str:
    return _("%s or another person on the team") % project.manager


def _at(name: str, project: Project) -> str:
    return reverse(name, args=[project.pk])
