"""Scope versions and goals."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may_change
from accounts.choices import Capability
from accounts.doors import found
from accounts.pages import FormPage, Page, RecordPage
from projects.choices import OPEN_SCOPE_STATES, UNSIGNED_SCOPE_STATES, ProjectState, ScopeState
from projects.domain.goals import (
    NEXT_STATES,
    change_goal,
    create_goal,
    decide_goal,
    missing_of,
    missing_to_be_measurable,
)
from projects.domain.scope import (
    draft_scope,
    edit_scope,
    missing_to_propose,
    propose_scope,
    sign_scope,
    withdraw_scope,
)
from projects.forms.agreement import GoalDecisionForm, GoalForm, ScopeForm, SignForm
from projects.forms.projects import ReasonForm
from projects.models import Goal, Project, ScopeSignature, ScopeVersion
from projects.readings import agreement_in_words, differences, sides_of, texts_of
from projects.views.bases import NewInProject, ProjectTab, RecordForm, TeamForm, TeamVerb


class Agreement(ProjectTab):
    """The scope versions and the goals, with the KPIs that prove them."""

    template_name = "projects/agreement.html"
    tab = "project-agreement"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(self.rows(ScopeVersion).filter(project=self.object).prefetch_related("signatures__by"))
        goals = list(self.rows(Goal).filter(project=self.object).select_related("owner", "project"))
        extra = {
            "standing": agreement_in_words(versions, goals),
            "versions": versions,
            "may_draft": self.may_change() and not any(version.state in OPEN_SCOPE_STATES for version in versions),
            "goals": [(goal, missing_of(goal), bool(NEXT_STATES[goal.state])) for goal in goals],
        }
        return super().get_context_data(**extra, **kwargs)


def with_signatures(rows: Any) -> Any:
    signatures = ScopeSignature._default_manager.select_related("by")
    return rows.select_related("project__vendor", "project__manager").prefetch_related(
        Prefetch("signatures", signatures)
    )


def former_of(version: ScopeVersion, rows: Any) -> ScopeVersion | None:
    """The version before, of those that the reader may see."""
    return rows.filter(project=version.project_id, number__lt=version.number).order_by("-number").first()


class ScopeVersionPage(RecordPage):
    """The text, who signed it, and what changed since the former version."""

    model = ScopeVersion
    requires = Capability.READ_PROJECTS
    template_name = "projects/scope_version.html"
    context_object_name = "version"

    def shape(self, rows: Any) -> Any:
        return with_signatures(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.object
        on_team = may_change(self.user, version) and version.project.state != ProjectState.CLOSED
        former = former_of(version, self.rows())
        may_sign = on_team and self.may(Capability.SIGN_SCOPE)
        is_draft, team = version.state == ScopeState.DRAFT, on_team and self.may(Capability.CHANGE_PROJECTS)
        sign_url = reverse("scope-version-sign", args=[version.pk]) if may_sign else ""
        extra = {
            "texts": texts_of(version),
            "sides": sides_of(version, sign_url=sign_url, for_vendor=False),
            "former": former,
            "differences": differences(former, version) if former else [],
            "missing": missing_to_propose(version) if is_draft else [],
            "may_edit": team and is_draft,
            "may_withdraw": team and version.state in UNSIGNED_SCOPE_STATES,
        }
        return super().get_context_data(**extra, **kwargs)


class NewScopeVersion(NewInProject):
    """A new wording begins with the text of the latest one."""

    form_class = ScopeForm
    title = _("Write a scope version")
    submit_label = _("Save the draft")
    lead = _("A draft stays inside. Proposed, its text is frozen and both sides are asked to sign it.")

    def get_initial(self) -> dict[str, Any]:
        latest = self.rows(ScopeVersion).filter(project=self.record).order_by("-number").first()
        return {name: getattr(latest, name) for name in ScopeForm.Meta.fields} if latest else {}

    def act(self, form: Any) -> ScopeVersion:
        return draft_scope(self.record, by=self.user, now=self.now, **form.cleaned_data)


class EditScopeVersion(RecordForm):
    model = ScopeVersion
    form_class = ScopeForm
    title = _("Edit the scope version")
    submit_label = _("Save the draft")

    def act(self, form: Any) -> ScopeVersion:
        return edit_scope(self.record, by=self.user, now=self.now, **form.cleaned_data)


class Propose(TeamVerb):
    model = ScopeVersion
    question = _("Propose this version? Its text is frozen, and both sides are asked to sign it.")
    button_label = _("Propose")
    success_message = _("The version is proposed. Whoever may sign it has been told.")

    def act(self, record: ScopeVersion) -> ScopeVersion:
        return propose_scope(record, by=self.user, now=self.now)


class Withdraw(TeamForm):
    model = ScopeVersion
    form_class = ReasonForm
    title = _("Withdraw the scope version")
    lead = _("Signatures that it has lose their meaning. Its text becomes a new draft.")
    submit_label = _("Withdraw")
    success_message = _("The version is withdrawn; this is the new draft.")

    def act(self, form: Any) -> ScopeVersion:
        return withdraw_scope(self.record, by=self.user, now=self.now, **form.cleaned_data)


class SignPage(FormPage):
    """The text as it will be signed, and the button; for either side (the portal has its own address)."""

    model = ScopeVersion
    requires = Capability.SIGN_SCOPE
    form_class = SignForm
    template_name = "projects/scope_sign.html"
    success_message = _("You signed the scope version.")

    def rows(self, model: Any = None) -> Any:
        return super().rows(model).select_related("project__vendor") if model is None else super().rows(model)

    def get_initial(self) -> dict[str, Any]:
        return {"content_hash": self.record.content_hash}

    def act(self, form: Any) -> ScopeVersion:
        sign_scope(self.record, by=self.user, now=self.now, **form.cleaned_data)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "version": self.record,
            "texts": texts_of(self.record),
            "is_open": self.record.state in UNSIGNED_SCOPE_STATES,
        }
        return super().get_context_data(**extra, **kwargs)


class GoalPage(TeamForm):
    """What the two forms of a goal share: they say what is missing to be measurable, as one types."""

    template_name = "projects/goal_form.html"
    form_class = GoalForm

    @property
    def goal_project(self) -> Project:
        """The project of the goal, or the one that gets it."""
        return self.record if isinstance(self.record, Project) else self.record.project

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["missing"] = missing_in(context["form"])
        context["check_url"] = reverse("goal-check", args=[self.goal_project.pk])
        return context

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.goal_project}


def missing_in(form: Any) -> list[str]:
    """What a goal as typed lacks; a field with an error counts as missing."""
    if form.is_bound:
        form.is_valid()
        return missing_to_be_measurable(form.cleaned_data)
    given = {name: form[name].value() for name in form.fields}
    return missing_to_be_measurable({name: value if value != "" else None for name, value in given.items()})


class NewGoal(GoalPage, NewInProject):
    title = _("State a goal")
    submit_label = _("State the goal")

    def act(self, form: Any) -> Goal:
        return create_goal(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeGoal(GoalPage, RecordForm):
    model = Goal
    title = _("Change the goal")

    def act(self, form: Any) -> Goal:
        return change_goal(self.record, by=self.user, now=self.now, **form.cleaned_data)


class CheckGoal(Page):
    """What htmx asks while one types: what the goal still lacks. Keeps nothing."""

    model = Project
    requires = Capability.CHANGE_PROJECTS

    def post(self, request: Any, pk: int) -> HttpResponse:
        project = found(self.rows(), pk=pk)
        form = GoalForm(request.POST, user=self.user, project=project)
        return render(request, "projects/goal_form.html#measurable", {"missing": missing_in(form)})


class DecideGoal(TeamForm):
    model = Goal
    form_class = GoalDecisionForm
    title = _("Decide on the goal")
    submit_label = _("Decide")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "goal": self.record}

    def act(self, form: Any) -> Goal:
        return decide_goal(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"lead": self.record.statement, **kwargs})
