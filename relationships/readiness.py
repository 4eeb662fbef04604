"""What a project needs of this room before it can be active."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.models import Project
from projects.readiness import Check, Obstacle
from relationships.queries import has_a_review_ahead


def find_missing_review(project: Project, today: date) -> Obstacle | None:
    """No performance review is planned."""
    if has_a_review_ahead(project):
        return None
    return Obstacle(
        text=_("No performance review is planned yet."),
        who=str(project.manager),
        url=reverse("review-add", args=[project.pk]),
    )


FIRST_REVIEW = Check("first-review", gettext_lazy("A first review is in the calendar"), find_missing_review)
