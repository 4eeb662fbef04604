"""Forms by which measurements come in, and breaches are handled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm
from core.forms import Group
from core.widgets import DateTimeInput
from kpis.choices import Aggregation, OnBadRows
from kpis.domain.imports import Columns
from kpis.forms.definitions import ZONES
from kpis.models import KpiVersion

LONGEST_CHOICE = 90


class TypedForm(ScopedForm):
    """One measurement, typed by hand. The instant is read in the KPI's time zone."""

    at = forms.CharField(label=_("At"), widget=DateTimeInput())
    value = forms.CharField(label=_("Value"), max_length=60, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    denominator = forms.CharField(
        label=_("Denominator"), max_length=60, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    subject = forms.CharField(
        label=_("Subject"), required=False, max_length=200, help_text=_("The request, call or service it is about.")
    )
    note = forms.CharField(label=_("Where it comes from"), required=False, max_length=300)

    def __init__(self, *args: Any, version: KpiVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = _("In the time zone %s.") % version.time_zone
        if version.unit:
            self.fields["value"].help_text = _("In %s.") % version.unit
        if version.aggregation == Aggregation.AVAILABILITY:
            self.fields["value"].help_text = _("1 for up, 0 for down.")
        if version.aggregation != Aggregation.RATIO:
            del self.fields["denominator"]
        else:
            self.fields["value"].label = _("Numerator")


class UploadForm(ScopedForm):
    """A file of measurements; its columns are chosen on the next page."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV table in UTF-8 with a header. Comma, semicolon, tab and bar are found by themselves."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )


class ColumnsForm(ScopedForm):
    """What the columns of a file mean; each is shown with `examples` of what it holds."""

    groups = (
        Group(_("What is measured"), ("value_column", "true_words", "denominator_column", "subject_column")),
        Group(
            _("When it was measured"),
            ("instant_column", "time_zone", ("assign_from", "assign_until")),
            help_text=_("Choose the column of the instant, or over which time the rows are spread."),
        ),
        Group(_("What becomes of bad rows"), ("on_bad_rows",)),
    )

    value_column = forms.ChoiceField(label=_("Column of the value"))
    true_words = forms.CharField(
        label=_("Words that count as 1"),
        required=False,
        max_length=200,
        help_text=_(
            "For a column of words, such as ONTIME or up: these count as 1, all others as 0. Commas between them."
        ),
    )
    denominator_column = forms.ChoiceField(label=_("Column of the denominator"), required=False)
    subject_column = forms.ChoiceField(
        label=_("Column of the subject"),
        required=False,
        help_text=_("Tells rows of one instant apart: the request, call or service."),
    )
    instant_column = forms.ChoiceField(label=_("Column of the instant"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone of instants without one"), choices=ZONES)
    assign_from = forms.DateTimeField(
        label=_("Spread the rows from"),
        required=False,
        widget=DateTimeInput(),
        help_text=_("For a file without instants: its rows are spread evenly over this time, and the batch says so."),
    )
    assign_until = forms.DateTimeField(label=_("Spread the rows until"), required=False, widget=DateTimeInput())
    on_bad_rows = forms.ChoiceField(
        label=_("Bad rows"), choices=OnBadRows.choices, initial=OnBadRows.GOOD_ROWS, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, examples: Mapping[str, Sequence[str]], aggregation: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((name, _with_examples(name, values)) for name, values in examples.items())]
        for name in ("value_column", "subject_column", "instant_column", "denominator_column"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if aggregation != Aggregation.RATIO:
            del self.fields["denominator_column"]

    @property
    def columns(self) -> Columns:
        """What was chosen; the times of spreading are read in the file's time zone."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        for name in ("assign_from", "assign_until"):
            if name in given:
                given[name] = _in_zone(given[name], given["time_zone"])
        return Columns(**given)


class AcknowledgeForm(ScopedForm):
    """That somebody takes care of a breach."""

    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is known so far, and what happens next."),
    )


class CloseForm(ScopedForm):
    """Why it happened, and what was done."""

    cause = forms.CharField(label=_("Cause"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))
    corrective_action = forms.CharField(
        label=_("Corrective action"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    reason = forms.CharField(
        label=_("Why it is closed although the KPI has not recovered"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, has_recovered: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_recovered:
            del self.fields["reason"]


def _in_zone(moment: datetime, zone: str) -> datetime:
    """The wall time that was typed, which the form took in the reader's zone, in `zone`."""
    return moment.replace(tzinfo=ZoneInfo(zone))


def _with_examples(name: str, values: Sequence[str]) -> str:
    """A column as a choice: its name and what its first rows hold, cut to one line."""
    return Truncator(f"{name}: {', '.join(values)}").chars(LONGEST_CHOICE) if values else name
