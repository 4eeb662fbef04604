"""Two people who close the same review at the same moment: one closes it, the other is told who did."""

from collections.abc import Callable
from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from notifications.models import Message
from relationships.domain.comments import comment_on_review
from relationships.domain.reviews import open_review
from relationships.models import PerformanceReview, ReviewClosing
from tests.cast import make_cast
from tests.factories.projects import ProjectFactory
from tests.factories.relationships import PerformanceReviewFactory

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
CLOSING = {
    "summary": "A good quarter.",
    "next_first_day": "2026-04-01",
    "next_last_day": "2026-06-30",
    "next_due_on": "2026-07-14",
}


def on_the_page(person: User, review: PerformanceReview) -> Callable[[], Any]:
    """Sends the form that this person has had on the screen, and again when asked to read the other's words first."""
    client = Client()
    client.force_login(person)
    address = f"{review.get_absolute_url()}closing/"
    form = {**CLOSING, "version": client.get(address).context["record"].version}

    def send() -> Any:
        answer = client.post(address, form)
        if answer.status_code == 422 and "Somebody else changed this" in answer.content.decode():
            assert CLOSING["summary"] in answer.content.decode()
            answer = client.post(address, {**form, "version": answer.context["record"].version})
        return answer

    return send


def by_rest(person: User, review: PerformanceReview) -> Callable[[], Any]:
    client = APIClient()
    client.force_authenticate(person)
    return lambda: client.post(f"/api/v1/reviews/{review.pk}/closing/", CLOSING, format="json")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("door", "accepted", "refused"), [(on_the_page, {302}, {422}), (by_rest, {201}, {409})])
def test_the_second_is_told_who_was_first(door: Any, accepted: set[int], refused: set[int]) -> None:
    cast = make_cast()
    manager, second = cast[Role.MANAGER], cast[Role.ADMINISTRATOR]
    project = ProjectFactory.create(vendor=cast.acme, manager=manager, sponsor=cast[Role.APPROVER])
    review = open_review(PerformanceReviewFactory.create(project=project), by=manager, now=NOW)
    comment_on_review(review, text="We agree.", by=cast.acme_lead, now=NOW)
    answers = _at_once({person: door(person, review) for person in (manager, second)})
    winner = ReviewClosing.objects.get(review=review).by
    loser = second if winner == manager else manager
    assert answers[winner].status_code in accepted, answers[winner].content
    assert answers[loser].status_code in refused, answers[loser].content
    assert winner.name in answers[loser].content.decode()
    assert PerformanceReview.objects.filter(project=project).count() == 2
    assert Message.objects.filter(topic="relationships.review_closed").count() == 1


def _at_once(calls: dict[User, Callable[[], Any]]) -> dict[User, Any]:
    start, answers = Barrier(len(calls)), {}

    def call(person: User) -> None:
        start.wait(timeout=10)
        try:
            answers[person] = calls[person]()
        finally:
            connection.close()

    threads = [Thread(target=call, args=[person]) for person in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers
