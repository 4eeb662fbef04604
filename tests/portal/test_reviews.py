"""Reviews in the portal: what the vendor's people are asked to say and what they promised."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Side
from accounts.models import User
from relationships.choices import ReviewState
from relationships.models import PerformanceReview, ReviewOpening
from tests.cast import Cast
from tests.factories.projects import ProjectFactory
from tests.factories.relationships import PerformanceReviewFactory, ReviewActionFactory, ReviewCommentFactory


def opened_review(cast: Cast, by: User) -> PerformanceReview:
    """A review of a project with acme that asks for both sides' comments for a fortnight."""
    project = ProjectFactory.create(vendor=cast.acme)
    review = PerformanceReviewFactory.create(project=project, state=ReviewState.VENDOR_REPLY)
    now = timezone.now()
    ReviewOpening.objects.create(review=review, reply_by=(now + timedelta(days=14)).date(), by=by, at=now)
    return review


def home_of(user: User) -> str:
    browser = Client()
    browser.force_login(user)
    return browser.get(reverse("portal-home")).content.decode()


def test_home_asks_for_comments_until_the_vendor_has_replied(cast: Cast, manager: User) -> None:
    review = opened_review(cast, manager)
    assert "Comment on the performance review" in home_of(cast.acme_member)
    assert "Comment on the performance review" not in home_of(cast.globex_member)
    ReviewCommentFactory.create(review=review, side=Side.VENDOR, by=cast.acme_lead)
    assert "Comment on the performance review" not in home_of(cast.acme_member)


def test_home_shows_what_somebody_promised_to_them_alone(cast: Cast, manager: User) -> None:
    action = ReviewActionFactory.create(review=opened_review(cast, manager), owner=cast.acme_member)
    assert action.title in home_of(cast.acme_member)
    assert action.title not in home_of(cast.acme_lead)
