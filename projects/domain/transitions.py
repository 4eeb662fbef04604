"""The states of a project. Each change is a row: who, when, why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from projects.choices import ProjectState
from projects.models import Project, ProjectTransition

S = ProjectState


@dataclass(frozen=True)
class Step:
    """A change of state that people may ask for by name."""

    to_state: ProjectState
    from_states: tuple[ProjectState, ...]
    verb: str
    label: str | Promise
    needs_reason: bool = True


# Activation is no step of this table: it asks readiness (projects.domain.activation).
STEPS: Mapping[str, Step] = {
    "scoping": Step(
        S.SCOPING, (S.DRAFT,), gettext_noop("opened scoping"), gettext_lazy("Open scoping"), needs_reason=False
    ),
    "hold": Step(S.ON_HOLD, (S.ACTIVE,), gettext_noop("put a project on hold"), gettext_lazy("Put on hold")),
    "resumption": Step(S.ACTIVE, (S.ON_HOLD,), gettext_noop("resumed a project"), gettext_lazy("Resume")),
    "closing": Step(
        S.CLOSING, (S.ACTIVE, S.ON_HOLD), gettext_noop("began to close a project"), gettext_lazy("Begin closing")
    ),
    "close": Step(
        S.CLOSED,
        (S.DRAFT, S.SCOPING, S.READY, S.CLOSING),
        gettext_noop("closed a project"),
        gettext_lazy("Close the project"),
    ),
}


def possible_steps(project: Project) -> list[str]:
    """The names of the steps that can be taken from the state that `project` is in."""
    return [name for name, step in STEPS.items() if project.state in step.from_states]


def take_step(project: Project, name: str, *, by: User, now: datetime, reason: str = "") -> ProjectTransition:
    """Take the step called `name`. Refused from another state, or without the reason that it needs."""
    step = STEPS[name]
    if step.needs_reason and not reason.strip():
        raise Refused(_("Say why: the other side and your successors will ask."), "reason")
    return move(project, step.from_states, step.to_state, verb=step.verb, by=by, now=now, reason=reason)


def open_scoping(project: Project, *, by: User, now: datetime) -> ProjectTransition:
    """From a draft that is ours alone to a project that the vendor sees and both sides agree on."""
    return take_step(project, "scoping", by=by, now=now)


def hold_project(project: Project, *, reason: str, by: User, now: datetime) -> ProjectTransition:
    return take_step(project, "hold", by=by, now=now, reason=reason)


def resume_project(project: Project, *, reason: str, by: User, now: datetime) -> ProjectTransition:
    return take_step(project, "resumption", by=by, now=now, reason=reason)


def begin_closing(project: Project, *, reason: str, by: User, now: datetime) -> ProjectTransition:
    return take_step(project, "closing", by=by, now=now, reason=reason)


def close_project(project: Project, *, reason: str, by: User, now: datetime) -> ProjectTransition:
    return take_step(project, "close", by=by, now=now, reason=reason)


def move(
    project: Project,
    from_states: Collection[ProjectState],
    to_state: ProjectState,
    *,
    verb: str,
    by: User,
    now: datetime,
    reason: str = "",
) -> ProjectTransition:
    """Change the state, if it still is one of `from_states`, and keep the row that says so."""
    with recorded(verb, by=by, reason=reason):
        from_state = Project.objects.select_for_update().values_list("state", flat=True).get(pk=project.pk)
        left = Project.objects.filter(pk=project.pk, state__in=from_states).update(state=to_state)
        if not left:
            raise Refused(_("This cannot be done while the project is: %s.") % S(from_state).label)
        transition = ProjectTransition.objects.create(
            project=project, from_state=from_state, to_state=to_state, reason=reason.strip(), by=by, at=now
        )
    project.refresh_from_db()
    return transition
