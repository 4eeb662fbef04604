"""Who hears of what happens to a questionnaire. Called inside the transaction of the verb that it tells of."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import User
from notifications.domain.publish import publish
from notifications.params import Param
from notifications.topics import Topic
from vendors import topics
from vendors.models import Assessment, DueDiligenceDecision, Questionnaire, Reply, Vendor


def people_of(vendor: Vendor) -> list[User]:
    """The vendor's people who can log in."""
    return [member.user for member in vendor.members.select_related("user").filter(user__is_active=True)]


def answerable_for(questionnaire: Questionnaire) -> User:
    """Who of ours looks after it: who sent it, or the vendor's owner once that person has left."""
    sender = questionnaire.sent_by
    return sender if sender.is_active else questionnaire.vendor.assessment.owner


def tell_sent(questionnaire: Questionnaire, *, now: datetime) -> None:
    _tell(topics.QUESTIONNAIRE_SENT, questionnaire, people_of(questionnaire.vendor), by=questionnaire.sent_by, now=now)


def tell_due_date_moved(questionnaire: Questionnaire, *, by: User, now: datetime) -> None:
    _tell(topics.DUE_DATE_MOVED, questionnaire, people_of(questionnaire.vendor), by=by, now=now)


def tell_evaluators_asked(questionnaire: Questionnaire, evaluators: Iterable[User], *, by: User, now: datetime) -> None:
    _tell(topics.EVALUATION_ASKED, questionnaire, evaluators, by=by, now=now, inside=True)


def tell_submitted(questionnaire: Questionnaire, *, by: User, now: datetime) -> None:
    """To who looks after it and to those asked to score."""
    evaluators = [seat.user for seat in questionnaire.evaluators.select_related("user")]
    people = [answerable_for(questionnaire), *evaluators]
    _tell(topics.QUESTIONNAIRE_SUBMITTED, questionnaire, people, by=by, now=now, inside=True)


def tell_locked(assessment: Assessment, *, now: datetime) -> None:
    questionnaire, by = assessment.submission.questionnaire, assessment.evaluator
    people = {answerable_for(questionnaire)} - {by}
    _tell(topics.ASSESSMENT_LOCKED, questionnaire, people, by=by, now=now, inside=True)


def tell_reply(reply: Reply, *, now: datetime, clarification: bool = False) -> None:
    """To the vendor's people, in the words meant for them alone."""
    questionnaire = reply.questionnaire
    topic = topics.CLARIFICATION_ASKED if clarification else topics.QUESTIONNAIRE_DECIDED
    people = people_of(questionnaire.vendor)
    _tell(topic, questionnaire, people, by=reply.by, now=now, words=reply.text, reply=reply.get_kind_display())


def tell_decision(decision: DueDiligenceDecision, *, now: datetime) -> None:
    """To our own: the vendor's owner and who looks after the questionnaire, but for the one who decided."""
    questionnaire = decision.questionnaire
    people = {questionnaire.vendor.assessment.owner, answerable_for(questionnaire)} - {decision.by}
    outcome = decision.get_outcome_display()
    _tell(topics.VENDOR_DECIDED, questionnaire, people, by=decision.by, now=now, inside=True, outcome=outcome)


def particulars(questionnaire: Questionnaire) -> dict[str, Param]:
    """What every text about a questionnaire may name."""
    return {
        "questionnaire": questionnaire.title,
        "vendor": questionnaire.vendor.legal_name,
        "due_on": questionnaire.due_on,
    }


def _tell(
    topic: Topic,
    questionnaire: Questionnaire,
    recipients: Iterable[User],
    *,
    by: User,
    now: datetime,
    inside: bool = False,
    **more: Param,
) -> None:
    """`inside`: for our own side alone, so that no person of the vendor can hear of it."""
    publish(
        topic,
        about=questionnaire,
        recipients=recipients,
        params={**particulars(questionnaire), "by": by.name, **more},
        now=now,
        vendor_id=None if inside else questionnaire.vendor_id,
        event={
            "questionnaire": questionnaire.pk,
            "vendor": questionnaire.vendor_id,
            "state": questionnaire.state,
            "due_on": questionnaire.due_on.isoformat(),
        },
    )
