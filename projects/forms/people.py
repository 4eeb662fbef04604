"""Forms about who answers for what, and who talks to whom."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Side
from accounts.forms import ScopedForm, ScopedModelForm
from core.errors import Refused
from projects.choices import RaciLetter
from projects.domain.cadence import Rhythm, cadence_of, checked_cadence, rhythm_of
from projects.domain.raci import Cell
from projects.forms.parts import DateInput, languages
from projects.models import Activity, CommunicationLine, Project
from projects.queries import our_people, people_of

LETTERS = [("", "–"), *((letter.value, letter.value) for letter in RaciLetter)]


class ActivityForm(ScopedForm):
    title = forms.CharField(label=_("Activity"), max_length=200, help_text=_("For example: release a new version."))


class RaciForm(ScopedForm):
    """The whole grid: a letter for each activity and role, and one more column for a new role."""

    new_role = forms.CharField(label=_("New role"), max_length=100, required=False)
    new_side = forms.ChoiceField(label=_("Side of the new role"), choices=Side, required=False)

    def __init__(self, *args: Any, activities: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.activities = activities
        self.columns = sorted({(entry.side, entry.role) for activity in activities for entry in activity.entries.all()})
        for activity in activities:
            letters = {(entry.side, entry.role): entry.letter for entry in activity.entries.all()}
            for column in self.columns:
                self.fields[_name(activity, column)] = _letter(activity, column, letters.get(column, ""))
            self.fields[_name(activity, None)] = _letter(activity, None, "")

    @property
    def heads(self) -> list[dict[str, str]]:
        """The columns: side and role."""
        return [{"side": str(Side(side).label), "role": role} for side, role in self.columns]

    @property
    def rows(self) -> Iterator[dict[str, Any]]:
        """Each activity with its inputs, the new role's last."""
        for activity in self.activities:
            cells = [self[_name(activity, column)] for column in [*self.columns, None]]
            yield {"activity": activity, "cells": cells}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = any(cleaned.get(_name(activity, None)) for activity in self.activities)
        if chosen and not cleaned.get("new_role", "").strip():
            self.add_error("new_role", _now("Name the role whose letters you chose."))
        return cleaned

    def cells(self) -> Iterator[Cell]:
        """The grid as the domain takes it."""
        new = (self.cleaned_data["new_side"], self.cleaned_data["new_role"].strip())
        for activity in self.activities:
            for column in self.columns:
                yield Cell(activity.pk, *column, self.cleaned_data[_name(activity, column)])
            letter = self.cleaned_data[_name(activity, None)]
            if letter:
                yield Cell(activity.pk, *new, letter)


def _name(activity: Activity, column: tuple[str, str] | None) -> str:
    return f"cell-{activity.pk}-{'|'.join(column)}" if column else f"new-{activity.pk}"


def _letter(activity: Activity, column: tuple[str, str] | None, initial: str) -> forms.ChoiceField:
    role = column[1] if column else _now("new role")
    label = f"{activity}: {role}"
    widget = forms.Select(attrs={"aria-label": label, "class": "t-raci-select"})
    return forms.ChoiceField(label=label, choices=LETTERS, required=False, initial=initial, widget=widget)


class CommunicationLineForm(ScopedModelForm):
    """A line; how often is chosen by name, or written as a rule."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm, initial=Rhythm.MONTHLY)
    rule = forms.CharField(
        label=_("Another rule"),
        max_length=200,
        required=False,
        help_text=_("Only for “Another rule”: an RRULE of days, such as FREQ=WEEKLY;BYDAY=TU,TH."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)

    class Meta:
        model = CommunicationLine
        fields = (
            "audience",
            "purpose",
            "channel",
            "starts_on",
            "rhythm",
            "rule",
            "client_owner",
            "vendor_owner",
            "language",
        )
        widgets = {"starts_on": DateInput()}
        help_texts = {
            "audience": _("Who is told, for example: the steering committee."),
            "starts_on": _("The rhythm is counted from this day."),
        }

    field_order = Meta.fields

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_owner"].queryset = our_people()  # type: ignore[attr-defined]
        self.fields["vendor_owner"].queryset = people_of(project)  # type: ignore[attr-defined]
        if self.instance.pk:
            rhythm = rhythm_of(self.instance.cadence, self.instance.starts_on)
            self.initial["rhythm"] = rhythm
            self.initial["rule"] = self.instance.cadence if rhythm == Rhythm.CUSTOM else ""

    def clean(self) -> dict[str, Any]:
        """Turn the choice into the rule that is kept, under the name that the domain uses."""
        cleaned = super().clean() or self.cleaned_data
        rhythm, rule, starts_on = cleaned.pop("rhythm", None), cleaned.pop("rule", ""), cleaned.get("starts_on")
        if rhythm and starts_on:
            try:
                custom = rhythm == Rhythm.CUSTOM
                cleaned["cadence"] = checked_cadence(rule, starts_on) if custom else cadence_of(rhythm, starts_on)
            except Refused as refusal:
                self.add_error("rule", refusal.reason)
        return cleaned
