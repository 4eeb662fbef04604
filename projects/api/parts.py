"""What hangs on a project: scope versions, goals, milestones, activities with their letters, communication lines."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Created, Listed, Shown
from accounts.choices import Capability
from accounts.doors import found_for_change
from projects.api.bases import CHANGE, READ, STANDARD, PartViewSet, refuse_moving
from projects.api.serializers import (
    ActivitySerializer,
    CommunicationLineSerializer,
    GoalDecisionInput,
    GoalSerializer,
    MilestoneSerializer,
    NoteInput,
    ProjectReasonInput,
    RaciEntrySerializer,
    ScopeVersionSerializer,
    SignatureInput,
)
from projects.domain.communication import add_line, change_line, remove_line
from projects.domain.goals import change_goal, create_goal, decide_goal
from projects.domain.milestones import (
    accept_milestone,
    begin_milestone,
    change_milestone,
    plan_milestone,
    reject_milestone,
    submit_milestone,
)
from projects.domain.raci import add_activity, change_activity, remove_activity, remove_entry, set_letter
from projects.domain.scope import draft_scope, edit_scope, propose_scope, sign_scope, withdraw_scope
from projects.filtersets import OfActivity, OfProject, OfProjectInState, filter_of
from projects.models import Activity, CommunicationLine, Goal, Milestone, RaciEntry, ScopeVersion


class Removed:
    """DELETE of one record under `If-Match`: `remove` calls the domain function."""

    def destroy(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            self.remove(self.locked(version=version))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ScopeVersions(Listed, Shown, Created, Changed, PartViewSet):
    model = ScopeVersion
    serializer_class = ScopeVersionSerializer
    filterset_class = filter_of(ScopeVersion, OfProjectInState)
    requires = {
        "list": READ,
        "retrieve": READ,
        "create": CHANGE,
        "partial_update": CHANGE,
        "proposal": CHANGE,
        "withdrawal": CHANGE,
        "signature": Capability.SIGN_SCOPE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("signatures")

    def add(self, data: dict[str, Any]) -> ScopeVersion:
        return draft_scope(self.own_project(data.pop("project")), **data, **self.by_and_now())

    def change(self, record: ScopeVersion, data: dict[str, Any]) -> ScopeVersion:
        return edit_scope(record, **refuse_moving(record, data), **self.by_and_now())

    @extend_schema(request=None, responses=ScopeVersionSerializer)
    @action(detail=True, methods=["post"])
    def proposal(self, request: Request, pk: str) -> Response:
        """Freeze the text and ask both sides to sign it."""
        with transaction.atomic():
            version = propose_scope(self.locked(), **self.by_and_now())
        return self.shown(version)

    @extend_schema(request=ProjectReasonInput, responses={201: ScopeVersionSerializer})
    @action(detail=True, methods=["post"])
    def withdrawal(self, request: Request, pk: str) -> Response:
        """Take the proposal back. Answers with the new draft of its text."""
        with transaction.atomic():
            draft = withdraw_scope(self.locked(), **self.body(ProjectReasonInput), **self.by_and_now())
        return self.shown(draft, status_code=status.HTTP_201_CREATED)

    @extend_schema(request=SignatureInput, responses={201: ScopeVersionSerializer})
    @action(detail=True, methods=["post"])
    def signature(self, request: Request, pk: str) -> Response:
        """Sign for your side the text that has this hash."""
        with transaction.atomic():
            version = self.locked()
            sign_scope(version, **self.body(SignatureInput), **self.by_and_now())
        return self.shown(version, status_code=status.HTTP_201_CREATED)


class Goals(Listed, Shown, Created, Changed, PartViewSet):
    model = Goal
    serializer_class = GoalSerializer
    filterset_class = filter_of(Goal, OfProjectInState)
    requires = {"list": READ, "retrieve": READ, "create": CHANGE, "partial_update": CHANGE, "decision": CHANGE}

    def shape(self, rows: Any) -> Any:
        return rows.select_related("owner", "project")

    def add(self, data: dict[str, Any]) -> Goal:
        return create_goal(self.own_project(data.pop("project")), **data, **self.by_and_now())

    def change(self, record: Goal, data: dict[str, Any]) -> Goal:
        return change_goal(record, **refuse_moving(record, data), **self.by_and_now())

    @extend_schema(request=GoalDecisionInput, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, pk: str) -> Response:
        """Agree on the goal, or say what came of it."""
        with transaction.atomic():
            goal = decide_goal(self.locked(), **self.body(GoalDecisionInput), **self.by_and_now())
        return self.shown(goal)


class Milestones(Listed, Shown, Created, Changed, PartViewSet):
    model = Milestone
    serializer_class = MilestoneSerializer
    filterset_class = filter_of(Milestone, OfProjectInState)
    requires = {
        "list": READ,
        "retrieve": READ,
        "create": CHANGE,
        "partial_update": CHANGE,
        "beginning": CHANGE,
        "submission": Capability.SUBMIT_MILESTONES,
        "acceptance": CHANGE,
        "rejection": CHANGE,
    }

    def add(self, data: dict[str, Any]) -> Milestone:
        return plan_milestone(self.own_project(data.pop("project")), **data, **self.by_and_now())

    def change(self, record: Milestone, data: dict[str, Any]) -> Milestone:
        return change_milestone(record, **refuse_moving(record, data), **self.by_and_now())

    @extend_schema(request=NoteInput, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def beginning(self, request: Request, pk: str) -> Response:
        """Work on it has begun."""
        return self._stepped(begin_milestone)

    @extend_schema(request=NoteInput, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """It is reached: our side is asked to look."""
        return self._stepped(submit_milestone)

    @extend_schema(request=NoteInput, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def acceptance(self, request: Request, pk: str) -> Response:
        """Our side has looked, and it is reached."""
        return self._stepped(accept_milestone)

    @extend_schema(request=NoteInput, responses=MilestoneSerializer)
    @action(detail=True, methods=["post"])
    def rejection(self, request: Request, pk: str) -> Response:
        """Our side has looked, and says in the note what is missing."""
        return self._stepped(reject_milestone)

    def _stepped(self, step: Callable[..., Milestone]) -> Response:
        with transaction.atomic():
            milestone = step(self.locked(), **self.body(NoteInput), **self.by_and_now())
        return self.shown(milestone)


class Activities(Listed, Shown, Created, Changed, Removed, PartViewSet):
    model = Activity
    serializer_class = ActivitySerializer
    filterset_class = filter_of(Activity, OfProject)
    requires = STANDARD

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("entries")

    def add(self, data: dict[str, Any]) -> Activity:
        return add_activity(self.own_project(data.pop("project")), **data, **self.by_and_now())

    def change(self, record: Activity, data: dict[str, Any]) -> Activity:
        return change_activity(record, **refuse_moving(record, data), **self.by_and_now())

    def remove(self, record: Activity) -> None:
        remove_activity(record, **self.by_and_now())


class RaciEntries(Listed, Shown, Created, Removed, PartViewSet):
    """A POST says what a role is to an activity, anew where it was said before."""

    model = RaciEntry
    serializer_class = RaciEntrySerializer
    filterset_class = filter_of(RaciEntry, OfActivity)
    requires = STANDARD

    def add(self, data: dict[str, Any]) -> RaciEntry:
        activity = found_for_change(self.rows(Activity), self.user, pk=data.pop("activity").pk)
        return set_letter(activity, **data, **self.by_and_now())

    def remove(self, record: RaciEntry) -> None:
        remove_entry(record, **self.by_and_now())


class CommunicationLines(Listed, Shown, Created, Changed, Removed, PartViewSet):
    model = CommunicationLine
    serializer_class = CommunicationLineSerializer
    filterset_class = filter_of(CommunicationLine, OfProject)
    requires = STANDARD

    def shape(self, rows: Any) -> Any:
        return rows.select_related("project")

    def add(self, data: dict[str, Any]) -> CommunicationLine:
        return add_line(self.own_project(data.pop("project")), **data, **self.by_and_now())

    def change(self, record: CommunicationLine, data: dict[str, Any]) -> CommunicationLine:
        return change_line(record, **refuse_moving(record, data), **self.by_and_now())

    def remove(self, record: CommunicationLine) -> None:
        remove_line(record, **self.by_and_now())
