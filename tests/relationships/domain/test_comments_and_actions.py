"""What the two sides say, and what they agree on."""

from datetime import date, datetime

import pytest

from accounts.choices import Role, Side
from actions.domain import finish_action
from core.errors import Refused
from projects.models import ProjectPlace
from relationships.domain.actions import add_review_action
from relationships.domain.comments import comment_on_review
from relationships.models import PerformanceReview
from tests.cast import Cast
from tests.relationships.domain.test_reviews import told

DUE = date(2026, 6, 15)


def test_a_comment_stands_on_the_side_of_the_person_who_made_it(
    opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    ours = comment_on_review(opened, text="Slower than agreed.", by=cast[Role.MANAGER], now=now)
    theirs = comment_on_review(opened, text="Repaired since.", by=cast.acme_member, now=now)
    assert (ours.side, theirs.side) == (Side.CLIENT, Side.VENDOR)
    assert told(cast.acme_lead)[-1] == "relationships.review_commented"
    assert told(cast[Role.MANAGER])[-1] == "relationships.review_commented"
    assert "relationships.review_commented" not in told(cast.globex_lead)


def test_the_vendor_does_not_comment_on_a_draft(draft: PerformanceReview, cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        comment_on_review(draft, text="Too early.", by=cast.acme_lead, now=now)
    assert comment_on_review(draft, text="A note for later.", by=cast[Role.MANAGER], now=now).side == Side.CLIENT


def test_an_action_belongs_to_a_person_of_either_side(opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    for owner in (cast.acme_member, cast[Role.MANAGER]):
        action = add_review_action(
            opened, title="Send the plan", owner=owner, due_on=DUE, by=cast[Role.MANAGER], now=now
        )
        assert action.owner == owner
    assert told(cast.acme_member)[-1] == "relationships.action_agreed"
    assert "relationships.action_agreed" not in told(cast[Role.MANAGER])


@pytest.mark.parametrize("outsider", ["globex_lead", Role.VIEWER])
def test_nobody_from_outside_the_project_owns_an_action(
    opened: PerformanceReview, cast: Cast, now: datetime, outsider: str
) -> None:
    owner = cast[Role(outsider)] if outsider in cast.people else getattr(cast, outsider)
    with pytest.raises(Refused) as refusal:
        add_review_action(opened, title="Send the plan", owner=owner, due_on=DUE, by=cast[Role.MANAGER], now=now)
    assert refusal.value.field == "owner"


def test_an_action_is_not_due_in_the_past(opened: PerformanceReview, cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused) as refusal:
        add_review_action(
            opened, title="Send it", owner=cast.acme_lead, due_on=date(2026, 5, 19), by=cast[Role.MANAGER], now=now
        )
    assert refusal.value.field == "due_on"


def test_an_action_is_finished_once_by_its_owner_a_colleague_or_the_team(
    opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    def agreed() -> object:
        return add_review_action(
            opened, title="Send it", owner=cast.acme_lead, due_on=DUE, by=cast[Role.MANAGER], now=now
        )

    for person in (cast.acme_lead, cast.acme_member, cast[Role.MANAGER]):
        action = finish_action(agreed(), by=person, now=now)
        assert (action.done_at, action.done_by) == (now, person)
        with pytest.raises(Refused, match="already"):
            finish_action(action, by=person, now=now)


def test_an_action_of_ours_is_not_finished_by_the_vendor_or_by_people_outside_the_team(
    opened: PerformanceReview, cast: Cast, now: datetime
) -> None:
    ProjectPlace.objects.create(project=opened.project, user=cast[Role.EVALUATOR])
    action = add_review_action(
        opened, title="Send it", owner=cast[Role.EVALUATOR], due_on=DUE, by=cast[Role.MANAGER], now=now
    )
    for person in (cast.acme_lead, cast[Role.VIEWER]):
        with pytest.raises(Refused):
            finish_action(action, by=person, now=now)
