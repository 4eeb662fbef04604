"""The decision on returned answers, and what it makes of the vendor."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from core.validity import valid
from vendors.choices import (
    QUALIFYING,
    AssessmentState,
    DecisionOutcome,
    Onboarding,
    QuestionnaireState,
    ReplyKind,
)
from vendors.domain import news
from vendors.models import Assessment, DueDiligenceDecision, Questionnaire, Reply, VendorAssessment

# What each outcome makes of the questionnaire, and which reply the vendor reads. Conditions stay inside: to the vendor,
# qualified with conditions is accepted.
_STATE = {
    DecisionOutcome.QUALIFIED: QuestionnaireState.ACCEPTED,
    DecisionOutcome.CONDITIONALLY_QUALIFIED: QuestionnaireState.ACCEPTED,
    DecisionOutcome.CLARIFICATION: QuestionnaireState.CLARIFICATION,
    DecisionOutcome.REJECTED: QuestionnaireState.REJECTED,
}
_REPLY = {
    DecisionOutcome.QUALIFIED: ReplyKind.ACCEPTED,
    DecisionOutcome.CONDITIONALLY_QUALIFIED: ReplyKind.ACCEPTED,
    DecisionOutcome.CLARIFICATION: ReplyKind.CLARIFICATION,
    DecisionOutcome.REJECTED: ReplyKind.REJECTED,
}


def decide(
    questionnaire: Questionnaire,
    *,
    outcome: str,
    rationale: str,
    by: User,
    now: datetime,
    conditions: str = "",
    next_review_on: date | None = None,
    message: str = "",
    due_on: date | None = None,
) -> DueDiligenceDecision:
    """Decide on submitted answers.

    `rationale` and `conditions` stay inside; the vendor reads `message` alone. Qualified needs `next_review_on`,
    conditionally qualified `conditions` besides, a clarification a `message` and the day `due_on` to answer by. All but
    a clarification need a locked assessment by somebody else: nobody decides on their own scores alone.
    """
    decision = DueDiligenceDecision(
        questionnaire=questionnaire,
        outcome=outcome,
        rationale=rationale.strip(),
        conditions=conditions.strip(),
        next_review_on=next_review_on if outcome in QUALIFYING else None,
        by=by,
        at=now,
    )
    with recorded("decided on due diligence", by=by, reason=rationale):
        valid(decision)
        _check(decision, message=message, due_on=due_on)
        _leave_submitted(questionnaire, outcome, due_on)
        decision.save()
        reply = Reply(questionnaire=questionnaire, kind=_REPLY[DecisionOutcome(outcome)], by=by, at=now)
        reply.text = message.strip()
        reply.save()
        _qualify(decision, local_day(now, by.time_zone))
        news.tell_reply(reply, now=now, clarification=outcome == DecisionOutcome.CLARIFICATION)
        news.tell_decision(decision, now=now)
    return decision


def _check(decision: DueDiligenceDecision, *, message: str, due_on: date | None) -> None:
    today = local_day(decision.at, decision.by.time_zone)
    if decision.outcome == DecisionOutcome.CLARIFICATION:
        _check_clarification(message, due_on, today)
        return
    if due_on is not None:
        raise Refused(_("Only a clarification gives the vendor another due date."), "due_on")
    _check_assessments(decision)
    if decision.outcome in QUALIFYING:
        if decision.next_review_on is None:
            raise Refused(_("Name the day of the next review."), "next_review_on")
        if decision.next_review_on <= today:
            raise Refused(_("The next review lies in the future."), "next_review_on")
    if decision.outcome == DecisionOutcome.CONDITIONALLY_QUALIFIED and not decision.conditions:
        raise Refused(_("Name the conditions."), "conditions")


def _check_clarification(message: str, due_on: date | None, today: date) -> None:
    if not message.strip():
        raise Refused(_("Tell the vendor what is to be clarified."), "message")
    if due_on is None:
        raise Refused(_("Name the day by which the vendor is to answer."), "due_on")
    if due_on <= today:
        raise Refused(_("The due date lies in the future, so that there is time to answer."), "due_on")


def _check_assessments(decision: DueDiligenceDecision) -> None:
    submission = decision.questionnaire.submissions.last()
    locked = Assessment.objects.filter(submission=submission, state=AssessmentState.LOCKED)
    if not locked.exists():
        raise Refused(_("No evaluator has locked an assessment of these answers yet."))
    if not locked.exclude(evaluator=decision.by).exists():
        raise Refused(
            _("Nobody decides on their own scores alone: somebody else scores these answers too, or decides.")
        )


def _leave_submitted(questionnaire: Questionnaire, outcome: str, due_on: date | None) -> None:
    changes: dict[str, object] = {"state": _STATE[DecisionOutcome(outcome)]}
    if due_on is not None:
        changes["due_on"] = due_on
    submitted = Questionnaire.objects.filter(pk=questionnaire.pk, state=QuestionnaireState.SUBMITTED)
    changed = submitted.update(**changes)
    questionnaire.refresh_from_db()
    if not changed:
        raise Refused(_("These answers do not wait for a decision: %s.") % questionnaire.state_words)


def _qualify(decision: DueDiligenceDecision, today: date) -> None:
    """What the decision makes of the vendor. A clarification leaves it as it is."""
    held = VendorAssessment.objects.filter(vendor=decision.questionnaire.vendor_id)
    if decision.outcome in QUALIFYING:
        held.update(onboarding=decision.outcome, qualified_on=today, next_review_on=decision.next_review_on)
    elif decision.outcome == DecisionOutcome.REJECTED:
        held.update(onboarding=Onboarding.REJECTED, qualified_on=None, next_review_on=None)
