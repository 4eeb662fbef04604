"""What a template is made of, before it is stored: plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from vendors.choices import QuestionKind


@dataclass(frozen=True)
class QuestionPart:
    """One question: what is asked, what kind of answer it takes, and whether a file must stand beside it."""

    text: str
    help_text: str = ""
    code: str = ""
    kind: QuestionKind = QuestionKind.TEXT
    options: Sequence[str] = ()
    is_required: bool = True
    needs_evidence: bool = False


@dataclass(frozen=True)
class SectionPart:
    """A section that is scored as one, with its share in the score."""

    title: str
    guidance: str = ""
    weight: Decimal = Decimal(1)
    questions: Sequence[QuestionPart] = field(default_factory=tuple)


@dataclass(frozen=True)
class TemplatePart:
    """A whole template: its name, where it comes from, and its sections."""

    name: str
    purpose: str = ""
    source: str = ""
    sections: Sequence[SectionPart] = field(default_factory=tuple)
