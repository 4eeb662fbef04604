"""Performance reviews for tests."""

from datetime import UTC, date, datetime

import factory

from accounts.choices import Side
from relationships.models import PerformanceReview, ReviewAction, ReviewComment
from tests.factories.accounts import UserFactory
from tests.factories.projects import ProjectFactory


class PerformanceReviewFactory(factory.django.DjangoModelFactory[PerformanceReview]):
    class Meta:
        model = PerformanceReview

    project = factory.SubFactory(ProjectFactory)
    first_day = date(2026, 1, 1)
    last_day = date(2026, 3, 31)
    due_on = date(2026, 4, 14)


class ReviewCommentFactory(factory.django.DjangoModelFactory[ReviewComment]):
    class Meta:
        model = ReviewComment

    review = factory.SubFactory(PerformanceReviewFactory)
    side = Side.CLIENT
    text = "Response times got better in March."
    by = factory.SubFactory(UserFactory)
    at = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)


class ReviewActionFactory(factory.django.DjangoModelFactory[ReviewAction]):
    class Meta:
        model = ReviewAction

    review = factory.SubFactory(PerformanceReviewFactory)
    title = "Send the plan for the second data centre"
    owner = factory.SubFactory(UserFactory)
    due_on = date(2026, 4, 30)
