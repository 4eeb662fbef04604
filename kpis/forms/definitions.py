"""Forms of definitions and targets."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm
from accounts.models import User
from core.forms import Group
from core.periods import PeriodKind
from core.widgets import DateInput
from kpis.choices import Aggregation, Direction, KpiKind, MissingData, ThresholdSide
from kpis.domain.definitions import Definition
from kpis.domain.judgement import Levels
from kpis.models import Kpi, KpiVersion, Target
from projects.models import Goal, Project

MEASURED = (
    Group(
        _("How it is measured"),
        (
            "starts_on",
            "aggregation",
            ("threshold", "threshold_side"),
            ("unit", "precision"),
            "direction",
            ("period", "time_zone"),
        ),
    ),
    Group(_("Where the data come from"), ("data_source", "missing_data", ("settling_hours", "weight"))),
)
EXPECTED = (
    Group(_("What is expected"), (("expected", "minimum", "warning"),)),
    Group(
        _("Or a band"),
        (("band_low", "band_high"), ("outer_low", "outer_high")),
        help_text=_("Instead of the levels above, where inside a band is better."),
    ),
)

LATER = _("May come later; until then the KPI is not complete.")


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


ZONES = lazy(_zones, list)
"""The time zones of the tz database, as choices."""


def _or_none(choices: Any) -> list[tuple[str, Any]]:
    return [("", "—"), *choices]


def _number(label: Any, **given: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, required=False, max_digits=28, decimal_places=10, **given)


def _taken(data: dict[str, Any], kind: type) -> dict[str, Any]:
    """The part of `data` that belongs to the dataclass `kind`."""
    return {name: data[name] for name in kind.__dataclass_fields__ if name in data}  # type: ignore[attr-defined]


class WhatForm(ScopedForm):
    """What a KPI measures, and for whom."""

    name = forms.CharField(label=_("Name"), max_length=200)
    what = forms.CharField(
        label=_("What it measures"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("So that both sides would count the same."),
    )
    goal = forms.ModelChoiceField(
        label=_("Goal that it proves"), required=False, queryset=Goal._default_manager.none(), empty_label="—"
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KpiKind.choices, initial=KpiKind.KEY_MEASUREMENT)
    is_leading = forms.BooleanField(label=_("Leading: it tells what will happen"), required=False)
    owner = forms.ModelChoiceField(
        label=_("Owner"),
        required=False,
        queryset=User.objects.internal().active(),
        help_text=LATER,
        empty_label="—",
    )

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["goal"].queryset = Goal._default_manager.filter(project=project)  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(kpi: Kpi) -> dict[str, Any]:
        return {name: getattr(kpi, name) for name in ("name", "what", "goal", "kind", "is_leading", "owner")}


class DefinitionForm(ScopedForm):
    """How a KPI is measured, from a day."""

    starts_on = forms.DateField(
        label=_("From"),
        widget=DateInput(),
        help_text=_("It holds from the start of the period that this day falls into."),
    )
    aggregation = forms.ChoiceField(
        label=_("How the measurements of a period become one value"), choices=Aggregation.choices
    )
    threshold = _number(_("Threshold"), help_text=_("For a share: the value to which each measurement is compared."))
    threshold_side = forms.ChoiceField(label=_("What counts"), required=False, choices=_or_none(ThresholdSide.choices))
    unit = forms.CharField(label=_("Unit"), required=False, max_length=30, help_text=LATER)
    direction = forms.ChoiceField(
        label=_("Direction"), required=False, choices=_or_none(Direction.choices), help_text=LATER
    )
    period = forms.ChoiceField(label=_("Period"), choices=PeriodKind.choices, initial=PeriodKind.MONTH)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONES, help_text=_("Its periods begin and end there."))
    precision = forms.IntegerField(label=_("Decimals"), min_value=0, max_value=8, initial=2)
    settling_hours = forms.IntegerField(
        label=_("Settling time in hours"),
        min_value=0,
        max_value=2000,
        initial=0,
        help_text=_("How long after a period’s end late measurements may still come before it is judged for good."),
    )
    data_source = forms.CharField(label=_("Data source"), required=False, max_length=300, help_text=LATER)
    missing_data = forms.ChoiceField(
        label=_("Meaning of missing data"), required=False, choices=_or_none(MissingData.choices), help_text=LATER
    )
    weight = forms.DecimalField(label=_("Weight"), min_value=0, max_digits=8, decimal_places=2, initial=1)

    @property
    def definition(self) -> Definition:
        return Definition(**_taken(self.cleaned_data, Definition))

    @staticmethod
    def initial_of(version: KpiVersion) -> dict[str, Any]:
        return {name: getattr(version, name) for name in Definition.__dataclass_fields__}


class LevelsForm(ScopedForm):
    """How well a KPI has to do."""

    expected = _number(_("Expected level"))
    minimum = _number(_("Minimum level"), help_text=_("Looser than expected: beyond it a miss is serious."))
    warning = _number(_("Warning level"), help_text=_("Stricter than expected: it warns before the target is missed."))
    band_low = _number(_("Band from"))
    band_high = _number(_("Band to"))
    outer_low = _number(_("Outer limit below"))
    outer_high = _number(_("Outer limit above"))

    @property
    def levels(self) -> Levels | None:
        """The levels; None where nothing is typed."""
        given = _taken(self.cleaned_data, Levels)
        return Levels(**given) if any(value is not None for value in given.values()) else None

    @staticmethod
    def initial_of(target: Target) -> dict[str, Any]:
        levels = {name: getattr(target, name) for name in Levels.__dataclass_fields__}
        return {name: value if value is None else f"{value.normalize():f}" for name, value in levels.items()}


class NewKpiForm(WhatForm, DefinitionForm, LevelsForm):  # type: ignore[misc]  # nobody asks it for `initial_of`
    """A KPI from nothing: what it measures, how, and its first target, which may come later."""

    field_order = [*WhatForm.base_fields, *DefinitionForm.base_fields, *LevelsForm.base_fields]
    groups = (*MEASURED, *EXPECTED)


class ChangeDefinitionForm(DefinitionForm):
    """Another definition, and why."""

    groups = (*MEASURED, Group(_("Why"), ("reason",)))

    reason = forms.CharField(label=_("Why it changes"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class TargetForm(LevelsForm):
    """A target from a day, and why."""

    field_order = ["starts_on", *LevelsForm.base_fields, "grace_periods", "reason"]
    groups = (*EXPECTED, Group(_("How it begins"), ("grace_periods", "reason")))
    starts_on = forms.DateField(
        label=_("From"),
        widget=DateInput(),
        help_text=_("It judges the periods from the one that this day falls into."),
    )
    grace_periods = forms.IntegerField(
        label=_("Grace, in periods after the start"),
        min_value=0,
        max_value=120,
        initial=0,
        help_text=_("A miss in these first periods is excused."),
    )
    reason = forms.CharField(
        label=_("Why it changes"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
