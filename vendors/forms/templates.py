"""Forms of templates and their drafts."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm, ScopedModelForm
from vendors.models import Question, QuestionnaireTemplate, Section


class TemplateForm(ScopedModelForm):
    """A template's name and what it is for."""

    class Meta:
        model = QuestionnaireTemplate
        fields = ("name", "purpose", "source")
        widgets = {"purpose": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"source": _("Where the questions come from, where they are not your own.")}


class CatalogForm(ScopedForm):
    """An OSCAL catalog as a file."""

    catalog = forms.FileField(
        label=_("OSCAL catalog"),
        help_text=_("A JSON file of the NIST format. Its groups become sections, its controls questions."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/json,.json"}),
    )
    weight = forms.DecimalField(
        label=_("Weight of each section"),
        initial=1,
        min_value=0,
        max_digits=6,
        decimal_places=2,
        help_text=_("A catalog knows none. Each can be changed in the draft."),
    )

    def clean_catalog(self) -> bytes:
        """The file's bytes, at most what may be uploaded."""
        file: UploadedFile = self.cleaned_data["catalog"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            limit = filesizeformat(settings.UPLOAD_LIMIT_BYTES)
            raise forms.ValidationError(_now("At most %s may be uploaded.") % limit)
        return file.read()


class NewCatalogForm(CatalogForm):
    """A catalog that becomes a template of its own."""

    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("The catalog’s own title unless given.")
    )


class SectionForm(ScopedModelForm):
    """A section of a draft."""

    class Meta:
        model = Section
        fields = ("title", "guidance", "weight")
        widgets = {"guidance": forms.Textarea(attrs={"rows": 3})}


class QuestionForm(ScopedModelForm):
    """A question of a draft."""

    options = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, for questions of one or several choices."),
    )

    class Meta:
        model = Question
        fields = ("code", "text", "help_text", "kind", "options", "is_required", "needs_evidence")
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "help_text": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = self.initial.get("options")
        self.initial["options"] = "\n".join(options) if isinstance(options, list) else options or ""

    def clean_options(self) -> list[str]:
        """The choices, one a line."""
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
