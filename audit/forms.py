"""What the trail can be narrowed by."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import ScopedForm
from accounts.models import User
from audit.queries import ActFilter, event_models

DAY = timedelta(days=1)


def record_types() -> list[tuple[str, str]]:
    """Every tracked kind of record, by its name."""
    named = ((model._meta.label_lower, str(capfirst(model._meta.verbose_name))) for model in event_models())
    return [("", str(_("All records"))), *sorted(named, key=lambda choice: choice[1].casefold())]


class TrailForm(ScopedForm):
    """Search in verbs and reasons, who, what kind of record, and a period of days in the reader's time zone."""

    q = forms.CharField(label=_("Search what was done"), required=False, max_length=200)
    who = forms.ModelChoiceField(
        label=_("Who"), queryset=User.objects.order_by("name", "pk"), required=False, empty_label=_("Everybody")
    )
    record = forms.ChoiceField(label=_("Record"), choices=record_types, required=False)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def wanted(self) -> ActFilter:
        """The filter that valid input stands for; wrong input narrows nothing."""
        given: dict[str, Any] = self.cleaned_data
        models = {model._meta.label_lower: model for model in event_models()}
        who = given.get("who")
        return ActFilter(
            words=given.get("q") or "",
            who=who.pk if who else None,
            model=models.get(given.get("record") or ""),
            since=_midnight(given.get("since")),
            until=_midnight(given.get("until"), later=DAY),
        )


def _midnight(day: Any, later: timedelta = timedelta(0)) -> datetime | None:
    """When `day` begins for the reader; None where no such instant exists."""
    if day is None:
        return None
    try:
        return (datetime.combine(day, time.min, timezone.get_current_timezone()) + later).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
