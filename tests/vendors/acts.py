"""Steps of due diligence that several tests begin with."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from tests.factories.vendors import published_version
from vendors.choices import QuestionKind
from vendors.domain.answering import Given
from vendors.domain.answers import add_evidence, save_answer, submit_questionnaire
from vendors.domain.assessments import Scored, lock_assessment, open_assessment, save_scores
from vendors.domain.questionnaires import send_questionnaire
from vendors.models import Assessment, Question, Questionnaire, Vendor
from vendors.outline import outline_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DUE = date(2026, 6, 30)


def pdf(name: str = "certificate.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def sent(vendor: Vendor, *, by: User, now: datetime, evaluators: tuple[User, ...] = ()) -> Questionnaire:
    """A questionnaire of three questions on its way to `vendor`."""
    return send_questionnaire(vendor, published_version(), due_on=DUE, by=by, now=now, evaluators=evaluators)


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    return [asked.question for asked in outline_of(questionnaire).questions]


def answered(questionnaire: Questionnaire, *, by: User, now: datetime) -> Questionnaire:
    """Every question answered as its kind wants, with evidence where it is needed."""
    for question in questions_of(questionnaire):
        given = {
            QuestionKind.TEXT: Given(text="Ten data centres."),
            QuestionKind.NUMBER: Given(text="12"),
            QuestionKind.SINGLE: Given(choices=["Yes"]),
        }[QuestionKind(question.kind)]
        save_answer(questionnaire, question, given, by=by, now=now)
        if question.needs_evidence:
            add_evidence(questionnaire, question, pdf(), by=by, now=now)
    return questionnaire


def submitted(vendor: Vendor, *, officer: User, person: User, now: datetime) -> Questionnaire:
    questionnaire = answered(sent(vendor, by=officer, now=now), by=person, now=now)
    submit_questionnaire(questionnaire, by=person, now=now)
    return questionnaire


def scored(questionnaire: Questionnaire, *scores: int, by: User, now: datetime) -> Assessment:
    """A locked assessment by `by` with `scores` in the order of the sections."""
    assessment = open_assessment(questionnaire, by=by, now=now)
    sections = questionnaire.version_sent.sections.all()
    given = {section: Scored(score, "Seen.") for section, score in zip(sections, scores, strict=True)}
    return lock_assessment(save_scores(assessment, given, by=by, now=now), by=by, now=now)
