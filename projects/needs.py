"""What of agreements needs somebody today, and which projects the home page speaks about."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.choices import Capability, Role, Side
from accounts.models import User
from core.formats import day
from core.needs import Harm, Need
from core.periods import local_day
from projects.choices import (
    BEFORE_ACTIVE,
    UNREACHED_MILESTONE_STATES,
    UNSIGNED_SCOPE_STATES,
    MilestoneState,
    ProjectState,
    Renewal,
)
from projects.domain.contracts import dates_of, today_of
from projects.models import Contract, Milestone, Project, ScopeSignature, ScopeVersion
from projects.querysets import ENDED

WATCHED = (*UNREACHED_MILESTONE_STATES, MilestoneState.SUBMITTED)
# They have no projects of their own to run, so they see how all of them stand.
LOOK_AT_ALL = {Role.ADMINISTRATOR, Role.AUDITOR, Role.VIEWER}


def projects_of(user: User) -> QuerySet[Project]:
    """The projects under way that `user`'s home page is about: their own, or all for those who oversee."""
    rows: QuerySet[Project] = Project.objects.visible_to(user).under_way()
    if Role(user.role) in LOOK_AT_ALL and not user.project_places.exists():
        return rows
    return rows.filter(places__user=user)


def needs(user: User, now: datetime) -> list[Need]:
    """Scopes to sign, projects to make ready, milestones to accept or to chase, contracts whose notice comes near."""
    return [*_signatures(user), *_readiness(user), *_milestones(user, now), *_notices(user, now)]


def _signatures(user: User) -> Iterator[Need]:
    if Capability.SIGN_SCOPE not in granted(user):
        return
    signed = ScopeSignature.objects.filter(scope_version=OuterRef("pk"), side=Side.CLIENT)
    waiting = ScopeVersion.objects.visible_to(user).filter(
        ~Exists(signed), project__places__user=user, state__in=UNSIGNED_SCOPE_STATES
    )
    for version in waiting.select_related("project"):
        yield Need(
            kind="signature",
            harm=Harm.WAITING,
            title=_("Scope version %d waits for our signature") % version.number,
            about=version.project.name,
            url=version.get_absolute_url(),
            act_label=_("Read and sign"),
        )


def _readiness(user: User) -> Iterator[Need]:
    if Capability.CHANGE_PROJECTS not in granted(user):
        return
    for project in Project.objects.visible_to(user).filter(manager=user, state__in=BEFORE_ACTIVE):
        is_declared = project.state == ProjectState.READY
        yield Need(
            kind="readiness",
            harm=Harm.WAITING,
            title=_("Declared ready: it can be activated") if is_declared else _("Not active yet: see what is missing"),
            about=project.name,
            url=project.get_absolute_url(),
            act_label=_("Go to activation") if is_declared else _("Check readiness"),
        )


def _milestones(user: User, now: datetime) -> Iterator[Need]:
    """Those that were submitted, and those that are late, of the projects that `user` manages."""
    if Capability.CHANGE_PROJECTS not in granted(user):
        return
    rows = Milestone.objects.visible_to(user).filter(project__manager=user, state__in=WATCHED)
    for milestone in rows.exclude(project__state__in=[ProjectState.DRAFT, *ENDED]).select_related("project"):
        if milestone.state == MilestoneState.SUBMITTED:
            yield Need(
                kind="acceptance",
                harm=Harm.WAITING,
                title=_("“%s” was submitted and waits for acceptance") % milestone,
                about=milestone.project.name,
                url=milestone.get_absolute_url(),
                act_label=_("Accept or send back"),
                on=milestone.due_on,
            )
        elif milestone.due_on < local_day(now, milestone.project.time_zone):
            yield Need(
                kind="milestone",
                harm=Harm.LATE,
                title=_("The milestone “%s” is late") % milestone,
                about=milestone.project.name,
                url=milestone.get_absolute_url(),
                act_label=_("Look at the plan"),
                on=milestone.due_on,
                due=_("was due on %s") % day(milestone.due_on),
            )


def _notices(user: User, now: datetime) -> Iterator[Need]:
    rows = Contract.objects.visible_to(user).exclude(renewal=Renewal.NONE)
    if Role(user.role) != Role.PROCUREMENT_OFFICER:
        rows = rows.filter(projects__in=projects_of(user).values("pk"))
    for contract in rows.select_related("vendor").distinct():
        dates = dates_of(contract, now)
        if dates.remind_on <= today_of(contract, now) <= dates.notice_by:
            yield Need(
                kind="notice",
                harm=Harm.THREATENED,
                title=_("The notice date of the contract comes near"),
                about=f"{contract.title} · {contract.vendor.legal_name}",
                url=contract.get_absolute_url(),
                act_label=_("Look at the contract"),
                on=dates.notice_by,
                due=_("notice by %s") % day(dates.notice_by),
            )
