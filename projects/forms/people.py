"""Forms about who answers for what, and who talks to whom."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Side
from accounts.forms import ScopedForm, ScopedModelForm
from core.errors import Refused
from core.forms import Group
from projects.choices import RaciLetter
from projects.domain.cadence import checked_cadence
from projects.domain.cadence_words import in_words
from projects.domain.raci import Cell
from projects.domain.rhythms import WEEKLY_RHYTHMS, Choice, Rhythm, Weekday, cadence_of, choice_of
from projects.forms.parts import DateInput, languages
from projects.models import Activity, CommunicationLine, Project
from projects.queries import our_people, people_of

LETTERS = [("", "–"), *((letter.value, letter.value) for letter in RaciLetter)]


class ActivityForm(ScopedForm):
    title = forms.CharField(label=_("Activity"), max_length=200, help_text=_("For example: release a new version."))


class RaciForm(ScopedForm):
    """The whole grid: a letter for each activity and role, and one more column for a new role.

    Each letter goes along as it was shown, so that of two people who edit the grid none undoes the other's letters.
    """

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
        """Each activity with its inputs and the letters as they are shown, the new role's last."""
        for activity in self.activities:
            inputs = [self[_name(activity, column)] for column in [*self.columns, None]]
            yield {"activity": activity, "cells": [(one, one.as_hidden(only_initial=True)) for one in inputs]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = any(cleaned.get(_name(activity, None)) for activity in self.activities)
        if chosen and not cleaned.get("new_role", "").strip():
            self.add_error("new_role", _now("Name the role whose letters you chose."))
        return cleaned

    def cells(self) -> Iterator[Cell]:
        """The letters that this person changed, as the domain takes them."""
        new = (self.cleaned_data["new_side"], self.cleaned_data["new_role"].strip())
        for activity in self.activities:
            for column in self.columns:
                name = _name(activity, column)
                if name in self.changed_data:
                    yield Cell(activity.pk, *column, self.cleaned_data[name])
            letter = self.cleaned_data[_name(activity, None)]
            if letter:
                yield Cell(activity.pk, *new, letter)


def _name(activity: Activity, column: tuple[str, str] | None) -> str:
    return f"cell-{activity.pk}-{'|'.join(column)}" if column else f"new-{activity.pk}"


def _letter(activity: Activity, column: tuple[str, str] | None, initial: str) -> forms.ChoiceField:
    role = column[1] if column else _now("new role")
    label = f"{activity}: {role}"
    widget = forms.Select(attrs={"aria-label": label, "class": "t-raci-select"})
    return forms.ChoiceField(
        label=label, choices=LETTERS, required=False, initial=initial, widget=widget, show_hidden_initial=True
    )


class CommunicationLineForm(ScopedModelForm):
    """A line; how often is chosen by name, and kept as a rule."""

    AS_IT_IS = "as_it_is"

    groups = (
        Group(_("How often"), ("starts_on", "rhythm", "weekdays", "until")),
        Group(_("Owners"), (("client_owner", "vendor_owner"), "language")),
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm, initial=Rhythm.MONTHLY)
    weekdays = forms.MultipleChoiceField(
        label=_("On these days of the week"),
        choices=Weekday,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "is-inline"}),
        help_text=_("Only for every week and every two weeks. None: on the weekday of the first time."),
    )
    until = forms.DateField(
        label=_("Last time by"), required=False, widget=DateInput(), help_text=_("Empty: it goes on.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)

    class Meta:
        model = CommunicationLine
        fields = ("audience", "purpose", "channel", "starts_on", "client_owner", "vendor_owner", "language")
        widgets = {"starts_on": DateInput()}
        help_texts = {
            "audience": _("Who is told, for example: the steering committee."),
            "starts_on": _("The rhythm is counted from this day."),
        }

    def __init__(self, *args: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client_owner"].queryset = our_people()  # type: ignore[attr-defined]
        self.fields["vendor_owner"].queryset = people_of(project)  # type: ignore[attr-defined]
        if self.instance.pk:
            self._fill_in(self.instance)

    def clean(self) -> dict[str, Any]:
        """Turn the choice into the rule that is kept, under the name that the domain uses."""
        cleaned = super().clean() or self.cleaned_data
        rhythm, starts_on = cleaned.pop("rhythm", None), cleaned.get("starts_on")
        weekdays, until = cleaned.pop("weekdays", []), cleaned.pop("until", None)
        if rhythm == self.AS_IT_IS:
            cleaned["cadence"] = self.instance.cadence
        elif weekdays and rhythm and rhythm not in WEEKLY_RHYTHMS:
            self.add_error("weekdays", _now("Days of the week go with every week or every two weeks."))
        elif rhythm and starts_on:
            choice = Choice(Rhythm(rhythm), tuple(Weekday(day) for day in weekdays), until)
            try:
                cleaned["cadence"] = checked_cadence(cadence_of(choice, starts_on), starts_on)
            except Refused as refusal:
                self.add_error("until" if until else "rhythm", refusal.reason)
        return cleaned

    def _fill_in(self, line: CommunicationLine) -> None:
        """Show what was chosen; a rule that cannot be chosen by name is offered as it is, in words."""
        choice = choice_of(line.cadence, line.starts_on)
        if choice is not None:
            self.initial.update(rhythm=choice.rhythm, weekdays=choice.weekdays, until=choice.until)
            return
        as_it_is = (self.AS_IT_IS, in_words(line.cadence, line.starts_on))
        self.fields["rhythm"].choices = [as_it_is, *Rhythm.choices]  # type: ignore[attr-defined]
        self.initial["rhythm"] = self.AS_IT_IS
