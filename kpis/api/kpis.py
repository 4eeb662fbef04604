"""KPIs, their versions and targets, period results and breaches in the API."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from accounts.doors import found_for_change
from kpis.api.serializers import (
    AcknowledgementInput,
    BreachSerializer,
    ClosingInput,
    KpiInput,
    KpiSerializer,
    ResultSerializer,
    TargetInput,
    TargetSerializer,
    VersionInput,
    VersionSerializer,
    WhatInput,
)
from kpis.domain.breaches import acknowledge, close
from kpis.domain.definitions import Definition, change_definition, change_kpi, create_kpi
from kpis.domain.judgement import Levels
from kpis.domain.targets import set_target
from kpis.filters import BreachFilter, KpiFilter, ResultFilter
from kpis.models import Breach, Kpi, PeriodResult
from kpis.queries.readings import with_definition, with_latest
from projects.models import Project

READ, CHANGE = Capability.READ_KPIS, Capability.CHANGE_KPIS


class KpiViewSet(Listed, Shown, Changed, ScopedViewSet):
    """What is measured in a project, how, and how well it has to be."""

    model = Kpi
    serializer_class = KpiSerializer
    filterset_class = KpiFilter
    requires = {
        "list": READ,
        "retrieve": READ,
        "create": CHANGE,
        "partial_update": CHANGE,
        "versions": READ,
        "add_version": CHANGE,
        "targets": READ,
        "add_target": CHANGE,
    }

    def shape(self, rows: Any) -> Any:
        return with_definition(with_latest(rows))

    @extend_schema(request=KpiInput, responses={201: KpiSerializer})
    def create(self, request: Request) -> Response:
        """Define a KPI. It is measured from the period that `starts_on` falls into; the target may come later."""
        body = self.body(KpiInput)
        definition, levels = Definition(**body.pop("definition")), body.pop("target", None)
        with transaction.atomic():
            project = found_for_change(self.rows(Project), request.user, pk=body.pop("project").pk)
            kpi = create_kpi(
                project=project,
                definition=definition,
                levels=Levels(**levels) if levels else None,
                by=self.user,
                now=self.now,
                **body,
            )
        return self.shown(kpi, status_code=201)

    @extend_schema(request=WhatInput, responses=KpiSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what does not touch how it is measured."""
        version = self.asked_version()
        with transaction.atomic():
            kpi = self.locked(version=version)
            change_kpi(kpi, by=self.user, now=self.now, **self.body(WhatInput, partial=True))
        return self.shown(kpi)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def versions(self, request: Request, pk: str) -> Response:
        """The definitions, the newest first."""
        return Response(VersionSerializer(self.get_object().versions.all(), many=True).data)

    @extend_schema(request=VersionInput, responses={201: VersionSerializer})
    @versions.mapping.post
    def add_version(self, request: Request, pk: str) -> Response:
        """Measure in another way from the period that `starts_on` falls into."""
        body = self.body(VersionInput)
        starts_on, reason = body.pop("starts_on"), body.pop("reason", "")
        with transaction.atomic():
            version = change_definition(
                self.locked(),
                definition=Definition(**body),
                starts_on=starts_on,
                reason=reason,
                by=self.user,
                now=self.now,
            )
        return Response(VersionSerializer(version).data, status=201)

    @extend_schema(responses=TargetSerializer(many=True))
    @action(detail=True, pagination_class=None, filterset_class=None)
    def targets(self, request: Request, pk: str) -> Response:
        """The targets, the newest first."""
        return Response(TargetSerializer(self.get_object().targets.all(), many=True).data)

    @extend_schema(request=TargetInput, responses={201: TargetSerializer})
    @targets.mapping.post
    def add_target(self, request: Request, pk: str) -> Response:
        """Judge by other levels from the period that `starts_on` falls into."""
        body = self.body(TargetInput)
        said = {name: body.pop(name) for name in ("starts_on", "grace_periods", "reason") if name in body}
        with transaction.atomic():
            target = set_target(self.locked(), levels=Levels(**body), by=self.user, now=self.now, **said)
        return Response(TargetSerializer(target).data, status=201)


class ResultViewSet(Listed, Shown, ScopedViewSet):
    """What KPIs came to in their periods, and how that is judged."""

    model = PeriodResult
    serializer_class = ResultSerializer
    filterset_class = ResultFilter
    requires = {"list": READ, "retrieve": READ}


class BreachViewSet(Listed, Shown, ScopedViewSet):
    """Missed targets, and what people did about them."""

    model = Breach
    serializer_class = BreachSerializer
    filterset_class = BreachFilter
    requires = {
        "list": READ,
        "retrieve": READ,
        "acknowledgement": Capability.HANDLE_BREACHES,
        "closing": Capability.HANDLE_BREACHES,
    }

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("misses", "handling")

    @extend_schema(request=AcknowledgementInput, responses=BreachSerializer)
    @action(detail=True, methods=["post"])
    def acknowledgement(self, request: Request, pk: str) -> Response:
        """Say that somebody takes care of it."""
        with transaction.atomic():
            breach = acknowledge(self.locked(), by=self.user, now=self.now, **self.body(AcknowledgementInput))
        return self.shown(breach)

    @extend_schema(request=ClosingInput, responses=BreachSerializer)
    @action(detail=True, methods=["post"])
    def closing(self, request: Request, pk: str) -> Response:
        """Close it with its cause and what was done; while the KPI has not recovered, with a reason."""
        with transaction.atomic():
            breach = close(self.locked(), by=self.user, now=self.now, **self.body(ClosingInput))
        return self.shown(breach)
