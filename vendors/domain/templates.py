"""Templates: drafted from parts or from a catalog, edited as a draft, published, and then left as they are."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Case, F, Max, PositiveSmallIntegerField, Value, When
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.validity import valid
from vendors.choices import QuestionKind, VersionState
from vendors.domain.parts import QuestionPart, SectionPart, TemplatePart
from vendors.models import Question, QuestionnaireTemplate, Section, TemplateVersion

CHOICE_KINDS = (QuestionKind.SINGLE, QuestionKind.MULTIPLE)
Placed = TypeVar("Placed", Section, Question)


def create_template(
    *, name: str, by: User, now: datetime, purpose: str = "", source: str = "", sections: Sequence[SectionPart] = ()
) -> TemplateVersion:
    """A new template with its first draft, made of `sections`."""
    template = QuestionnaireTemplate(name=name.strip(), purpose=purpose, source=source)
    with recorded("made a questionnaire template", by=by):
        valid(template).save()
        version = TemplateVersion.objects.create(template=template, number=1)
        append_sections(version, sections, by=by, now=now)
    return version


def create_template_from(part: TemplatePart, *, by: User, now: datetime, name: str = "") -> TemplateVersion:
    """A new template with its first draft, as `part` describes it; `name` overrides the one that it brings."""
    return create_template(
        name=name or part.name, purpose=part.purpose, source=part.source, sections=part.sections, by=by, now=now
    )


def change_template(
    template: QuestionnaireTemplate, *, by: User, now: datetime, **changes: Any
) -> QuestionnaireTemplate:
    """Change a template's name, purpose or source; what its versions ask stays."""
    for field, value in changes.items():
        setattr(template, field, value)
    with recorded("changed a questionnaire template", by=by):
        valid(template).save()
    return template


def start_draft(template: QuestionnaireTemplate, *, by: User, now: datetime) -> TemplateVersion:
    """The next version, a draft that begins as a copy of the latest. One draft at a time."""
    with recorded("began a new version", by=by):
        latest = template.versions.select_for_update().first()
        if latest is None:
            return TemplateVersion.objects.create(template=template, number=1)
        if latest.state == VersionState.DRAFT:
            raise Refused(_("Version %d is still a draft; publish it or go on writing it.") % latest.number)
        draft = TemplateVersion.objects.create(template=template, number=latest.number + 1)
        append_sections(draft, _parts_of(latest), by=by, now=now)
    return draft


def append_sections(
    version: TemplateVersion, sections: Sequence[SectionPart], *, by: User, now: datetime
) -> TemplateVersion:
    """Add `sections` with their questions at the end of a draft, a catalog's for instance."""
    with recorded("added sections", by=by):
        _hold_draft(version)
        first = _next_position(version.sections)
        stored = [
            Section(
                version_of=version, position=first + n, title=part.title, guidance=part.guidance, weight=part.weight
            )
            for n, part in enumerate(sections)
        ]
        for section in stored:
            valid(section, exclude=["version_of"])
        Section.objects.bulk_create(stored)
        questions = [
            _question(section, position, question)
            for section, part in zip(stored, sections, strict=True)
            for position, question in enumerate(part.questions, start=1)
        ]
        Question.objects.bulk_create(questions)
    return version


def add_section(version: TemplateVersion, *, by: User, now: datetime, **fields: Any) -> Section:
    """One more section at the end of a draft."""
    with recorded("added a section", by=by):
        _hold_draft(version)
        section = Section(version_of=version, position=_next_position(version.sections), **fields)
        valid(section).save()
    return section


def change_section(section: Section, *, by: User, now: datetime, **changes: Any) -> Section:
    """Change a section of a draft."""
    with recorded("changed a section", by=by):
        _hold_draft(section.version_of)
        return _changed(section, changes)


def remove_section(section: Section, *, by: User, now: datetime) -> None:
    """Take a section with its questions out of a draft."""
    with recorded("removed a section", by=by):
        _hold_draft(section.version_of)
        section.delete()


def add_question(section: Section, *, by: User, now: datetime, **fields: Any) -> Question:
    """One more question at the end of a section of a draft."""
    with recorded("added a question", by=by):
        _hold_draft(section.version_of)
        question = Question(section=section, position=_next_position(section.questions), **fields)
        _check_options(question)
        valid(question).save()
    return question


def change_question(question: Question, *, by: User, now: datetime, **changes: Any) -> Question:
    """Change a question of a draft."""
    with recorded("changed a question", by=by):
        _hold_draft(question.section.version_of)
        return _changed(question, changes)


def remove_question(question: Question, *, by: User, now: datetime) -> None:
    """Take a question out of a draft."""
    with recorded("removed a question", by=by):
        _hold_draft(question.section.version_of)
        question.delete()


def move_section(section: Section, *, up: bool, by: User, now: datetime) -> Section:
    """Let a section of a draft change places with the one before or after it; the first stays first."""
    with recorded("moved a section", by=by):
        _hold_draft(section.version_of)
        return _swap(section, section.version_of.sections.all(), up=up)


def move_question(question: Question, *, up: bool, by: User, now: datetime) -> Question:
    """Let a question of a draft change places with the one before or after it in its section."""
    with recorded("moved a question", by=by):
        _hold_draft(question.section.version_of)
        return _swap(question, question.section.questions.all(), up=up)


def publish_version(version: TemplateVersion, *, by: User, now: datetime) -> TemplateVersion:
    """Make a draft fit to be sent. From then on it never changes; the version published before is retired."""
    with recorded("published a version", by=by):
        _hold_draft(version)
        if obstacles := _obstacles(version):
            raise Refused(_("This version cannot be published yet."), details=obstacles)
        published = TemplateVersion.objects.filter(template=version.template, state=VersionState.PUBLISHED)
        published.update(state=VersionState.RETIRED)
        draft = TemplateVersion.objects.filter(pk=version.pk, state=VersionState.DRAFT)
        draft.update(state=VersionState.PUBLISHED, published_at=now)
    version.refresh_from_db()
    return version


def discard_draft(version: TemplateVersion, *, by: User, now: datetime) -> None:
    """Throw a draft away. A template whose only version it was goes with it."""
    with recorded("discarded a draft", by=by):
        _hold_draft(version)
        template = version.template
        version.delete()
        if not template.versions.exists():
            template.delete()


def _hold_draft(version: TemplateVersion) -> None:
    """Lock `version` against a publication meanwhile. Refused unless it is a draft."""
    held = TemplateVersion.objects.select_for_update().get(pk=version.pk)
    if held.state != VersionState.DRAFT:
        raise Refused(_("A published version never changes. Begin a new version instead."))


def _obstacles(version: TemplateVersion) -> list[str]:
    """What a draft still lacks."""
    sections = list(version.sections.prefetch_related("questions"))
    if not sections:
        return [_("It has no section yet.")]
    empty = [_("Section “%s” has no question.") % section for section in sections if not section.questions.all()]
    if not sum(section.weight for section in sections):
        empty.append(_("No section has a weight, so that no score could come out."))
    return empty


def _question(section: Section, position: int, part: QuestionPart) -> Question:
    question = Question(
        section=section,
        position=position,
        code=part.code,
        text=part.text,
        help_text=part.help_text,
        kind=part.kind,
        options=list(part.options),
        is_required=part.is_required,
        needs_evidence=part.needs_evidence,
    )
    _check_options(question)
    question.clean_fields(exclude=["section"])
    return question


def _check_options(question: Question) -> None:
    if question.kind in CHOICE_KINDS and len(question.options or ()) < 2:
        raise Refused(_("A choice question has at least two choices."), "options")
    if question.kind not in CHOICE_KINDS and question.options:
        raise Refused(_("Only a choice question has choices."), "options")


def _parts_of(version: TemplateVersion) -> list[SectionPart]:
    return [
        SectionPart(
            title=section.title,
            guidance=section.guidance,
            weight=section.weight,
            questions=[
                QuestionPart(
                    text=question.text,
                    help_text=question.help_text,
                    code=question.code,
                    kind=QuestionKind(question.kind),
                    options=question.options,
                    is_required=question.is_required,
                    needs_evidence=question.needs_evidence,
                )
                for question in section.questions.all()
            ],
        )
        for section in version.sections.prefetch_related("questions")
    ]


def _changed(record: Placed, changes: dict[str, Any]) -> Placed:
    for field, value in changes.items():
        setattr(record, field, value)
    if isinstance(record, Question):
        _check_options(record)
    valid(record).save()
    return record


def _next_position(placed: Any) -> int:
    return (placed.aggregate(last=Max("position"))["last"] or 0) + 1


def _swap(record: Placed, among: Any, *, up: bool) -> Placed:
    """Exchange the positions of `record` and its neighbour in one statement, because each position is taken once."""
    if up:
        other = among.filter(position__lt=record.position).order_by("-position").first()
    else:
        other = among.filter(position__gt=record.position).order_by("position").first()
    if other is not None:
        positions = Case(
            When(pk=record.pk, then=Value(other.position)),
            When(pk=other.pk, then=Value(record.position)),
            default=F("position"),
            output_field=PositiveSmallIntegerField(),
        )
        among.filter(pk__in=[record.pk, other.pk]).update(position=positions)
        record.refresh_from_db()
    return record
