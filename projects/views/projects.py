"""A project: the list, its overview, its state, its team."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.access import may_change
from accounts.choices import Capability
from accounts.doors import found
from accounts.pages import FormPage, ListPage
from core.errors import Refused
from projects.choices import BEFORE_ACTIVE, ProjectState
from projects.domain.activation import activate_project, declare_ready, waive_check
from projects.domain.projects import add_place, change_project, create_project, remove_place, today_of
from projects.domain.transitions import STEPS, possible_steps, take_step
from projects.filters import ProjectFilter
from projects.forms.projects import NewProjectForm, PlaceForm, ProjectForm, ReasonForm, WaiverForm
from projects.models import Project, ProjectPlace, ProjectTransition
from projects.readiness import check_results, known_check, open_checks
from projects.readings import ShownCheck, next_step, shown_checks, standing, stepper_of, with_progress
from projects.views.bases import NewInProject, ProjectTab, RecordForm, TeamForm, TeamVerb


class Projects(ListPage):
    model = Project
    requires = Capability.READ_PROJECTS
    template_name = "projects/projects.html"
    filterset_class = ProjectFilter

    def shape(self, rows: Any) -> Any:
        return with_progress(rows.select_related("vendor", "manager"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: Any = self.rows()
        mine = rows.of(self.user).under_way().count()
        return super().get_context_data(mine=mine, may_begin=self.may(Capability.CHANGE_PROJECTS), **kwargs)


class NewProject(FormPage):
    model = Project
    requires = Capability.CHANGE_PROJECTS
    form_class = NewProjectForm
    title = _("Begin a project")
    submit_label = _("Begin")
    success_message = _("The project is a draft. Open scoping when the vendor may see it.")

    def get_initial(self) -> dict[str, Any]:
        return {"manager": self.user.pk, "time_zone": self.user.time_zone, "vendor": self.request.GET.get("vendor", "")}

    def act(self, form: Any) -> Project:
        return create_project(by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("It begins as a draft that only our side sees.")
        return super().get_context_data(lead=lead, cancel_url=reverse("projects"), **kwargs)


class ChangeProject(RecordForm):
    model = Project
    form_class = ProjectForm
    title = _("Change the project")
    success_message = _("The project is changed.")

    def act(self, form: Any) -> Project:
        return change_project(self.record, by=self.user, now=self.now, **form.cleaned_data)


class Overview(ProjectTab):
    """How it stands, the next step, what readiness asks for, the facts, and what happened."""

    template_name = "projects/project.html"
    tab = "project"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        project = self.object
        before_active = project.state in {ProjectState.DRAFT, *BEFORE_ACTIVE}
        results = check_results(project, today_of(project, self.now)) if before_active else []
        transitions = list(self.rows(ProjectTransition).filter(project=project).select_related("by"))
        may_act = self.may_change()
        checks = shown_checks(results, with_links=may_act)
        extra = {
            "standing": standing(project, checks, transitions),
            "next_step": next_step(project, checks),
            "steps": stepper_of(project),
            "checks": checks,
            "open_count": sum(check.state == "open" for check in checks),
            "may_declare": may_act and project.state == ProjectState.SCOPING,
            "may_activate": may_act and project.state in BEFORE_ACTIVE,
            "may_waive": self.may(Capability.WAIVE_READINESS) and project.state in BEFORE_ACTIVE,
            "buttons": [(name, STEPS[name]) for name in possible_steps(project)] if may_act else [],
            "transitions": transitions,
        }
        return super().get_context_data(**extra, **kwargs)


class TakeStep(TeamForm):
    """A change of state, with its reason."""

    model = Project
    form_class = ReasonForm

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["reason"].required = self._step().needs_reason
        return form

    def act(self, form: Any) -> Project:
        reason = form.cleaned_data["reason"]
        take_step(self.record, self.kwargs["step"], by=self.user, now=self.now, reason=reason)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = self._step()
        lead = _now("%(project)s becomes: %(state)s. Both sides can read why.")
        words = {"project": self.record, "state": step.to_state.label}
        return super().get_context_data(title=step.label, submit_label=step.label, lead=lead % words, **kwargs)

    def _step(self) -> Any:
        if self.kwargs["step"] not in STEPS:
            raise Http404(_now("There is no such step."))
        return STEPS[self.kwargs["step"]]


class ReadinessVerb(TeamVerb):
    """A button that waits for readiness: while a check is open, the page is the list of them, each with its link."""

    model = Project

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        project = found(self.rows(), pk=kwargs["pk"])
        if project.state in BEFORE_ACTIVE and (checks := self._open_checks(project)):
            return self._not_ready(project, checks)
        return super().get(request, *args, **kwargs)

    def refused(self, record: Project, refusal: Refused) -> HttpResponse:
        checks = self._open_checks(record) if refusal.details else []
        return self._not_ready(record, checks, status=422) if checks else super().refused(record, refusal)

    def _open_checks(self, project: Project) -> list[ShownCheck]:
        still_open = open_checks(project, today_of(project, self.now))
        return shown_checks(still_open, with_links=may_change(self.user, project))

    def _not_ready(self, project: Project, checks: list[ShownCheck], status: int = 200) -> HttpResponse:
        context = {"project": project, "checks": checks, "may_waive": self.may(Capability.WAIVE_READINESS)}
        return render(self.request, "projects/not_ready.html", context, status=status)


class DeclareReady(ReadinessVerb):
    question = _("Declare the project ready? Every readiness check has to be closed.")
    button_label = _("Declare ready")
    success_message = _("The project is ready. It can be activated.")

    def act(self, record: Project) -> Any:
        return declare_ready(record, by=self.user, now=self.now)


class Activate(ReadinessVerb):
    question = _("Activate the project? The work begins, and both sides are told.")
    button_label = _("Activate")
    success_message = _("The project is active.")

    def act(self, record: Project) -> Any:
        return activate_project(record, by=self.user, now=self.now)


class WaiveCheck(TeamForm):
    """An approver sets a check aside: for that, a place on the team is not needed."""

    model = Project
    requires = Capability.WAIVE_READINESS
    needs_place = False
    form_class = WaiverForm
    submit_label = _("Waive")
    success_message = _("The check is waived until that day.")

    def act(self, form: Any) -> Project:
        code = self.kwargs["code"]
        waive_check(self.record, check_code=code, by=self.user, now=self.now, **form.cleaned_data)
        return self.record

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        check = known_check(self.kwargs["code"])
        if check is None:
            raise Http404(_now("There is no such check."))
        lead = _now("“%s” stays on the list, with your name and reason. Only our side sees it.") % check.label
        return super().get_context_data(title=_("Waive a readiness check"), lead=lead, **kwargs)


class AddPlace(NewInProject):
    form_class = PlaceForm
    title = _("Add somebody to the team")
    lead = _("People on the team may change the project, as far as their role goes.")
    submit_label = _("Add")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "project": self.record}

    def act(self, form: Any) -> Any:
        return add_place(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return reverse("project-people", args=[self.record.pk])


class RemovePlace(TeamVerb):
    model = ProjectPlace
    question = _("Take this person’s place on the team away?")
    button_label = _("Take away")
    destructive = True

    def act(self, record: ProjectPlace) -> None:
        remove_place(record, by=self.user, now=self.now)

    def target(self, record: ProjectPlace, result: Any) -> str:
        return reverse("project-people", args=[record.project_id])
