"""What counts as an answer to each kind of question. Pure."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Protocol

from django.utils.translation import gettext as _

from core.errors import Refused
from vendors.choices import QuestionKind

LONGEST_TEXT = 10_000
LONGEST_NUMBER = 30
YEARS = range(1900, 2200)


class Asked(Protocol):
    """What is asked: a question, stored or not."""

    kind: str
    options: Sequence[str]


@dataclass(frozen=True)
class Given:
    """What a vendor's person gives for one question, as typed.

    `seen` is the fingerprint of the answer that it was typed over, so that nobody's answer is replaced unread; without
    it, what is given replaces whatever stands.
    """

    text: str = ""
    choices: Sequence[str] = ()
    does_not_apply: bool = False
    comment: str = ""
    seen: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for two answers that say the same, however their lines end."""
        words = [_unix(self.text), list(self.choices), self.does_not_apply, _unix(self.comment)]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]

    @property
    def is_blank(self) -> bool:
        """Whether nothing is said yet."""
        return not (self.text or self.choices or self.does_not_apply)


def checked(question: Asked, given: Given) -> Given:
    """`given` as it is kept: trimmed, numbers and dates in one spelling. Blank is fine, answers are saved as typed.

    Refused, with the field `text`, `choices` or `comment`, where it is no answer to this kind of question.
    """
    text, comment = _unix(given.text).strip(), _unix(given.comment).strip()
    given = replace(given, text=text, comment=comment, choices=list(given.choices))
    if len(given.comment) > LONGEST_TEXT:
        raise Refused(_("The comment is longer than %d characters.") % LONGEST_TEXT, "comment")
    if given.does_not_apply:
        return replace(given, text="", choices=[])
    return _READERS[QuestionKind(question.kind)](question, given)


def _unix(text: str) -> str:
    """`text` with its lines ended as they are kept: browsers send CR LF."""
    return text.replace("\r\n", "\n")


def _text(question: Asked, given: Given) -> Given:
    _no_choices(given)
    if len(given.text) > LONGEST_TEXT:
        raise Refused(_("The answer is longer than %d characters.") % LONGEST_TEXT, "text")
    return given


def _number(question: Asked, given: Given) -> Given:
    _no_choices(given)
    if not given.text:
        return given
    spelled = given.text.replace(",", ".") if given.text.count(",") == 1 and "." not in given.text else given.text
    try:
        value = Decimal(spelled) if spelled.isascii() and "_" not in spelled else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or len(spelled) > LONGEST_NUMBER or "e" in spelled.lower():
        raise Refused(_("A number is needed here, such as 12 or 99.5."), "text")
    return replace(given, text=f"{value:f}")


def _date(question: Asked, given: Given) -> Given:
    _no_choices(given)
    if not given.text:
        return given
    try:
        value = date.fromisoformat(given.text)
    except ValueError:
        value = None
    if value is None or value.year not in YEARS:
        raise Refused(_("A date is needed here, such as 2026-03-31."), "text")
    return replace(given, text=value.isoformat())


def _single(question: Asked, given: Given) -> Given:
    if len(given.choices) > 1:
        raise Refused(_("Choose one."), "choices")
    return _multiple(question, given)


def _multiple(question: Asked, given: Given) -> Given:
    _no_text(given)
    unknown = [choice for choice in given.choices if choice not in question.options]
    if unknown:
        raise Refused(_("“%s” is none of the choices.") % unknown[0][:200], "choices")
    return replace(given, choices=[option for option in question.options if option in given.choices])


def _file(question: Asked, given: Given) -> Given:
    _no_choices(given)
    _no_text(given)
    return given


def _no_choices(given: Given) -> None:
    if given.choices:
        raise Refused(_("This question has no choices."), "choices")


def _no_text(given: Given) -> None:
    if given.text:
        raise Refused(_("This question takes no text; use the comment."), "text")


_READERS: Mapping[QuestionKind, Callable[[Asked, Given], Given]] = {
    QuestionKind.TEXT: _text,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.SINGLE: _single,
    QuestionKind.MULTIPLE: _multiple,
    QuestionKind.FILE: _file,
}
