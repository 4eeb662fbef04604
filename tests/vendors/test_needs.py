"""What of due diligence needs somebody today."""

from datetime import date, datetime

import pytest

from accounts.choices import Role
from accounts.models import User
from tests.cast import Cast
from tests.vendors.acts import answered, scored, sent
from vendors.domain.answers import submit_questionnaire
from vendors.domain.decisions import decide
from vendors.models import Questionnaire
from vendors.needs import needs
from vendors.readings import judgement_of


@pytest.fixture
def returned(cast: Cast, officer: User, now: datetime) -> Questionnaire:
    """Answers of acme that the evaluator was asked to score."""
    questionnaire = sent(cast.acme, by=officer, now=now, evaluators=(cast[Role.EVALUATOR],))
    submit_questionnaire(answered(questionnaire, by=cast.acme_member, now=now), by=cast.acme_lead, now=now)
    return questionnaire


@pytest.fixture
def returned_again(returned: Questionnaire, cast: Cast, officer: User, now: datetime) -> Questionnaire:
    """As `returned`: scored, sent back for clarification, and submitted a second time."""
    scored(returned, 4, 3, by=cast[Role.EVALUATOR], now=now)
    decide(
        returned,
        outcome="clarification",
        rationale="Vague.",
        message="Which data centres?",
        due_on=date(2026, 7, 15),
        by=officer,
        now=now,
    )
    submit_questionnaire(returned, by=cast.acme_lead, now=now)
    return returned


def titles(user: User, now: datetime) -> list[str]:
    return [need.title for need in needs(user, now)]


def test_an_evaluator_who_was_asked_is_to_score_until_they_lock(
    cast: Cast, returned: Questionnaire, now: datetime
) -> None:
    evaluator = cast[Role.EVALUATOR]
    assert titles(evaluator, now) == ["Answers to score"]
    scored(returned, 4, 3, by=evaluator, now=now)
    assert titles(evaluator, now) == []


def test_who_sends_is_shown_what_nobody_scored_and_who_decides_what_somebody_did(
    cast: Cast, officer: User, returned: Questionnaire, now: datetime
) -> None:
    approver = cast[Role.APPROVER]
    assert titles(officer, now) == ["Submitted answers wait for scores"]
    assert titles(approver, now) == []
    scored(returned, 4, 3, by=cast[Role.EVALUATOR], now=now)
    assert titles(officer, now) == ["Scored answers wait for a decision"]
    assert titles(approver, now) == ["Scored answers wait for a decision"]


def test_answers_submitted_again_are_scored_anew(
    cast: Cast, officer: User, returned_again: Questionnaire, now: datetime
) -> None:
    evaluator = cast[Role.EVALUATOR]
    assert titles(evaluator, now) == ["Answers to score"]
    assert titles(officer, now) == ["Submitted answers wait for scores"]
    assert list(Questionnaire.objects.all().waiting_for_score_of(evaluator)) == [returned_again]
    judgement = judgement_of(returned_again, officer)
    assert (judgement.panel, judgement.counting) == (None, [])
    assert len(judgement.assessments) == 1


def test_a_vendor_that_keeps_somebody_waiting_is_shown_to_who_sent_it(cast: Cast, officer: User, now: datetime) -> None:
    sent(cast.acme, by=officer, now=now)
    assert titles(officer, now) == []
    late = datetime(2026, 7, 1, 9, tzinfo=now.tzinfo)
    assert titles(officer, late) == ["The vendor has not answered"]
    assert titles(cast[Role.EVALUATOR], late) == []
