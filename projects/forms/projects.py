"""Forms about a project, its team and its state."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm, ScopedModelForm
from projects.forms.parts import DateInput, zones
from projects.models import Project
from projects.queries import our_people


class ProjectForm(ScopedModelForm):
    """What a project is called, is for, under which contract, and who leads it."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lazy(zones, list), initial="UTC")

    class Meta:
        model = Project
        fields: tuple[str, ...] = ("name", "purpose", "contract", "manager", "sponsor", "time_zone")
        help_texts = {
            "purpose": _("What the work is for, in two or three sentences. The vendor reads it too."),
            "contract": _("From it come the dates of notice. It can follow later."),
            "manager": _("Plans the work and gets a place on the team."),
            "sponsor": _("Answers for the project inside and gets a place on the team."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("manager", "sponsor"):
            self.fields[name].queryset = our_people()  # type: ignore[attr-defined]
        if self.instance.pk:
            contracts = self.fields["contract"].queryset  # type: ignore[attr-defined]
            self.fields["contract"].queryset = contracts.filter(vendor=self.instance.vendor_id)  # type: ignore[attr-defined]


class NewProjectForm(ProjectForm):
    class Meta(ProjectForm.Meta):
        fields = ("vendor", *ProjectForm.Meta.fields)


class PlaceForm(ScopedForm):
    """A person for the team."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=our_people())  # type: ignore[assignment]

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = our_people().exclude(project_places__project=project)  # type: ignore[attr-defined]


class ReasonForm(ScopedForm):
    """Why a state changes."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)


class WaiverForm(ScopedForm):
    """Why a check can wait, and until when."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    until_on = forms.DateField(
        label=_("Until"), widget=DateInput(), help_text=_("From the day after, the check is open again.")
    )
