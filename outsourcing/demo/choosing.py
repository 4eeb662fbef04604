"""Three vendors: one qualified and active, one whose answers wait to be scored, one not yet asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import Role
from accounts.models import User
from outsourcing.demo import answers
from outsourcing.demo.clock import Clock
from outsourcing.demo.people import Login, make_vendor_people
from vendors.choices import DecisionOutcome, QuestionKind, Standing, Tier
from vendors.domain.answering import Given
from vendors.domain.answers import add_evidence, save_answers, submit_questionnaire
from vendors.domain.assessments import Scored, lock_assessment, open_assessment, save_scores
from vendors.domain.decisions import decide
from vendors.domain.questionnaires import send_questionnaire
from vendors.domain.register import change_assessment, register_vendor
from vendors.domain.standing_criteria import STANDING_CRITERIA
from vendors.domain.templates import create_template_from, publish_version
from vendors.models import Question, Questionnaire, TemplateVersion, Vendor
from vendors.outline import outline_of

CHOICES = {QuestionKind.SINGLE, QuestionKind.MULTIPLE}
REASONS = {
    3: "Sound, with a gap that the answer names itself.",
    4: "Convincing, with evidence.",
    5: "Better than what we asked for.",
}


@dataclass(frozen=True)
class Chosen:
    """The vendors and their people."""

    alster: Vendor
    brightline: Vendor
    fennec: Vendor
    logins: dict[str, Login]


def choose(clock: Clock, people: Mapping[str, Login]) -> Chosen:
    """Register the vendors and carry each as far through due diligence as the demonstration shows."""
    officer = people["priya"].user
    at = clock.before_start(200)
    version = publish_version(create_template_from(STANDING_CRITERIA, by=officer, now=at), by=officer, now=at)
    alster, brightline, fennec = _register(clock, officer)
    logins = {
        **make_vendor_people(
            alster,
            {"katrin": ("Katrin Albers", Role.VENDOR_LEAD), "deniz": ("Deniz Aydin", Role.VENDOR_MEMBER)},
            domain="alster-it.example",
            by=officer,
            now=at,
        ),
        **make_vendor_people(
            brightline,
            {"aoife": ("Aoife Byrne", Role.VENDOR_LEAD), "sean": ("Seán Walsh", Role.VENDOR_MEMBER)},
            domain="brightline.example",
            by=officer,
            now=at,
        ),
        **make_vendor_people(
            fennec, {"lucas": ("Lucas Moreau", Role.VENDOR_LEAD)}, domain="fennec.example", by=officer, now=at
        ),
    }
    _qualify(alster, version, clock, {**people, **logins})
    _ask(brightline, version, clock, {**people, **logins})
    return Chosen(alster, brightline, fennec, logins)


def _register(clock: Clock, officer: User) -> tuple[Vendor, Vendor, Vendor]:
    alster = register_vendor(
        by=officer,
        now=clock.before_start(160),
        tier=Tier.CRITICAL,
        tier_reason="Runs the online services and the call centre: customers notice within minutes when it stops.",
        legal_name="Alster IT Services GmbH",
        trading_names="Alster IT",
        country="DE",
        vat="DE298765432",
        website="https://alster-it.example/",
        time_zone="Europe/Berlin",
    )
    brightline = register_vendor(
        by=officer,
        now=clock.on(clock.today - timedelta(days=35)),
        tier=Tier.IMPORTANT,
        tier_reason="Would speak with customers in our name.",
        legal_name="Brightline Contact Centres Ltd",
        country="IE",
        website="https://brightline.example/",
        time_zone="Europe/Dublin",
    )
    fennec = register_vendor(
        by=officer,
        now=clock.on(clock.today - timedelta(days=6)),
        legal_name="Fennec Data Engineering SARL",
        country="FR",
        website="https://fennec.example/",
        time_zone="Europe/Paris",
    )
    return alster, brightline, fennec


def _qualify(vendor: Vendor, version: TemplateVersion, clock: Clock, people: Mapping[str, Login]) -> None:
    """Asked, answered, scored by two, accepted; its next review falls due in some three weeks."""
    officer = people["priya"].user
    evaluators = [people["emil"].user, people["ines"].user]
    sent_at = clock.before_start(150)
    questionnaire = send_questionnaire(
        vendor, version, due_on=sent_at.date() + timedelta(days=21), by=officer, now=sent_at, evaluators=evaluators
    )
    given = answers.of_alster(sent_at.date())
    _answer(questionnaire, given, by=people["katrin"].user, now=clock.before_start(138))
    for evaluator, scores in zip(evaluators, ((4, 4, 4, 4, 5, 5, 4), (4, 5, 3, 4, 4, 5, 4)), strict=True):
        _score(questionnaire, scores, by=evaluator, now=clock.before_start(130))
    decide(
        questionnaire,
        outcome=DecisionOutcome.QUALIFIED,
        rationale="Both evaluators see a strong operator; the references confirmed it on the phone.",
        next_review_on=clock.today + timedelta(days=20),
        message="Thank you. We would like to work with you.",
        by=officer,
        now=clock.before_start(120),
    )
    vendor.refresh_from_db()
    change_assessment(
        vendor.assessment, standing=Standing.ACTIVE, reason="Works for us.", by=officer, now=clock.before_start(100)
    )


def _ask(vendor: Vendor, version: TemplateVersion, clock: Clock, people: Mapping[str, Login]) -> None:
    """Asked and answered: the answers wait to be scored."""
    sent_at = clock.on(clock.today - timedelta(days=28))
    questionnaire = send_questionnaire(
        vendor,
        version,
        due_on=sent_at.date() + timedelta(days=21),
        by=people["priya"].user,
        now=sent_at,
        evaluators=[people["emil"].user, people["ines"].user],
    )
    submitted_at = clock.on(clock.today - timedelta(days=9))
    _answer(questionnaire, answers.of_brightline(sent_at.date()), by=people["aoife"].user, now=submitted_at)


def _answer(questionnaire: Questionnaire, given: answers.Answers, *, by: User, now: datetime) -> None:
    """Answer every question, with a file wherever one is asked for, and submit."""
    outline = outline_of(questionnaire)
    texts = {
        asked.question: _given(asked.question, text)
        for section in outline.sections
        for asked, text in zip(section.questions, given[section.section.title], strict=True)
        if text
    }
    save_answers(questionnaire, texts, by=by, now=now)
    for asked in outline.questions:
        if asked.question.needs_evidence or asked.question.kind == QuestionKind.FILE:
            add_evidence(questionnaire, asked.question, _paper(asked.question), by=by, now=now)
    submit_questionnaire(questionnaire, by=by, now=now)


def _given(question: Question, text: str) -> Given:
    return Given(choices=text.split("|")) if question.kind in CHOICES else Given(text=text)


def _paper(question: Question) -> SimpleUploadedFile:
    words = (
        f"This file stands for the paper that the demonstration’s vendor gave with its answer to:\n\n{question.text}\n"
    )
    return SimpleUploadedFile(f"attachment-{question.position}.txt", words.encode(), content_type="text/plain")


def _score(questionnaire: Questionnaire, scores: Sequence[int], *, by: User, now: datetime) -> None:
    assessment = open_assessment(questionnaire, by=by, now=now)
    sections = questionnaire.version_sent.sections.all()
    given = {section: Scored(score, REASONS[score]) for section, score in zip(sections, scores, strict=True)}
    save_scores(assessment, given, by=by, now=now)
    lock_assessment(assessment, by=by, now=now)
