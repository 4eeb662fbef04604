"""Forms about scope and goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm, ScopedModelForm
from projects.choices import GoalState
from projects.domain.goals import NEXT_STATES
from projects.forms.parts import DateInput
from projects.models import SCOPE_TEXTS, Goal, Project, ScopeVersion
from projects.queries import concerned_with


class ScopeForm(ScopedModelForm):
    """The five texts of a scope version."""

    class Meta:
        model = ScopeVersion
        fields = SCOPE_TEXTS
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in SCOPE_TEXTS}
        help_texts = {
            "in_scope": _("What is to be done, one thing a line. Needed before it can be proposed."),
            "out_of_scope": _("What somebody could expect, and will not get. Needed before it can be proposed."),
            "assumptions": _("What has to be true for this to work."),
            "we_owe": _("Access, people, decisions: what we give, and by when."),
            "acceptance_criteria": _("How both sides will know that it is done. Needed before it can be proposed."),
        }


class SignForm(ScopedForm):
    """A signature names the text that was on the screen."""

    content_hash = forms.CharField(label=_("SHA-256 of the text"), widget=forms.HiddenInput, max_length=64)


class GoalForm(ScopedModelForm):
    """A goal, and what makes it measurable."""

    class Meta:
        model = Goal
        fields = ("statement", "measure", "baseline", "target", "due_on", "owner")
        widgets = {"due_on": DateInput()}
        help_texts = {
            "statement": _("What will be better, in one sentence."),
            "measure": _("For example: share of calls answered within 10 seconds, a month."),
            "baseline": _("For example: 71 % in March."),
            "target": _("For example: 90 %."),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = concerned_with(project)  # type: ignore[attr-defined]


class GoalDecisionForm(ScopedForm):
    """What a goal becomes, and why."""

    state = forms.ChoiceField(label=_("It is"))
    reason = forms.CharField(
        label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000
    )

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        following = NEXT_STATES[goal.state]
        self.fields["state"].choices = [(state.value, state.label) for state in GoalState if state in following]  # type: ignore[attr-defined]
