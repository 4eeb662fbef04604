"""Answers: saved as typed, checked by kind, submitted when complete."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from accounts.choices import Role
from core.errors import Refused
from notifications.models import Notice
from tests.cast import Cast
from tests.factories.vendors import published_version
from tests.vendors.acts import answered, pdf, questions_of, sent
from vendors.choices import QuestionKind, QuestionnaireState
from vendors.domain.answering import Given, checked
from vendors.domain.answers import add_evidence, remove_evidence, save_answer, submit_questionnaire
from vendors.domain.questionnaires import revoke_questionnaire
from vendors.models import Answer, Questionnaire


@pytest.fixture
def questionnaire(cast: Cast, now: datetime) -> Questionnaire:
    evaluators = (cast[Role.EVALUATOR],)
    return sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now, evaluators=evaluators)


def asked(kind: str, *options: str) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, options=list(options))


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (QuestionKind.TEXT, Given(text="  so  "), Given(text="so", choices=[])),
        (QuestionKind.TEXT, Given(), Given(choices=[])),
        (QuestionKind.NUMBER, Given(text="99,5"), Given(text="99.5", choices=[])),
        (QuestionKind.NUMBER, Given(text="-3"), Given(text="-3", choices=[])),
        (QuestionKind.DATE, Given(text="2026-03-31"), Given(text="2026-03-31", choices=[])),
        (QuestionKind.SINGLE, Given(choices=["A"]), Given(choices=["A"])),
        (QuestionKind.MULTIPLE, Given(choices=["B", "A"]), Given(choices=["A", "B"])),
        (QuestionKind.NUMBER, Given(text="many", does_not_apply=True), Given(choices=[], does_not_apply=True)),
    ],
)
def test_an_answer_is_kept_in_one_spelling(kind: str, given: Given, kept: Given) -> None:
    options = ("A", "B") if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) else ()
    assert checked(asked(kind, *options), given) == kept


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        (QuestionKind.NUMBER, Given(text="many"), "text"),
        (QuestionKind.NUMBER, Given(text="1e9"), "text"),
        (QuestionKind.NUMBER, Given(text="NaN"), "text"),
        (QuestionKind.NUMBER, Given(text="1_000"), "text"),
        (QuestionKind.NUMBER, Given(text="٣"), "text"),
        (QuestionKind.NUMBER, Given(text="1" * 31), "text"),
        (QuestionKind.DATE, Given(text="31.03.2026"), "text"),
        (QuestionKind.DATE, Given(text="2026-02-30"), "text"),
        (QuestionKind.DATE, Given(text="0001-01-01"), "text"),
        (QuestionKind.TEXT, Given(text="x" * 10_001), "text"),
        (QuestionKind.TEXT, Given(comment="x" * 10_001), "comment"),
        (QuestionKind.TEXT, Given(choices=["A"]), "choices"),
        (QuestionKind.SINGLE, Given(choices=["A", "B"]), "choices"),
        (QuestionKind.SINGLE, Given(choices=["C"]), "choices"),
        (QuestionKind.SINGLE, Given(text="A"), "text"),
        (QuestionKind.MULTIPLE, Given(choices=["A", "C"]), "choices"),
        (QuestionKind.FILE, Given(text="see attachment"), "text"),
    ],
)
def test_what_is_no_answer_to_the_question_is_refused(kind: str, given: Given, field: str) -> None:
    options = ("A", "B") if kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE) else ()
    with pytest.raises(Refused) as refusal:
        checked(asked(kind, *options), given)
    assert refusal.value.field == field


def test_the_first_answer_puts_the_questionnaire_in_progress(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    save_answer(questionnaire, questions_of(questionnaire)[0], Given(text="Much."), by=cast.acme_member, now=now)
    questionnaire.refresh_from_db()
    assert questionnaire.state == QuestionnaireState.IN_PROGRESS


def test_an_answer_saved_again_unchanged_keeps_who_gave_it(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    question = questions_of(questionnaire)[0]
    for person in (cast.acme_member, cast.acme_lead):
        save_answer(questionnaire, question, Given(text="Much."), by=person, now=now)
    assert Answer.objects.get().answered_by == cast.acme_member


def test_a_question_of_another_questionnaire_is_refused(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    other = published_version().sections.first()
    assert other is not None
    with pytest.raises(Refused, match="not part of the questionnaire"):
        save_answer(questionnaire, other.questions.first(), Given(text="x"), by=cast.acme_member, now=now)


def test_submitting_too_early_lists_what_is_missing(cast: Cast, now: datetime, questionnaire: Questionnaire) -> None:
    _first, second, third = questions_of(questionnaire)
    save_answer(questionnaire, second, Given(does_not_apply=True), by=cast.acme_member, now=now)
    save_answer(questionnaire, third, Given(choices=["Yes"]), by=cast.acme_member, now=now)
    with pytest.raises(Refused) as refusal:
        submit_questionnaire(questionnaire, by=cast.acme_member, now=now)
    assert refusal.value.details == [
        "1.1 What have you done? — An answer is needed.",
        "1.2 For how long? — Say in the comment why this does not apply.",
        "2.1 Are you certified? — A file is needed as evidence.",
    ]


def test_a_submission_reaches_the_sender_and_those_asked_to_score(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    submission = submit_questionnaire(answered(questionnaire, by=cast.acme_member, now=now), by=cast.acme_lead, now=now)
    assert (submission.by, questionnaire.state) == (cast.acme_lead, QuestionnaireState.SUBMITTED)
    told = Notice.objects.filter(message__topic="vendors.questionnaire_submitted").values_list("recipient", flat=True)
    assert set(told) == {cast[Role.PROCUREMENT_OFFICER].pk, cast[Role.EVALUATOR].pk}


def test_a_submitted_questionnaire_takes_no_more_answers(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    submit_questionnaire(answered(questionnaire, by=cast.acme_member, now=now), by=cast.acme_lead, now=now)
    question = questions_of(questionnaire)[0]
    with pytest.raises(Refused, match="submitted"):
        save_answer(questionnaire, question, Given(text="Other."), by=cast.acme_member, now=now)
    with pytest.raises(Refused, match="submitted"):
        add_evidence(questionnaire, question, pdf(), by=cast.acme_member, now=now)
    with pytest.raises(Refused, match="submitted"):
        submit_questionnaire(questionnaire, by=cast.acme_member, now=now)


def test_evidence_can_be_taken_back_before_it_is_submitted(
    cast: Cast, now: datetime, questionnaire: Questionnaire
) -> None:
    question = questions_of(questionnaire)[0]
    evidence = add_evidence(questionnaire, question, pdf(), by=cast.acme_member, now=now)
    remove_evidence(evidence, by=cast.acme_member, now=now)
    assert not questionnaire.evidence.exists()


def test_a_revoked_questionnaire_takes_no_more_answers(cast: Cast, now: datetime, questionnaire: Questionnaire) -> None:
    revoke_questionnaire(questionnaire, reason="Sent twice.", by=cast[Role.PROCUREMENT_OFFICER], now=now)
    with pytest.raises(Refused, match="revoked"):
        save_answer(questionnaire, questions_of(questionnaire)[0], Given(text="x"), by=cast.acme_member, now=now)
