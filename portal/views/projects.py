"""Projects in the portal: what is shared with the vendor, scope versions to sign, milestones to submit."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import granted
from accounts.choices import Capability, Side
from accounts.models import User
from accounts.pages import FormPage, ListPage, RecordPage
from portal.due import Due
from portal.pages import PortalPage
from projects.choices import UNREACHED_MILESTONE_STATES, UNSIGNED_SCOPE_STATES, ProjectState
from projects.domain.milestones import submit_milestone
from projects.domain.projects import today_of
from projects.filters import SharedProjectFilter
from projects.forms.plan import NoteForm
from projects.grid import grid_of
from projects.models import Activity, CommunicationLine, Goal, Milestone, Project, ScopeVersion
from projects.querysets import ENDED
from projects.readings import (
    differences,
    is_late,
    milestones_of,
    plan_in_words,
    sides_of,
    stepper_of,
    texts_of,
    with_progress,
)
from projects.views.agreement import SignPage, former_of, with_signatures
from projects.views.people import activities_of, shown_line

READ = Capability.READ_PROJECTS


def projects_due(user: User, today: date) -> Iterator[Due]:
    """Scope versions that wait for the vendor's signature, and milestones that are due from it within four weeks."""
    if Capability.SIGN_SCOPE in granted(user):
        waiting = ScopeVersion._default_manager.visible_to(user).filter(state__in=UNSIGNED_SCOPE_STATES)
        for version in waiting.exclude(signatures__side=Side.VENDOR).select_related("project"):
            yield Due(
                title=str(version),
                what=_now("Read and sign the scope"),
                url=version.get_portal_url(),
                action=_now("Read"),
                icon="writing-sign",
            )
    milestones = Milestone._default_manager.visible_to(user).filter(state__in=UNREACHED_MILESTONE_STATES)
    for milestone in milestones.exclude(project__state__in=ENDED).select_related("project"):
        if (milestone.due_on - today).days <= 28:
            yield Due(
                title=f"{milestone} · {milestone.project}",
                what=_now("Submit the milestone"),
                url=milestone.get_portal_url(),
                action=_now("Look"),
                due_on=milestone.due_on,
                icon="flag",
            )


class Projects(PortalPage, ListPage):
    model = Project
    requires = READ
    template_name = "portal/projects.html"
    filterset_class = SharedProjectFilter

    def shape(self, rows: Any) -> Any:
        return with_progress(rows.select_related("manager"))


class ProjectPage(PortalPage, RecordPage):
    """What both sides share: scope, goals, plan, who answers for what, who talks to whom."""

    model = Project
    requires = READ
    template_name = "portal/project.html"
    context_object_name = "project"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "manager", "sponsor", "contract")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object
        today = today_of(project, self.now)
        milestones = milestones_of(project)
        lines = self.rows(CommunicationLine).filter(project=project).select_related("client_owner", "vendor_owner")
        may_submit = self.may(Capability.SUBMIT_MILESTONES) and project.state not in ENDED
        extra = {
            "steps": stepper_of(project),
            "standing": plan_in_words(milestones, today),
            "versions": self.rows(ScopeVersion).filter(project=project).prefetch_related("signatures"),
            "goals": self.rows(Goal).filter(project=project).select_related("owner"),
            "milestones": [
                (milestone, is_late(milestone, today), may_submit and milestone.state in UNREACHED_MILESTONE_STATES)
                for milestone in milestones
            ],
            "grid": grid_of(activities_of(project, self.rows(Activity)), for_vendor=True),
            "lines": [shown_line(line, today) for line in lines],
            "is_on_hold": project.state == ProjectState.ON_HOLD,
        }
        return super().get_context_data(**extra, **kwargs)


class ScopeVersionPage(PortalPage, RecordPage):
    model = ScopeVersion
    requires = READ
    template_name = "portal/scope_version.html"
    context_object_name = "version"

    def shape(self, rows: Any) -> Any:
        return with_signatures(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        former = former_of(version, self.rows())
        may_sign = self.may(Capability.SIGN_SCOPE)
        sign_url = reverse("portal-scope-version-sign", args=[version.pk]) if may_sign else ""
        extra = {
            "texts": texts_of(version),
            "sides": sides_of(version, sign_url=sign_url, for_vendor=True),
            "former": former,
            "differences": differences(former, version) if former else [],
        }
        return super().get_context_data(**extra, **kwargs)


class SignScopeVersion(PortalPage, SignPage):
    template_name = "portal/scope_sign.html"

    def target(self, result: Any) -> str:
        return self.record.get_portal_url()


class SubmitMilestone(PortalPage, FormPage):
    model = Milestone
    requires = Capability.SUBMIT_MILESTONES
    form_class = NoteForm
    title: ClassVar[Any] = _("Submit the milestone")
    submit_label = _("Submit")
    success_message = _("The milestone is submitted. The project’s team has been told.")

    def act(self, form: Any) -> Milestone:
        return submit_milestone(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return self.record.get_portal_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"lead": self.record.title, "cancel_url": self.record.get_portal_url()}
        return super().get_context_data(**extra, **kwargs)
