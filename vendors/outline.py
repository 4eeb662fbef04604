"""A questionnaire as it is read: sections, questions, answers and evidence in one tree.

The vendor's people read it too, so it holds nothing internal: no weights, no scores.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vendors.choices import QuestionKind
from vendors.domain.answering import Given
from vendors.models import Answer, Evidence, Question, Questionnaire, Section


@dataclass(frozen=True)
class AskedQuestion:
    """A question with what was answered."""

    question: Question
    answer: Answer | None
    evidence: Sequence[Evidence]

    @property
    def is_answered(self) -> bool:
        if self.answer is not None and self.answer.does_not_apply:
            return True
        if self.question.kind == QuestionKind.FILE:
            return bool(self.evidence)
        return self.answer is not None and bool(self.answer.text or self.answer.choices)

    @property
    def fingerprint(self) -> str:
        """What an answer typed over this one names as `seen`."""
        return as_given(self.answer).fingerprint

    @property
    def wants_files(self) -> bool:
        """Whether a file belongs to the answer, so that the place for it is in sight."""
        return self.question.kind == QuestionKind.FILE or self.question.needs_evidence or bool(self.evidence)

    @property
    def missing(self) -> str:
        """What still keeps the questionnaire from being submitted, in words; empty where nothing does."""
        if self.answer is not None and self.answer.does_not_apply:
            return "" if self.answer.comment else _("Say in the comment why this does not apply.")
        if not self.is_answered:
            return self._unanswered() if self.question.is_required else ""
        if self.question.needs_evidence and not self.evidence:
            return _("A file is needed as evidence.")
        return ""

    def _unanswered(self) -> str:
        return _("A file is needed.") if self.question.kind == QuestionKind.FILE else _("An answer is needed.")


@dataclass(frozen=True)
class AskedSection:
    """A section with its questions."""

    section: Section
    questions: Sequence[AskedQuestion]

    @property
    def answered(self) -> int:
        return sum(question.is_answered for question in self.questions)

    @property
    def missing(self) -> list[AskedQuestion]:
        return [question for question in self.questions if question.missing]


@dataclass(frozen=True)
class Outline:
    """The whole questionnaire."""

    sections: Sequence[AskedSection]

    @property
    def questions(self) -> list[AskedQuestion]:
        return [question for section in self.sections for question in section.questions]

    @property
    def answered(self) -> int:
        return sum(section.answered for section in self.sections)

    @property
    def missing(self) -> list[AskedQuestion]:
        return [question for section in self.sections for question in section.missing]


def as_given(answer: Answer | None) -> Given:
    """What stands as an answer; blank where there is none."""
    if answer is None:
        return Given()
    return Given(answer.text, answer.choices, answer.does_not_apply, answer.comment)


def outline_of(questionnaire: Questionnaire) -> Outline:
    """What `questionnaire` asks and what was answered, in four queries whatever its size."""
    answers = {answer.question_id: answer for answer in questionnaire.answers.select_related("answered_by")}
    files: dict[int, list[Evidence]] = defaultdict(list)
    for evidence in questionnaire.evidence.select_related("uploaded_by"):
        files[evidence.question_id].append(evidence)
    sections = Section.objects.filter(version_of=questionnaire.version_sent_id).prefetch_related("questions")
    return Outline(
        [
            AskedSection(
                section,
                [
                    AskedQuestion(question, answers.get(question.pk), files[question.pk])
                    for question in section.questions.all()
                ],
            )
            for section in sections
        ]
    )
