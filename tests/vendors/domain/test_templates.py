"""Templates: drafts change, published versions never do."""

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.errors import Refused
from tests.factories.vendors import QuestionFactory, SectionFactory, published_version
from vendors.choices import QuestionKind, VersionState
from vendors.domain import templates
from vendors.domain.parts import QuestionPart, SectionPart
from vendors.domain.standing_criteria import STANDING_CRITERIA
from vendors.models import Question, Section, TemplateVersion


@pytest.fixture
def draft(officer: User, now: datetime) -> TemplateVersion:
    return templates.create_template_from(STANDING_CRITERIA, by=officer, now=now)


def test_the_standing_criteria_are_seven_sections_with_a_weight_of_a_hundred(draft: TemplateVersion) -> None:
    sections = list(draft.sections.prefetch_related("questions"))
    assert [section.title for section in sections] == [
        "Experience",
        "Expertise",
        "Reputation",
        "Track record",
        "Cultural fit",
        "Communication style",
        "Project management approach",
    ]
    assert sum(section.weight for section in sections) == Decimal(100)
    assert all(len(section.questions.all()) >= 3 for section in sections)
    assert Question.objects.filter(section__version_of=draft, needs_evidence=True).count() >= 2


def test_a_published_version_is_refused_every_change(officer: User, now: datetime, draft: TemplateVersion) -> None:
    templates.publish_version(draft, by=officer, now=now)
    section = draft.sections.first()
    assert section is not None
    with pytest.raises(Refused, match="never changes"):
        templates.change_section(section, title="Other", by=officer, now=now)
    with pytest.raises(Refused, match="never changes"):
        templates.add_section(draft, title="Other", by=officer, now=now)
    with pytest.raises(Refused, match="never changes"):
        templates.remove_question(section.questions.first(), by=officer, now=now)


def test_not_even_raw_changes_reach_a_published_version(db: None) -> None:
    version = published_version()
    changes = [
        lambda: Section.objects.filter(version_of=version).update(title="x"),
        lambda: Section.objects.filter(version_of=version).delete(),
        lambda: SectionFactory.create(version_of=version, position=9),
        lambda: Question.objects.filter(section__version_of=version).update(text="x"),
        lambda: Question.objects.filter(section__version_of=version).delete(),
        lambda: QuestionFactory.create(section=version.sections.first(), position=9),
        lambda: TemplateVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFT),
        lambda: TemplateVersion.objects.filter(pk=version.pk).update(number=7),
    ]
    for change in changes:
        with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
            change()


def test_a_new_version_begins_as_a_copy_and_its_publication_retires_the_old(
    officer: User, now: datetime, draft: TemplateVersion
) -> None:
    templates.publish_version(draft, by=officer, now=now)
    second = templates.start_draft(draft.template, by=officer, now=now)
    assert second.number == 2
    assert Question.objects.filter(section__version_of=second).count() == 26
    with pytest.raises(Refused, match="still a draft"):
        templates.start_draft(draft.template, by=officer, now=now)
    templates.publish_version(second, by=officer, now=now)
    draft.refresh_from_db()
    assert (draft.state, second.state) == (VersionState.RETIRED, VersionState.PUBLISHED)


def test_an_unfinished_draft_says_what_it_lacks(officer: User, now: datetime) -> None:
    version = templates.create_template(name="Mine", by=officer, now=now)
    with pytest.raises(Refused) as refusal:
        templates.publish_version(version, by=officer, now=now)
    assert refusal.value.details == ["It has no section yet."]
    templates.add_section(version, title="Empty", weight=Decimal(0), by=officer, now=now)
    with pytest.raises(Refused) as refusal:
        templates.publish_version(version, by=officer, now=now)
    assert refusal.value.details == [
        "Section “Empty” has no question.",
        "No section has a weight, so that no score could come out.",
    ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "A?", "kind": "single", "options": ["One"]}, "options"),
        ({"text": "A?", "kind": "single", "options": ["One", "One"]}, "options"),
        ({"text": "A?", "kind": "text", "options": ["One", "Two"]}, "options"),
        ({"text": "A?", "kind": "poem"}, "kind"),
        ({"text": ""}, "text"),
    ],
)
def test_a_question_that_nobody_could_answer_is_refused(
    officer: User, now: datetime, draft: TemplateVersion, fields: dict[str, object], field: str
) -> None:
    section = draft.sections.first()
    assert section is not None
    with pytest.raises(Refused) as refusal:
        templates.add_question(section, by=officer, now=now, **fields)
    assert refusal.value.field == field


def test_a_catalogs_sections_stand_behind_what_is_there(officer: User, now: datetime, draft: TemplateVersion) -> None:
    more = [SectionPart("Security", questions=[QuestionPart("Patched?")])]
    templates.append_sections(draft, more, by=officer, now=now)
    assert [section.title for section in draft.sections.all()][-2:] == ["Project management approach", "Security"]


def test_neighbours_change_places_and_the_first_stays_first(
    officer: User, now: datetime, draft: TemplateVersion
) -> None:
    first, second = draft.sections.all()[:2]
    templates.move_section(second, up=True, by=officer, now=now)
    assert [section.pk for section in draft.sections.all()[:2]] == [second.pk, first.pk]
    templates.move_section(second, up=True, by=officer, now=now)
    assert draft.sections.first() == second


def test_two_templates_of_one_name_are_refused(officer: User, now: datetime, draft: TemplateVersion) -> None:
    with pytest.raises(Refused) as refusal:
        templates.create_template_from(STANDING_CRITERIA, by=officer, now=now)
    assert refusal.value.field == "name"


def test_a_discarded_first_draft_takes_its_template_along(officer: User, now: datetime, draft: TemplateVersion) -> None:
    templates.discard_draft(draft, by=officer, now=now)
    assert not TemplateVersion.objects.filter(template__name="Seven standing criteria").exists()


def test_a_choice_question_can_be_added(officer: User, now: datetime, draft: TemplateVersion) -> None:
    section = draft.sections.first()
    assert section is not None
    question = templates.add_question(
        section, text="Which?", kind=QuestionKind.MULTIPLE, options=["A", "B"], by=officer, now=now
    )
    assert question.position == 5
