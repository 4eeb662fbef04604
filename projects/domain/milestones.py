"""Milestones: planned, under way, submitted, accepted or sent back. Each step is a row."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from notifications.domain.publish import publish
from projects.choices import FIRST_START, LAST_START, UNREACHED_MILESTONE_STATES, MilestoneState
from projects.domain.projects import refuse_closed
from projects.models import Milestone, MilestoneTransition, Project
from projects.people import team_of, vendor_people_of
from projects.topics import MILESTONE_JUDGED, MILESTONE_SUBMITTED

S = MilestoneState


def plan_milestone(
    project: Project, *, title: str, due_on: date, by: User, now: datetime, acceptance_criteria: str = ""
) -> Milestone:
    refuse_closed(project)
    milestone = Milestone(project=project, title=title, due_on=due_on, acceptance_criteria=acceptance_criteria)
    with recorded("planned a milestone", by=by):
        _check(milestone)
        milestone.save()
    return milestone


def change_milestone(milestone: Milestone, *, by: User, now: datetime, **changes: Any) -> Milestone:
    """Change the plan. What was accepted stays as it was."""
    refuse_closed(milestone.project)
    if milestone.state == S.ACCEPTED:
        raise Refused(_("This milestone was accepted; it does not change any more."))
    for field, value in changes.items():
        setattr(milestone, field, value)
    with recorded("changed a milestone", by=by):
        _check(milestone)
        milestone.save()
    return milestone


def begin_milestone(milestone: Milestone, *, by: User, now: datetime, note: str = "") -> Milestone:
    """Work on it has begun."""
    return _step(milestone, (S.PLANNED,), S.IN_PROGRESS, gettext_noop("began a milestone"), by=by, now=now, note=note)


def submit_milestone(milestone: Milestone, *, by: User, now: datetime, note: str = "") -> Milestone:
    """Say that it is reached, and ask the other side to look. Possible again after it was sent back."""
    return _step(
        milestone,
        UNREACHED_MILESTONE_STATES,
        S.SUBMITTED,
        gettext_noop("submitted a milestone"),
        by=by,
        now=now,
        note=note,
    )


def accept_milestone(milestone: Milestone, *, by: User, now: datetime, note: str = "") -> Milestone:
    """Our side has looked, and it is reached."""
    return _step(milestone, (S.SUBMITTED,), S.ACCEPTED, gettext_noop("accepted a milestone"), by=by, now=now, note=note)


def reject_milestone(milestone: Milestone, *, by: User, now: datetime, note: str) -> Milestone:
    """Our side has looked, and says what is missing."""
    if not note.strip():
        raise Refused(_("Say what is missing, so that the vendor can finish it."), "note")
    return _step(
        milestone, (S.SUBMITTED,), S.REJECTED, gettext_noop("sent a milestone back"), by=by, now=now, note=note
    )


def _step(
    milestone: Milestone,
    from_states: tuple[MilestoneState, ...],
    to_state: MilestoneState,
    verb: str,
    *,
    by: User,
    now: datetime,
    note: str,
) -> Milestone:
    refuse_closed(milestone.project)
    with recorded(verb, by=by, reason=note):
        from_state = Milestone.objects.select_for_update().values_list("state", flat=True).get(pk=milestone.pk)
        if not Milestone.objects.filter(pk=milestone.pk, state__in=from_states).update(state=to_state):
            reason = _("This cannot be done while the milestone is: %s.")
            raise Refused(reason % S(from_state).label)
        MilestoneTransition.objects.create(
            milestone=milestone, from_state=from_state, to_state=to_state, note=note.strip(), by=by, at=now
        )
        milestone.refresh_from_db()
        _tell(milestone, by=by, now=now, note=note.strip())
    return milestone


def _tell(milestone: Milestone, *, by: User, now: datetime, note: str) -> None:
    """Our side hears of a submission, the vendor of what we make of it."""
    project = milestone.project
    if milestone.state == S.SUBMITTED:
        topic, people = MILESTONE_SUBMITTED, team_of(project)
    elif milestone.state in {S.ACCEPTED, S.REJECTED}:
        topic, people = MILESTONE_JUDGED, vendor_people_of(project)
    else:
        return
    publish(
        topic,
        about=milestone,
        recipients=[person for person in people if person != by],
        params={
            "milestone": milestone.title,
            "project": project.name,
            "state": milestone.get_state_display(),
            "note": note,
            "by": by.name,
        },
        now=now,
        vendor_id=project.vendor_id,
    )


def _check(milestone: Milestone) -> None:
    milestone.title = milestone.title.strip()
    valid(milestone)
    if not FIRST_START <= milestone.due_on <= LAST_START:
        raise Refused(_("Choose a day that somebody living will see."), "due_on")
