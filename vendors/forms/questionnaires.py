"""Forms of questionnaires: sending, scoring, deciding."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm
from core.forms import Group
from vendors.choices import TOP_SCORE, DecisionOutcome
from vendors.domain.assessments import LONGEST_REASON, Scored
from vendors.forms.register import DateInput
from vendors.models import Section
from vendors.readings import published_versions, scorers

SCALE = [(str(score), str(score)) for score in range(TOP_SCORE + 1)]


class EvaluatorsForm(ScopedForm):
    """Who is asked to score."""

    evaluators = forms.ModelMultipleChoiceField(
        label=_("Evaluators"),
        queryset=scorers(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They hear of it now, and again when the answers are submitted."),
    )


class SendForm(ScopedForm):
    """A questionnaire to a vendor."""

    version_sent = forms.ModelChoiceField(
        label=_("Questionnaire"),
        queryset=published_versions(),
        help_text=_("Published versions. To ask more in one go, import a catalog into a draft and publish it."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("The template’s name unless given.")
    )
    due_on = forms.DateField(label=_("Due"), widget=DateInput())
    message = forms.CharField(
        label=_("Message to the vendor"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    evaluators = forms.ModelMultipleChoiceField(
        label=_("Evaluators"),
        queryset=scorers(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is asked to score what comes back. The vendor does not see it."),
    )


class DueDateForm(ScopedForm):
    """Another day to answer by."""

    due_on = forms.DateField(label=_("Due"), widget=DateInput(), help_text=_("The vendor’s people are told."))


class RevokeForm(ScopedForm):
    """Why a questionnaire is called back."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The vendor reads it."),
    )


class DecisionForm(ScopedForm):
    """What is decided about returned answers."""

    groups = (
        Group(_("For a qualified vendor"), ("next_review_on", "conditions")),
        Group(_("What the vendor reads"), ("message", "due_on")),
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=DecisionOutcome.choices, widget=forms.RadioSelect)
    rationale = forms.CharField(
        label=_("Rationale"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stays inside: the vendor never reads it."),
    )
    next_review_on = forms.DateField(
        label=_("Next review"),
        required=False,
        widget=DateInput(),
        help_text=_("Needed for a qualified vendor; the owner is reminded before."),
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed for a conditionally qualified vendor. Stays inside."),
    )
    message = forms.CharField(
        label=_("Words to the vendor"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The vendor reads this. For a clarification: what is to be clarified."),
    )
    due_on = forms.DateField(
        label=_("Clarification due"),
        required=False,
        widget=DateInput(),
        help_text=_("For a clarification: the day by which the vendor is to answer."),
    )


class ScoreForm(ScopedForm):
    """A score and a reason for each section; either may still be missing in a draft."""

    def __init__(self, *args: Any, sections: Sequence[Section], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        for section in sections:
            self.fields[f"score-{section.pk}"] = forms.TypedChoiceField(
                label=_("Score"), choices=SCALE, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
            )
            self.fields[f"reason-{section.pk}"] = forms.CharField(
                label=_("Reason"),
                required=False,
                max_length=LONGEST_REASON,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def pairs(self) -> list[tuple[Section, forms.BoundField, forms.BoundField]]:
        """Each section with the two inputs of it."""
        return [(section, self[f"score-{section.pk}"], self[f"reason-{section.pk}"]) for section in self.sections]

    @property
    def scores(self) -> dict[Section, Scored]:
        """What was given, as the domain function takes it."""
        given = self.cleaned_data
        return {
            section: Scored(given.get(f"score-{section.pk}"), given.get(f"reason-{section.pk}", ""))
            for section in self.sections
        }
