"""Projects, their team, their state and their readiness."""

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
from projects.api.parts import Removed
from projects.api.serializers import (
    PlaceSerializer,
    ProjectSerializer,
    ReadinessSerializer,
    StepInput,
    TransitionSerializer,
    WaiverSerializer,
)
from projects.domain.activation import activate_project, declare_ready, waive_check
from projects.domain.projects import add_place, change_project, create_project, remove_place, today_of
from projects.domain.transitions import take_step
from projects.filters import ProjectFilter
from projects.filtersets import OfProject, filter_of
from projects.models import Project, ProjectPlace, ProjectTransition, ReadinessWaiver
from projects.readiness import check_results
from projects.readings import shown_checks


class Projects(Listed, Shown, Created, Changed, PartViewSet):
    model = Project
    serializer_class = ProjectSerializer
    filterset_class = ProjectFilter
    requires = {
        "list": READ,
        "retrieve": READ,
        "create": CHANGE,
        "partial_update": CHANGE,
        "readiness": Capability.READ_READINESS,
        "declaration": CHANGE,
        "activation": CHANGE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "manager")

    def add(self, data: dict[str, Any]) -> Project:
        return create_project(**data, **self.by_and_now())

    def change(self, record: Project, data: dict[str, Any]) -> Project:
        return change_project(record, **refuse_moving(record, data, "vendor"), **self.by_and_now())

    @extend_schema(responses=ReadinessSerializer)
    @action(detail=True, methods=["get"])
    def readiness(self, request: Request, pk: str) -> Response:
        """Every check: open, waived or done; what is missing, who can close it and where."""
        project = self.get_object()
        checks = shown_checks(check_results(project, today_of(project, self.now)))
        is_ready = all(check.state != "open" for check in checks)
        return Response(ReadinessSerializer({"is_ready": is_ready, "checks": checks}).data)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def declaration(self, request: Request, pk: str) -> Response:
        """Declare the project ready. 409 with the list of what is missing."""
        with transaction.atomic():
            project = self.locked()
            declare_ready(project, **self.by_and_now())
        return self.shown(project)

    @extend_schema(request=None, responses=ProjectSerializer)
    @action(detail=True, methods=["post"])
    def activation(self, request: Request, pk: str) -> Response:
        """Activate the project. 409 with the list of what is missing."""
        with transaction.atomic():
            project = self.locked()
            activate_project(project, **self.by_and_now())
        return self.shown(project)


class Transitions(Listed, Shown, PartViewSet):
    """Changes of a project's state; a POST takes a step (activation is asked of the project itself)."""

    model = ProjectTransition
    serializer_class = TransitionSerializer
    filterset_class = filter_of(ProjectTransition, OfProject)
    requires = {"list": READ, "retrieve": READ, "create": CHANGE}

    @extend_schema(request=StepInput, responses={201: TransitionSerializer})
    def create(self, request: Request) -> Response:
        data = self.body(StepInput)
        with transaction.atomic():
            project = self.own_project(data["project"])
            transition = take_step(project, data["step"], reason=data["reason"], **self.by_and_now())
        return self.shown(transition, status_code=status.HTTP_201_CREATED)


class Places(Listed, Shown, Created, Removed, PartViewSet):
    model = ProjectPlace
    serializer_class = PlaceSerializer
    filterset_class = filter_of(ProjectPlace, OfProject)
    requires = STANDARD

    def add(self, data: dict[str, Any]) -> ProjectPlace:
        return add_place(self.own_project(data["project"]), user=data["user"], **self.by_and_now())

    def remove(self, record: ProjectPlace) -> None:
        remove_place(record, **self.by_and_now())


class Waivers(Listed, Shown, Created, PartViewSet):
    """An approver needs no place on the team to set a check aside."""

    model = ReadinessWaiver
    serializer_class = WaiverSerializer
    filterset_class = filter_of(ReadinessWaiver, OfProject)
    requires = {
        "list": Capability.READ_READINESS,
        "retrieve": Capability.READ_READINESS,
        "create": Capability.WAIVE_READINESS,
    }

    def add(self, data: dict[str, Any]) -> ReadinessWaiver:
        named = data.pop("project")
        project = found_for_change(self.rows(Project), self.user, pk=named.pk, needs_place=False)
        return waive_check(project, **data, **self.by_and_now())
