"""What people fill in about performance reviews."""

from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ScopedForm
from core.forms import Group
from projects.models import Project
from projects.queries import concerned_with
from relationships.domain.calendar import ReviewDays, first_review, following
from relationships.models import PerformanceReview
from relationships.queries import latest_review, planned_after

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ScheduleForm(ScopedForm):
    """The days that a review looks at, and when it is due."""

    groups = (Group(_("When"), (("first_day", "last_day"), "due_on")),)
    first_day = forms.DateField(
        label=_("First day"), widget=DAY, help_text=_("The review looks at the KPI results from here …")
    )
    last_day = forms.DateField(label=_("Last day"), widget=DAY, help_text=_("… up to and including this day."))
    due_on = forms.DateField(
        label=_("Due"), widget=DAY, help_text=_("Both sides are reminded 21, 7 and 1 days before.")
    )


class ChangeForm(ScheduleForm):
    """The same, and the summary as far as it is written."""

    summary = forms.CharField(label=_("Summary"), required=False, widget=forms.Textarea(attrs={"rows": 5}))


class CommentForm(ScopedForm):
    text = forms.CharField(label=pgettext_lazy("noun", "Comment"), widget=forms.Textarea(attrs={"rows": 3}))


class ActionForm(ScopedForm):
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    owner: Any = forms.ModelChoiceField(queryset=None, label=_("Owner"), help_text=_("A person of either side."))
    due_on = forms.DateField(label=_("Due"), widget=DAY)

    def __init__(self, *args: Any, review: PerformanceReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = concerned_with(review.project)  # type: ignore[attr-defined]


class ClosingForm(ScopedForm):
    """The end of a review: what it came to, and when the next one is."""

    groups = (Group(_("Next review"), (("next_first_day", "next_last_day"), "next_due_on")),)
    summary = forms.CharField(
        label=_("Summary"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the review came to, in a sentence or two. Both sides read it."),
    )
    next_first_day = forms.DateField(label=_("First day"), widget=DAY)
    next_last_day = forms.DateField(label=_("Last day"), widget=DAY)
    next_due_on = forms.DateField(label=_("Due"), widget=DAY)


def schedule_suggestion(project: Project, today: date) -> dict[str, Any]:
    """What the planning form says before anybody writes: the days after the latest review, or this quarter."""
    latest = latest_review(project)
    days = following(ReviewDays(latest.first_day, latest.last_day, latest.due_on)) if latest else first_review(today)
    return asdict(days)


def closing_suggestion(review: PerformanceReview) -> dict[str, Any]:
    """What the closing form says before anybody writes: the next review as planned, else the days that follow."""
    planned = planned_after(review)
    days = (
        ReviewDays(planned.first_day, planned.last_day, planned.due_on)
        if planned
        else following(ReviewDays(review.first_day, review.last_day, review.due_on))
    )
    return {
        "summary": review.summary,
        "next_first_day": days.first_day,
        "next_last_day": days.last_day,
        "next_due_on": days.due_on,
    }
