"""Forms about milestones."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm, ScopedModelForm
from projects.forms.parts import DateInput
from projects.models import Milestone


class MilestoneForm(ScopedModelForm):
    class Meta:
        model = Milestone
        fields = ("title", "due_on", "acceptance_criteria")
        widgets = {"due_on": DateInput(), "acceptance_criteria": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"acceptance_criteria": _("How both sides will know that it is reached.")}


class NoteForm(ScopedForm):
    """What somebody says with a step of a milestone."""

    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False, max_length=2000)
