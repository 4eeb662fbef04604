"""Performance reviews over REST."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from projects.models import Project
from relationships.choices import ReviewState
from relationships.domain.comments import comment_on_review
from relationships.models import PerformanceReview
from tests.cast import Cast
from tests.factories.relationships import PerformanceReviewFactory, ReviewActionFactory

DAYS = {"first_day": "2026-04-01", "last_day": "2026-06-30", "due_on": "2026-07-14"}
NEXT = {"next_first_day": "2026-04-01", "next_last_day": "2026-06-30", "next_due_on": "2026-07-14"}


def as_user(api: APIClient, user: User) -> APIClient:
    api.force_authenticate(user)
    return api


def test_a_review_is_planned_by_the_projects_team(api: APIClient, project: Project, cast: Cast) -> None:
    answer = as_user(api, cast[Role.MANAGER]).post("/api/v1/reviews/", {"project": project.pk, **DAYS}, format="json")
    assert answer.status_code == 201, answer.data
    assert answer.data["state"] == "draft"
    assert answer.headers["ETag"] == '"1"'


def test_a_review_of_another_teams_project_is_refused(api: APIClient, project: Project, cast: Cast) -> None:
    project.places.all().delete()
    answer = as_user(api, cast[Role.MANAGER]).post("/api/v1/reviews/", {"project": project.pk, **DAYS}, format="json")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({**DAYS, "last_day": "2026-03-01"}, "last_day"),
        ({**DAYS, "first_day": "yesterday"}, "first_day"),
        ({**DAYS, "mood": "good"}, "mood"),
        ({"first_day": "2026-04-01"}, "last_day"),
    ],
)
def test_a_wrong_field_is_named(api: APIClient, project: Project, cast: Cast, body: dict[str, str], field: str) -> None:
    answer = as_user(api, cast[Role.MANAGER]).post("/api/v1/reviews/", {"project": project.pk, **body}, format="json")
    assert answer.status_code == 400
    assert field in [error["field"] for error in answer.data["errors"]]


def test_a_change_needs_the_version_that_it_was_made_from(api: APIClient, draft: PerformanceReview, cast: Cast) -> None:
    as_user(api, cast[Role.MANAGER])
    address, change = f"/api/v1/reviews/{draft.pk}/", {"due_on": "2026-04-20"}
    assert api.patch(address, change, format="json").status_code == 428
    assert api.patch(address, change, format="json", headers={"If-Match": '"1"'}).status_code == 200
    assert api.patch(address, change, format="json", headers={"If-Match": '"1"'}).status_code == 412


def test_a_review_is_opened_commented_on_and_closed(api: APIClient, draft: PerformanceReview, cast: Cast) -> None:
    address = f"/api/v1/reviews/{draft.pk}/"
    manager, vendor = cast[Role.MANAGER], cast.acme_lead
    assert as_user(api, vendor).get(address).status_code == 404
    assert as_user(api, manager).post(f"{address}opening/").status_code == 201
    early = api.post(f"{address}closing/", {"summary": "Good.", **NEXT}, format="json")
    assert early.status_code == 409
    said = as_user(api, vendor).post(f"{address}comments/", {"text": "We agree."}, format="json")
    assert (said.status_code, said.data["side"]) == (201, "vendor")
    action = {"title": "Send the plan", "owner": vendor.pk, "due_on": "2099-01-31"}
    agreed = as_user(api, manager).post(f"{address}actions/", action, format="json")
    assert agreed.status_code == 201, agreed.data
    done = as_user(api, vendor).post(f"/api/v1/review-actions/{agreed.data['id']}/completion/")
    assert done.data["done_by"] == vendor.name
    closed = as_user(api, manager).post(f"{address}closing/", {"summary": "Good.", **NEXT}, format="json")
    assert closed.status_code == 201, closed.data
    assert closed.data["state"] == ReviewState.FINAL
    assert PerformanceReview.objects.get(pk=closed.data["closing"]["next_review"]).project == draft.project
    again = api.post(f"{address}closing/", {"summary": "Good.", **NEXT}, format="json")
    assert again.status_code == 409
    assert manager.name in again.data["detail"]


def test_the_vendor_neither_opens_nor_closes_a_review(api: APIClient, opened: PerformanceReview, cast: Cast) -> None:
    as_user(api, cast.acme_lead)
    for verb, body in (("opening", {}), ("closing", {"summary": "Good.", **NEXT}), ("actions", {"title": "x"})):
        assert api.post(f"/api/v1/reviews/{opened.pk}/{verb}/", body, format="json").status_code == 403


def test_another_vendor_finds_nothing(api: APIClient, opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    comment_on_review(opened, text="Between us.", by=cast.acme_lead, now=now)
    action = ReviewActionFactory.create(review=opened, owner=cast.acme_lead)
    as_user(api, cast.globex_lead)
    assert api.get("/api/v1/reviews/").data["count"] == 0
    assert api.get("/api/v1/review-actions/").data["count"] == 0
    for address in (f"reviews/{opened.pk}/", f"reviews/{opened.pk}/comments/", f"review-actions/{action.pk}/"):
        assert api.get(f"/api/v1/{address}").status_code == 404
    assert api.post(f"/api/v1/reviews/{opened.pk}/comments/", {"text": "Hello"}, format="json").status_code == 404
    assert api.post(f"/api/v1/review-actions/{action.pk}/completion/").status_code == 404


def test_my_own_open_actions_are_one_filter_away(api: APIClient, opened: PerformanceReview, cast: Cast) -> None:
    mine = ReviewActionFactory.create(review=opened, owner=cast.acme_lead)
    ReviewActionFactory.create(review=opened, owner=cast.acme_member)
    answer = as_user(api, cast.acme_lead).get("/api/v1/review-actions/?mine=true&is_done=false")
    assert [row["id"] for row in answer.data["results"]] == [mine.pk]


def test_the_list_is_narrowed_to_a_project_again_and_again(api: APIClient, project: Project, cast: Cast) -> None:
    review = PerformanceReviewFactory.create(project=project)
    PerformanceReviewFactory.create(project__vendor=cast.acme)
    as_user(api, cast[Role.MANAGER])
    for _again in range(2):
        answer = api.get(f"/api/v1/reviews/?project={project.pk}")
        assert [row["id"] for row in answer.data["results"]] == [review.pk]
    assert as_user(api, cast.globex_lead).get(f"/api/v1/reviews/?project={project.pk}").status_code == 400


@pytest.mark.parametrize("query", ["?colour=red", "?state=cheerful", "?page_size=9999"])
def test_an_unknown_filter_is_an_error(api: APIClient, opened: PerformanceReview, cast: Cast, query: str) -> None:
    assert as_user(api, cast[Role.MANAGER]).get(f"/api/v1/reviews/{query}").status_code == 400


def test_the_list_asks_as_often_for_three_reviews_as_for_one(api: APIClient, project: Project, cast: Cast) -> None:
    as_user(api, cast[Role.MANAGER])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert api.get("/api/v1/reviews/").status_code == 200
        return len(caught)

    PerformanceReviewFactory.create(project=project)
    one = queries()
    for day in ("2025-01-31", "2025-02-28"):
        PerformanceReviewFactory.create(project=project, first_day="2025-01-01", last_day=day)
    assert queries() == one == 2
