"""The vendor's part: answers saved as typed, evidence beside them, and the submission."""

from collections.abc import Mapping
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from documents.domain import read_upload
from vendors.choices import WITH_VENDOR, QuestionnaireState
from vendors.domain import news
from vendors.domain.answering import Given, checked
from vendors.models import Answer, Evidence, Question, Questionnaire, Submission
from vendors.outline import AskedQuestion, as_given, outline_of

MOST_FILES_A_QUESTION = 20


def save_answer(questionnaire: Questionnaire, question: Question, given: Given, *, by: User, now: datetime) -> Answer:
    """Keep what was typed for one question; an empty answer too. The first one puts the questionnaire in progress.

    Refused where it is no answer to this kind of question, the questionnaire is not with the vendor any more, or a
    colleague answered otherwise since `given.seen` was read.
    """
    return save_answers(questionnaire, {question: given}, by=by, now=now)[0]


def save_answers(
    questionnaire: Questionnaire, given: Mapping[Question, Given], *, by: User, now: datetime
) -> list[Answer]:
    """Keep several answers, all or none."""
    kept = {question: _checked(questionnaire, question, value) for question, value in given.items()}
    with recorded("answered a questionnaire", by=by):
        _hold(questionnaire)
        answers = [_store(questionnaire, question, value, by, now) for question, value in kept.items()]
        _begin(questionnaire)
    return answers


def add_evidence(
    questionnaire: Questionnaire, question: Question, file: UploadedFile, *, by: User, now: datetime
) -> Evidence:
    """Keep a file as evidence for one answer. Refused where its content is not what may be uploaded."""
    _check_asked(questionnaire, question)
    stored = read_upload(file, by=by, now=now)
    with recorded("added evidence", by=by):
        _hold(questionnaire)
        if questionnaire.evidence.filter(question=question).count() >= MOST_FILES_A_QUESTION:
            raise Refused(_("One question takes at most %d files.") % MOST_FILES_A_QUESTION, "file")
        evidence = Evidence.objects.create(questionnaire=questionnaire, question=question, **stored)
        _begin(questionnaire)
    return evidence


def remove_evidence(evidence: Evidence, *, by: User, now: datetime) -> Questionnaire:
    """Take a file back before it is submitted. What was submitted once stays, and is only added to."""
    questionnaire = evidence.questionnaire
    with recorded("took evidence back", by=by):
        _hold(questionnaire)
        if questionnaire.submissions.filter(at__gte=evidence.uploaded_at).exists():
            raise Refused(_("This file was submitted and stays. Add a better one beside it."))
        evidence.delete()
    return questionnaire


def submit_questionnaire(questionnaire: Questionnaire, *, by: User, now: datetime) -> Submission:
    """Hand the answers in. Refused with the list of what is missing: required answers, evidence, reasons."""
    with recorded("submitted a questionnaire", by=by):
        _hold(questionnaire)
        if missing := outline_of(questionnaire).missing:
            raise Refused(
                _("%d questions still need something before you can submit.") % len(missing),
                details=[missing_line(asked) for asked in missing],
            )
        changed = Questionnaire.objects.filter(pk=questionnaire.pk, state__in=WITH_VENDOR)
        changed.update(state=QuestionnaireState.SUBMITTED)
        questionnaire.refresh_from_db()
        submission = Submission.objects.create(questionnaire=questionnaire, by=by, at=now)
        news.tell_submitted(questionnaire, by=by, now=now)
    return submission


def missing_line(asked: AskedQuestion) -> str:
    """One line of the list of what is missing."""
    heading = str(asked.question).splitlines()[0]
    return f"{heading[:120]} — {asked.missing}"


def settled(answer: Answer | None, given: Given) -> Given:
    """What stands once `given` has come to `answer`: `given`, or `answer` where nothing was typed over it.

    Refused where a colleague answered otherwise since `given.seen` was read.
    """
    stands = as_given(answer)
    if answer is None or given.seen is None or given.seen == stands.fingerprint:
        return given
    if given.fingerprint in (given.seen, stands.fingerprint):
        return stands
    words = {"name": answer.answered_by, "words": answer.words[:200] or _("no answer")}
    raise Refused(_("%(name)s answered while you were writing: “%(words)s”. Save again to put yours there.") % words)


def _checked(questionnaire: Questionnaire, question: Question, given: Given) -> Given:
    _check_asked(questionnaire, question)
    return checked(question, given)


def _check_asked(questionnaire: Questionnaire, question: Question) -> None:
    if question.section.version_of_id != questionnaire.version_sent_id:
        raise Refused(_("This question is not part of the questionnaire."), "question")


def _hold(questionnaire: Questionnaire) -> None:
    """Lock the questionnaire and read its state. Refused unless it is with the vendor."""
    held = Questionnaire.objects.select_for_update(no_key=True).get(pk=questionnaire.pk)
    questionnaire.state = held.state
    if held.state not in WITH_VENDOR:
        raise Refused(_("The answers cannot be changed any more: %s.") % held.state_words)


def _store(questionnaire: Questionnaire, question: Question, given: Given, by: User, now: datetime) -> Answer:
    answer = Answer.objects.filter(questionnaire=questionnaire, question=question).first()
    given = settled(answer, given)
    if answer is None:
        answer = Answer(questionnaire=questionnaire, question=question)
    elif given.fingerprint == as_given(answer).fingerprint:
        return answer  # as it was: who answered it first stays named
    answer.text, answer.choices, answer.comment = given.text, list(given.choices), given.comment
    answer.does_not_apply, answer.answered_by, answer.answered_at = given.does_not_apply, by, now
    answer.save()
    return answer


def _begin(questionnaire: Questionnaire) -> None:
    sent = Questionnaire.objects.filter(pk=questionnaire.pk, state=QuestionnaireState.SENT)
    if sent.update(state=QuestionnaireState.IN_PROGRESS):
        questionnaire.state = QuestionnaireState.IN_PROGRESS
