"""Goals: stated, made measurable, decided on."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from projects.choices import GoalState
from projects.domain.projects import refuse_closed
from projects.models import Goal, Project

# What makes a goal measurable, in the words that the form asks with.
MEASURABLE_BY = {
    "measure": gettext_lazy("how it is measured"),
    "baseline": gettext_lazy("where we are today"),
    "target": gettext_lazy("where we want to be"),
    "due_on": gettext_lazy("by when"),
    "owner": gettext_lazy("who answers for it"),
}
NEXT_STATES: Mapping[str, tuple[GoalState, ...]] = {
    GoalState.PROPOSED: (GoalState.AGREED, GoalState.DROPPED),
    GoalState.AGREED: (GoalState.ACHIEVED, GoalState.MISSED, GoalState.DROPPED),
    GoalState.ACHIEVED: (),
    GoalState.MISSED: (),
    GoalState.DROPPED: (GoalState.PROPOSED,),
}


def missing_to_be_measurable(given: Mapping[str, Any]) -> list[str]:
    """What a goal lacks to be measurable; empty when it is. `given` holds the goal's fields by name."""
    return [str(words) for field, words in MEASURABLE_BY.items() if not _is_given(given.get(field))]


def missing_of(goal: Goal) -> list[str]:
    """What the goal as kept lacks to be measurable."""
    return missing_to_be_measurable({field: getattr(goal, _column(field)) for field in MEASURABLE_BY})


def create_goal(
    project: Project,
    *,
    statement: str,
    by: User,
    now: datetime,
    measure: str = "",
    baseline: str = "",
    target: str = "",
    due_on: date | None = None,
    owner: User | None = None,
) -> Goal:
    """State a goal. It may be incomplete; readiness asks for the rest."""
    refuse_closed(project)
    goal = Goal(
        project=project,
        statement=statement,
        measure=measure,
        baseline=baseline,
        target=target,
        due_on=due_on,
        owner=owner,
    )
    with recorded("stated a goal", by=by):
        _check(goal)
        goal.save()
    return goal


def change_goal(goal: Goal, *, by: User, now: datetime, **changes: Any) -> Goal:
    """Word a goal anew. What came of it stays as it was, and a goal that is agreed on stays measurable."""
    refuse_closed(goal.project)
    if goal.state in {GoalState.ACHIEVED, GoalState.MISSED}:
        raise Refused(_("What came of this goal is decided; it does not change any more."))
    for field, value in changes.items():
        setattr(goal, field, value)
    with recorded("changed a goal", by=by):
        _check(goal)
        if goal.state == GoalState.AGREED and (missing := missing_of(goal)):
            raise Refused(_not_measurable(missing))
        goal.save()
    return goal


def decide_goal(goal: Goal, *, state: str, reason: str, by: User, now: datetime) -> Goal:
    """Agree on a goal, or say what came of it. Refused from a state that does not lead there."""
    refuse_closed(goal.project)
    from_states = [before for before, following in NEXT_STATES.items() if state in following]
    if not from_states:
        raise Refused(_("A goal cannot become that."), "state")
    if state in {GoalState.MISSED, GoalState.DROPPED} and not reason.strip():
        raise Refused(_("Say why."), "reason")
    missing = missing_of(goal)
    if state == GoalState.AGREED and missing:
        raise Refused(_not_measurable(missing), "state")
    with recorded("decided on a goal", by=by, reason=reason):
        if not Goal.objects.filter(pk=goal.pk, state__in=from_states).update(state=state):
            goal.refresh_from_db()
            reason = _("From “%(from)s” a goal cannot become “%(to)s”.")
            raise Refused(reason % {"from": goal.get_state_display(), "to": GoalState(state).label}, "state")
    goal.refresh_from_db()
    return goal


def _check(goal: Goal) -> None:
    goal.statement = goal.statement.strip()
    valid(goal)
    if goal.owner is not None and goal.owner.is_vendor_person:
        member = getattr(goal.owner, "vendor_member", None)
        if member is None or member.vendor_id != goal.project.vendor_id:
            raise Refused(_("Choose somebody of our side or of this vendor."), "owner")


def _not_measurable(missing: list[str]) -> str:
    return _("A goal that is agreed on is measurable. Still missing: %s.") % ", ".join(missing)


def _is_given(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _column(field: str) -> str:
    return "owner_id" if field == "owner" else field
