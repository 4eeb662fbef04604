"""Performance reviews over REST."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import PAGING, Changed, Created, Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from accounts.doors import found_for_change
from actions.domain import finish_action
from projects.models import Project
from relationships.domain.actions import add_review_action
from relationships.domain.comments import comment_on_review
from relationships.domain.reviews import change_review, close_review, open_review, schedule_review
from relationships.filters import ActionFilter, ReviewFilter
from relationships.models import PerformanceReview, ReviewAction, ReviewComment
from relationships.serializers import (
    ActionAddSerializer,
    ActionSerializer,
    CommentSerializer,
    ReviewChangeSerializer,
    ReviewClosingInputSerializer,
    ReviewSerializer,
)


class ReviewViewSet(Listed, Created, Shown, Changed, ScopedViewSet):
    """Performance reviews: planned, opened for both sides' comments, closed."""

    model = PerformanceReview
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    address_options = {"comments": PAGING, "actions": PAGING}
    requires = {
        "list": Capability.READ_REVIEWS,
        "create": Capability.CHANGE_REVIEWS,
        "retrieve": Capability.READ_REVIEWS,
        "partial_update": Capability.CHANGE_REVIEWS,
        "opening": Capability.CHANGE_REVIEWS,
        "closing": Capability.CHANGE_REVIEWS,
        "comments": Capability.READ_REVIEWS,
        "add_comment": Capability.COMMENT_REVIEWS,
        "actions": Capability.READ_REVIEWS,
        "add_action": Capability.CHANGE_REVIEWS,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("opening__by", "closing__by")

    def add(self, body: dict[str, Any]) -> PerformanceReview:
        project = body.pop("project")
        held = found_for_change(self.rows(Project), self.user, pk=project.pk)
        return schedule_review(held, by=self.user, now=self.now, **body)

    def change(self, record: PerformanceReview, body: dict[str, Any]) -> PerformanceReview:
        return change_review(record, by=self.user, now=self.now, **body)

    @extend_schema(request=ReviewChangeSerializer, responses=ReviewSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            record = self.change(self.locked(version=version), self.body(ReviewChangeSerializer, partial=True))
        return self.shown(record)

    @extend_schema(request=None, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def opening(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Show the review to the vendor's side and ask both sides for comments."""
        with transaction.atomic():
            record = open_review(self.locked(), by=self.user, now=self.now)
        return self.shown(record, status_code=status.HTTP_201_CREATED)

    @extend_schema(request=ReviewClosingInputSerializer, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def closing(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """End the review: its KPI results lock and the next review is planned."""
        with transaction.atomic():
            record = self.locked()
            close_review(record, by=self.user, now=self.now, **self.body(ReviewClosingInputSerializer))
        return self.shown(record, status_code=status.HTTP_201_CREATED)

    @extend_schema(responses=CommentSerializer(many=True))
    @action(detail=True, methods=["get"])
    def comments(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What both sides said, oldest first."""
        rows = self.rows(ReviewComment).filter(review=self.get_object()).select_related("by")
        return self.get_paginated_response(CommentSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=CommentSerializer, responses={201: CommentSerializer})
    @comments.mapping.post
    def add_comment(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say something for one's own side; the other side is told."""
        with transaction.atomic():
            review = self.locked(needs_place=False)
            body = self.body(CommentSerializer)
            comment = comment_on_review(review, text=body["text"], by=self.user, now=self.now)
        return Response(CommentSerializer(comment).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=ActionSerializer(many=True))
    @action(detail=True, methods=["get"])
    def actions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What the review agreed on."""
        rows = self.rows(ReviewAction).filter(review=self.get_object()).select_related("owner", "done_by")
        return self.get_paginated_response(ActionSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(request=ActionAddSerializer, responses={201: ActionSerializer})
    @actions.mapping.post
    def add_action(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Note who does what until when."""
        with transaction.atomic():
            review = self.locked()
            body = self.body(ActionAddSerializer)
            agreed = add_review_action(review, by=self.user, now=self.now, **body)
        return Response(ActionSerializer(agreed).data, status=status.HTTP_201_CREATED)


class ReviewActionViewSet(Listed, Shown, ScopedViewSet):
    """Actions over all reviews; `?mine=true&is_done=false` is one's own list."""

    model = ReviewAction
    serializer_class = ActionSerializer
    filterset_class = ActionFilter
    requires = {
        "list": Capability.READ_REVIEWS,
        "retrieve": Capability.READ_REVIEWS,
        "completion": Capability.COMMENT_REVIEWS,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("owner", "done_by")

    @extend_schema(request=None, responses=ActionSerializer)
    @action(detail=True, methods=["post"])
    def completion(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Say that the action is done: its owner or the team."""
        with transaction.atomic():
            done = finish_action(self.locked(needs_place=False), by=self.user, now=self.now)
        return self.shown(done, status_code=status.HTTP_201_CREATED)
