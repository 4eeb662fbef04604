"""Readings of performance reviews that are about several tables."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.choices import Side
from accounts.models import User
from kpis.models import Breach
from projects.choices import ProjectState
from projects.models import CommunicationLine, Project
from relationships.choices import ReviewState
from relationships.models import PerformanceReview, ReviewAction, ReviewComment
from vendors.models import VendorMember


def our_people(project: Project) -> set[User]:
    """Who of our side is told about a review of `project`."""
    return {project.manager, project.sponsor}


def their_people(project: Project) -> set[User]:
    """Who of the vendor's side is told: the owners in the communication plan, or all its people where none is named."""
    owners = User.objects.active().filter(
        pk__in=CommunicationLine.objects.filter(project=project).values("vendor_owner_id")
    )
    members = User.objects.active().filter(pk__in=VendorMember.objects.filter(vendor=project.vendor_id).values("user"))
    return set(owners) or set(members)


def both_sides(project: Project) -> set[User]:
    return our_people(project) | their_people(project)


def other_side(project: Project, user: User) -> set[User]:
    """Who is told about what `user` said."""
    return our_people(project) if user.is_vendor_person else their_people(project)


def with_details(rows: QuerySet[PerformanceReview]) -> QuerySet[PerformanceReview]:
    """`rows` with all that a review's page shows, in a constant number of queries."""
    return (
        with_hearing(rows)
        .select_related(
            "project__vendor",
            "project__manager",
            "project__sponsor",
            "opening__by",
            "closing__by",
            "closing__next_review",
            "follows",
        )
        .prefetch_related(
            Prefetch("comments", ReviewComment.objects.select_related("by")),
            Prefetch("actions", ReviewAction.objects.select_related("owner", "done_by")),
        )
    )


def with_hearing(rows: QuerySet[PerformanceReview]) -> QuerySet[PerformanceReview]:
    """`rows` with `is_heard`: the vendor's side has commented, or nobody of it is here who could."""
    replies = ReviewComment.objects.filter(review=OuterRef("pk"), side=Side.VENDOR)
    people = User.objects.active().filter(vendor_member__vendor=OuterRef("project__vendor"))
    return rows.annotate(is_heard=Exists(replies) | ~Exists(people))


def is_heard(review: PerformanceReview) -> bool:
    """Whether the vendor's side has commented on `review`, or nobody of it is here who could."""
    rows: QuerySet[Any] = with_hearing(PerformanceReview.objects.filter(pk=review.pk))
    return rows.filter(is_heard=True).exists()


def reviews_due(first: date, last: date) -> Iterator[PerformanceReview]:
    """Reviews of running projects that fall due from `first` to `last` and are not closed, with their people."""
    rows = PerformanceReview.objects.due_between(first, last).exclude(project__state=ProjectState.CLOSED)
    return rows.select_related("project__vendor", "project__manager", "project__sponsor").iterator()


def has_a_review_ahead(project: Project) -> bool:
    """Whether a performance review of `project` is in the calendar."""
    return PerformanceReview.objects.unclosed().filter(project=project).exists()


def carried_actions(review: PerformanceReview) -> QuerySet[ReviewAction]:
    """Unfinished actions of the earlier reviews of the same project: what was promised before comes back."""
    return (
        ReviewAction.objects.unfinished()
        .filter(review__project=review.project_id, review__due_on__lt=review.due_on, review__state=ReviewState.FINAL)
        .exclude(review=review)
        .select_related("owner", "done_by", "review")
    )


def breaches_during(review: PerformanceReview) -> QuerySet[Breach]:
    """The breaches that a missed period inside the review's days opened or joined."""
    period = review.period
    return (
        Breach.objects.filter(
            kpi__project=review.project_id,
            misses__result__starts_at__gte=period.starts_at,
            misses__result__ends_at__lte=period.ends_at,
        )
        .select_related("kpi")
        .distinct()
    )


def latest_review(project: Project) -> PerformanceReview | None:
    """The review of `project` that looks at the latest days."""
    return PerformanceReview.objects.filter(project=project).order_by("-last_day").first()


def planned_after(review: PerformanceReview) -> PerformanceReview | None:
    """The earliest unclosed review of the same project that looks at later days and follows on no other."""
    later = PerformanceReview.objects.unclosed().filter(project=review.project_id, first_day__gt=review.first_day)
    return later.filter(follows=None).order_by("first_day", "pk").first()
