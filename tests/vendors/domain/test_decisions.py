"""What is decided on returned answers."""

from datetime import date, datetime

import pytest

from accounts.choices import Role
from core.errors import Refused
from notifications.models import Notice
from tests.cast import Cast
from tests.vendors.acts import scored, submitted
from vendors.choices import DecisionOutcome, Onboarding, QuestionnaireState
from vendors.domain.answers import submit_questionnaire
from vendors.domain.assessments import open_assessment
from vendors.domain.decisions import decide
from vendors.models import DueDiligenceDecision, Questionnaire, VendorAssessment

REVIEW = date(2027, 5, 20)


@pytest.fixture
def returned(cast: Cast, now: datetime) -> Questionnaire:
    officer = cast[Role.PROCUREMENT_OFFICER]
    return submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)


def test_a_vendor_is_qualified_with_a_day_for_its_next_review(
    cast: Cast, returned: Questionnaire, now: datetime
) -> None:
    scored(returned, 4, 3, by=cast[Role.EVALUATOR], now=now)
    decide(
        returned,
        outcome=DecisionOutcome.QUALIFIED,
        rationale="Sound all through.",
        next_review_on=REVIEW,
        by=cast[Role.PROCUREMENT_OFFICER],
        now=now,
    )
    held = VendorAssessment.objects.get(vendor=cast.acme)
    assert (held.onboarding, held.qualified_on, held.next_review_on) == (Onboarding.QUALIFIED, now.date(), REVIEW)
    assert returned.state == QuestionnaireState.ACCEPTED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "qualified"}, "next_review_on"),
        ({"outcome": "qualified", "next_review_on": date(2026, 5, 20)}, "next_review_on"),
        ({"outcome": "conditionally_qualified", "next_review_on": REVIEW}, "conditions"),
        ({"outcome": "clarification", "due_on": REVIEW}, "message"),
        ({"outcome": "clarification", "message": "Which?"}, "due_on"),
        ({"outcome": "clarification", "message": "Which?", "due_on": date(2026, 5, 1)}, "due_on"),
        ({"outcome": "rejected", "due_on": REVIEW}, "due_on"),
        ({"outcome": "splendid"}, "outcome"),
        ({"outcome": "rejected", "rationale": " "}, "rationale"),
    ],
)
def test_what_an_outcome_needs_is_asked_for(
    cast: Cast, returned: Questionnaire, now: datetime, given: dict[str, object], field: str
) -> None:
    scored(returned, 4, 3, by=cast[Role.EVALUATOR], now=now)
    with pytest.raises(Refused) as refusal:
        decide(returned, **{"rationale": "So.", **given}, by=cast[Role.PROCUREMENT_OFFICER], now=now)  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert not DueDiligenceDecision.objects.exists()


def test_nothing_is_decided_before_somebody_has_scored(cast: Cast, returned: Questionnaire, now: datetime) -> None:
    with pytest.raises(Refused, match="No evaluator has locked"):
        decide(returned, outcome="rejected", rationale="So.", by=cast[Role.PROCUREMENT_OFFICER], now=now)


def test_nobody_decides_on_their_own_scores_alone(cast: Cast, returned: Questionnaire, now: datetime) -> None:
    officer = cast[Role.PROCUREMENT_OFFICER]
    scored(returned, 4, 3, by=officer, now=now)
    with pytest.raises(Refused, match="own scores alone"):
        decide(returned, outcome="rejected", rationale="So.", by=officer, now=now)


def test_the_second_decision_on_the_same_answers_is_refused(cast: Cast, returned: Questionnaire, now: datetime) -> None:
    scored(returned, 4, 3, by=cast[Role.EVALUATOR], now=now)
    stale = Questionnaire.objects.get(pk=returned.pk)
    decide(returned, outcome="rejected", rationale="So.", by=cast[Role.PROCUREMENT_OFFICER], now=now)
    with pytest.raises(Refused, match="do not wait for a decision"):
        decide(stale, outcome="rejected", rationale="So.", by=cast[Role.APPROVER], now=now)
    assert DueDiligenceDecision.objects.count() == 1


def test_after_a_clarification_the_new_answers_are_scored_anew(
    cast: Cast, returned: Questionnaire, now: datetime
) -> None:
    officer, evaluator = cast[Role.PROCUREMENT_OFFICER], cast[Role.EVALUATOR]
    scored(returned, 4, 3, by=evaluator, now=now)
    decide(
        returned,
        outcome="clarification",
        rationale="One answer is vague.",
        message="Which data centres?",
        due_on=date(2026, 7, 15),
        by=officer,
        now=now,
    )
    assert (returned.state, returned.due_on) == (QuestionnaireState.CLARIFICATION, date(2026, 7, 15))
    submit_questionnaire(returned, by=cast.acme_lead, now=now)
    with pytest.raises(Refused, match="No evaluator has locked"):
        decide(returned, outcome="rejected", rationale="So.", by=officer, now=now)
    again = open_assessment(returned, by=evaluator, now=now)
    assert [(score.score, score.reason) for score in again.scores.all()] == [(4, "Seen."), (3, "Seen.")]
    assert not open_assessment(returned, by=officer, now=now).scores.exists()


def test_the_vendor_hears_the_reply_and_nothing_of_the_reasons(
    cast: Cast, returned: Questionnaire, now: datetime
) -> None:
    scored(returned, 1, 1, by=cast[Role.EVALUATOR], now=now)
    decide(
        returned,
        outcome="conditionally_qualified",
        rationale="INSIDE weak margins",
        conditions="INSIDE audit within a year",
        message="Welcome.",
        next_review_on=REVIEW,
        by=cast[Role.PROCUREMENT_OFFICER],
        now=now,
    )
    told = [notice.message for notice in Notice.objects.filter(recipient=cast.acme_lead).select_related("message")]
    assert "vendors.questionnaire_decided" in {message.topic for message in told}
    assert not any("INSIDE" in str(message.params) + str(message.event) for message in told)
    assert not any("onditional" in str(message.params) for message in told)
    assert all(message.vendor_id == cast.acme.pk for message in told)
