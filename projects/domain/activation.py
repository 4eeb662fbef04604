"""Readiness and activation: a project becomes active when no check stands in its way."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from notifications.domain.publish import publish
from projects.choices import BEFORE_ACTIVE, ProjectState
from projects.domain.projects import today_of
from projects.domain.transitions import move
from projects.models import Project, ProjectTransition, ReadinessWaiver
from projects.people import both_sides_of
from projects.readiness import CheckResult, known_check, open_checks
from projects.topics import PROJECT_ACTIVATED


def declare_ready(project: Project, *, by: User, now: datetime) -> ProjectTransition:
    """Say that the preparation is complete. Refused with the list of what is missing."""
    with recorded("declared a project ready", by=by):
        _refuse_unready(project, now=now)
        return move(
            project, (ProjectState.SCOPING,), ProjectState.READY, verb="declared a project ready", by=by, now=now
        )


def activate_project(project: Project, *, by: User, now: datetime) -> ProjectTransition:
    """Begin the work. Refused with the list of what is missing, and from any state but scoping and ready."""
    with recorded("activated a project", by=by):
        project = Project.objects.select_for_update(of=("self",)).select_related("vendor", "manager").get(pk=project.pk)
        if project.state in BEFORE_ACTIVE:
            _refuse_unready(project, now=now)
        transition = move(project, BEFORE_ACTIVE, ProjectState.ACTIVE, verb="activated a project", by=by, now=now)
        publish(
            PROJECT_ACTIVATED,
            about=project,
            recipients=[person for person in both_sides_of(project) if person != by],
            params={"project": project.name, "vendor": project.vendor.legal_name, "by": by.name},
            now=now,
            vendor_id=project.vendor_id,
        )
        return transition


def waive_check(
    project: Project, *, check_code: str, reason: str, until_on: date, by: User, now: datetime
) -> ReadinessWaiver:
    """Set one open check aside until a day, included, with the reason. The check stays visible as waived."""
    check = known_check(check_code)
    if check is None:
        raise Refused(_("There is no such check."), "check_code")
    today = today_of(project, now)
    if until_on < today:
        raise Refused(_("A waiver ends today or later."), "until_on")
    with recorded("waived a readiness check", by=by, reason=reason):
        project = Project.objects.select_for_update().get(pk=project.pk)
        if not reason.strip():
            raise Refused(_("Say why this can wait: the auditor will ask."), "reason")
        if check_code not in {result.check.code for result in open_checks(project, today)}:
            raise Refused(_("“%s” is not open: there is nothing to waive.") % check.label, "check_code")
        waiver = ReadinessWaiver(
            project=project, check_code=check_code, reason=reason.strip(), until_on=until_on, by=by, at=now
        )
        valid(waiver)
        waiver.save()
    return waiver


def _refuse_unready(project: Project, *, now: datetime) -> None:
    still_open = open_checks(project, today_of(project, now))
    if still_open:
        count = len(still_open)
        reason = ngettext("Not ready: %d check is open.", "Not ready: %d checks are open.", count) % count
        raise Refused(reason, details=[_sentence(result) for result in still_open])


def _sentence(result: CheckResult) -> str:
    assert result.obstacle is not None
    missing = f" ({'; '.join(result.obstacle.missing)})" if result.obstacle.missing else ""
    return f"{result.check.label}: {result.obstacle.text}{missing}"
