"""The input of one question in the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vendors.choices import QuestionKind
from vendors.domain.answering import LONGEST_TEXT, Given
from vendors.forms.register import DateInput
from vendors.models import Question
from vendors.outline import AskedQuestion

NO_CHOICE = ("", _("No answer yet"))


def _widget(question: Question) -> forms.Field | None:
    """The input that fits the kind of question; the domain function decides what counts as an answer."""
    options = [(option, option) for option in question.options]
    match QuestionKind(question.kind):
        case QuestionKind.SINGLE:
            return forms.CharField(required=False, widget=forms.RadioSelect(choices=[NO_CHOICE, *options]))
        case QuestionKind.MULTIPLE:
            return _Choices(required=False, widget=forms.CheckboxSelectMultiple(choices=options))
        case QuestionKind.NUMBER:
            return forms.CharField(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
        case QuestionKind.DATE:
            return forms.CharField(required=False, widget=DateInput())
        case QuestionKind.FILE:
            return None
    return forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT}), strip=False
    )


class _Choices(forms.Field):
    """Any texts; the domain function knows which are choices."""

    def clean(self, value: Any) -> list[str]:
        return list(value or [])


class AnswerForm(forms.Form):
    """One question’s inputs: the answer, whether it does not apply, a comment. Each question has its own prefix."""

    does_not_apply = forms.BooleanField(label=_("Does not apply to us"), required=False)
    comment = forms.CharField(
        label=_("Comment"), required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_TEXT})
    )

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    shows_what_stands = False  # whether a refusal is shown on a whole page, where the reader can decide
    file_error = ""  # why a file beside the answer was refused

    def __init__(self, *args: Any, asked: AskedQuestion, **kwargs: Any) -> None:
        self.asked = asked
        question = asked.question
        kwargs.setdefault("prefix", f"q{question.pk}")
        kwargs.setdefault("initial", self._kept(asked))
        super().__init__(*args, **kwargs)
        field = _widget(question)
        if field is not None:
            field.label = question.text
            self.fields["answer"] = field

    @property
    def given(self) -> Given:
        """What was typed, as the domain function takes it."""
        typed = self.cleaned_data.get("answer", "")
        kind = self.asked.question.kind
        common = {name: self.cleaned_data[name] for name in ("does_not_apply", "comment")}
        common["seen"] = self.cleaned_data["seen"] or None
        if kind == QuestionKind.MULTIPLE:
            return Given(choices=typed or [], **common)
        if kind == QuestionKind.SINGLE:
            return Given(choices=[typed] if typed else [], **common)
        return Given(text=typed, **common)

    @property
    def seen_by_reader(self) -> str:
        """The fingerprint of the answer that stands beside the inputs on the page."""
        is_as_sent = self.is_bound and not self.shows_what_stands
        return self["seen"].value() or "" if is_as_sent else self.asked.fingerprint

    def refuse(self, reason: str, field: str | None) -> None:
        """Show why the domain function refused, beside the input that it is about."""
        self.add_error("comment" if field == "comment" else "answer" if "answer" in self.fields else None, reason)

    @staticmethod
    def _kept(asked: AskedQuestion) -> dict[str, Any]:
        answer = asked.answer
        if answer is None:
            return {}
        kind = asked.question.kind
        kept: Any = answer.text
        if kind == QuestionKind.MULTIPLE:
            kept = answer.choices
        elif kind == QuestionKind.SINGLE:
            kept = (answer.choices or [""])[0]
        return {"answer": kept, "does_not_apply": answer.does_not_apply, "comment": answer.comment}
