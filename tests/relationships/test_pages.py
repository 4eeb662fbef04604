"""The pages of performance reviews, inside and in the portal."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.choices import Role
from projects.domain.projects import change_project
from projects.models import Project
from relationships.choices import ReviewState
from relationships.domain.comments import comment_on_review
from relationships.models import PerformanceReview
from relationships.readiness import find_missing_review
from relationships.reading import standing
from relationships.reminders import due_reviews
from tests.cast import Cast
from tests.factories.accounts import UserFactory
from tests.factories.relationships import PerformanceReviewFactory, ReviewActionFactory


@pytest.mark.parametrize(
    ("today", "closable", "has_reply", "words"),
    [
        (date(2026, 5, 21), False, False, "The vendor’s side has until 3 Jun 2026 to reply."),
        (date(2026, 6, 4), True, False, "did not reply by 3 Jun 2026, which accepts the review"),
        (date(2026, 5, 21), True, True, "The vendor’s side has replied: the review can be closed."),
        (date(2026, 5, 21), True, False, "Nobody of the vendor’s side has an account: the review can be closed."),
    ],
)
def test_the_first_line_says_how_the_review_stands(
    opened: PerformanceReview, today: date, closable: bool, has_reply: bool, words: str
) -> None:
    assert words in standing(opened, closable=closable, has_reply=has_reply, today=today)


def test_a_review_is_planned_by_those_with_a_place_on_the_team(client: Client, project: Project) -> None:
    address = f"/projects/{project.pk}/reviews/"
    client.force_login(project.manager)
    assert f"{address}new/" in client.get(address).content.decode()
    client.force_login(UserFactory.create(role=Role.MANAGER))
    assert f"{address}new/" not in client.get(address).content.decode()


def test_a_draft_is_shown_to_our_side_alone(client: Client, draft: PerformanceReview, cast: Cast) -> None:
    client.force_login(cast[Role.MANAGER])
    assert "The vendor’s side sees it once it is open" in client.get(draft.get_absolute_url()).content.decode()
    client.force_login(cast.acme_lead)
    assert client.get(draft.get_portal_url()).status_code == 404


def test_the_manager_finds_the_next_step(client: Client, opened: PerformanceReview, cast: Cast) -> None:
    client.force_login(cast[Role.MANAGER])
    assert "Close the review" in client.get(opened.get_absolute_url()).content.decode()


def test_a_viewer_reads_and_finds_no_buttons(client: Client, opened: PerformanceReview, cast: Cast) -> None:
    client.force_login(cast[Role.VIEWER])
    page = client.get(opened.get_absolute_url()).content.decode()
    for words in ("Close the review", "Agree on an action", "Your comment", ">Edit<"):
        assert words not in page
    assert client.post(f"{opened.get_absolute_url()}comments/", {"text": "Hello"}).status_code == 403


def test_the_two_sides_comments_are_visibly_different(
    client: Client, opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    comment_on_review(opened, text="Slower than agreed.", by=cast[Role.MANAGER], now=now)
    comment_on_review(opened, text="Repaired since.", by=cast.acme_member, now=now)
    client.force_login(cast[Role.MANAGER])
    page = client.get(opened.get_absolute_url()).content.decode()
    assert page.count("is-theirs") == 1
    assert "Our side" in page
    client.force_login(cast.acme_lead)
    assert "Client" in client.get(opened.get_portal_url()).content.decode()


def test_the_vendor_comments_in_the_portal(client: Client, opened: PerformanceReview, cast: Cast) -> None:
    client.force_login(cast.acme_member)
    answer = client.post(f"{opened.get_portal_url()}comments/", {"text": "We agree."})
    assert answer.url == f"{opened.get_portal_url()}#comments"
    assert opened.comments.get().by == cast.acme_member


@pytest.mark.parametrize("person", ["globex_lead", "globex_member"])
def test_another_vendor_finds_no_review_in_the_portal(
    client: Client, opened: PerformanceReview, cast: Cast, person: str
) -> None:
    client.force_login(getattr(cast, person))
    assert client.get(opened.get_portal_url()).status_code == 404
    assert client.post(f"{opened.get_portal_url()}comments/", {"text": "Hello"}).status_code == 404
    assert client.get("/portal/reviews/").context["page_obj"].paginator.count == 0


def test_the_closing_form_suggests_the_days_that_follow(client: Client, opened: PerformanceReview, cast: Cast) -> None:
    client.force_login(cast[Role.MANAGER])
    form = client.get(f"{opened.get_absolute_url()}closing/").context["form"]
    assert form.initial["next_first_day"] == date(2026, 4, 1)
    assert form.initial["next_due_on"] == date(2026, 7, 14)


def test_a_refusal_keeps_what_was_written(client: Client, opened: PerformanceReview, cast: Cast) -> None:
    opened.opening.reply_by = date(2999, 1, 1)
    opened.opening.save()
    client.force_login(cast[Role.MANAGER])
    body = {
        "summary": "A good quarter.",
        "next_first_day": "2026-04-01",
        "next_last_day": "2026-06-30",
        "next_due_on": "2026-07-14",
    }
    answer = client.post(f"{opened.get_absolute_url()}closing/", body)
    assert answer.status_code == 422
    assert "has not replied yet" in answer.content.decode()
    assert "A good quarter." in answer.content.decode()


def test_a_refused_closing_can_be_corrected_and_sent_again(
    client: Client, opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    client.force_login(cast[Role.MANAGER])
    body = {
        "version": opened.version,
        "summary": "A good quarter.",
        "next_first_day": "2026-04-01",
        "next_last_day": "2026-03-01",
        "next_due_on": "2026-07-14",
    }
    address = f"{opened.get_absolute_url()}closing/"
    refused = client.post(address, body)
    assert "The last day is before the first." in refused.content.decode()
    corrected = {**body, "version": refused.context["record"].version, "next_last_day": "2026-06-30"}
    assert client.post(address, corrected).status_code == 302


@pytest.mark.parametrize("page", ["edit", "opening", "closing", "actions"])
def test_nobody_without_a_place_is_let_into_a_form_that_they_could_not_send(
    client: Client, draft: PerformanceReview, page: str
) -> None:
    client.force_login(UserFactory.create(role=Role.MANAGER))
    assert client.get(f"{draft.get_absolute_url()}{page}/").status_code == 403


def test_a_review_is_the_first_thing_that_readiness_asks_for(project: Project) -> None:
    obstacle = find_missing_review(project, date(2026, 5, 20))
    assert obstacle is not None
    assert obstacle.url.endswith(f"/projects/{project.pk}/reviews/new/")
    PerformanceReviewFactory.create(project=project)
    assert find_missing_review(project, date(2026, 5, 20)) is None


def test_both_sides_are_reminded_of_an_open_review(opened: PerformanceReview, cast: Cast) -> None:
    (item,) = due_reviews(opened.due_on, opened.due_on)
    assert item.about == opened
    assert {cast[Role.MANAGER], cast[Role.APPROVER], cast.acme_lead, cast.acme_member} == set(item.recipients)


def test_of_a_draft_the_vendor_is_reminded_by_its_project(draft: PerformanceReview, cast: Cast) -> None:
    ours, theirs = due_reviews(draft.due_on, draft.due_on)
    assert (ours.about, theirs.about) == (draft, draft.project)
    assert set(ours.recipients) == {cast[Role.MANAGER], cast[Role.APPROVER]}
    assert set(theirs.recipients) == {cast.acme_lead, cast.acme_member}


def test_nobody_is_reminded_of_a_closed_review(draft: PerformanceReview) -> None:
    PerformanceReview.objects.filter(pk=draft.pk).update(state=ReviewState.FINAL)
    assert not list(due_reviews(draft.due_on, draft.due_on))


def test_the_page_asks_as_often_for_three_comments_and_actions_as_for_one(
    client: Client, opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    client.force_login(cast[Role.MANAGER])

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(opened.get_absolute_url()).status_code == 200
        return len(caught)

    def grow() -> None:
        comment_on_review(opened, text="Repaired since.", by=cast.acme_member, now=now)
        ReviewActionFactory.create(review=opened, owner=cast.acme_lead)

    grow()
    one = queries()
    grow()
    grow()
    assert queries() == one


@pytest.mark.parametrize("words", ["zurich", "ACME desk"])
def test_reviews_are_found_as_their_projects_are(
    client: Client, draft: PerformanceReview, cast: Cast, words: str
) -> None:
    change_project(draft.project, name="Desk Zürich", by=cast[Role.MANAGER], now=draft.period.starts_at)
    client.force_login(cast[Role.MANAGER])
    assert list(client.get("/reviews/", {"q": words}).context["page_obj"]) == [draft]
    assert list(client.get("/reviews/", {"q": "moon"}).context["page_obj"]) == []


def test_the_second_of_two_people_who_close_is_told_that_it_is_done(
    client: Client, opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    comment_on_review(opened, text="We agree.", by=cast.acme_member, now=now)
    client.force_login(cast[Role.MANAGER])
    body = {
        "version": opened.version,
        "summary": "A good quarter.",
        "next_first_day": "2026-04-01",
        "next_last_day": "2026-06-30",
        "next_due_on": "2026-07-14",
    }
    address = f"{opened.get_absolute_url()}closing/"
    assert client.post(address, body).status_code == 302
    client.force_login(cast[Role.ADMINISTRATOR])
    second = client.post(address, {**body, "summary": "Another summary."})
    assert second.status_code == 422
    assert "Manager closed this review on" in second.content.decode()
    opened.refresh_from_db()
    assert opened.summary == "A good quarter."
