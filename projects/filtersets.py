"""Filters of what hangs on a project: by the project, by state."""

from typing import Any

import django_filters
from django.db.models import Model


class OfProject(django_filters.FilterSet):
    """By the project's id."""

    project = django_filters.NumberFilter(field_name="project_id")


class OfProjectInState(OfProject):
    """By the project's id and the own state; `filter_of` says which states there are."""

    state = django_filters.ChoiceFilter(choices=())


class OfActivity(django_filters.FilterSet):
    """RACI entries, by activity or by project."""

    activity = django_filters.NumberFilter(field_name="activity_id")
    project = django_filters.NumberFilter(field_name="activity__project_id")


def filter_of(model: type[Model], base: type[django_filters.FilterSet]) -> Any:
    """`base` for `model`; a state that the model does not know is refused, as any unknown value is."""
    attributes: dict[str, Any] = {"Meta": type("Meta", (), {"model": model, "fields": []})}
    if "state" in base.base_filters:
        states = model._meta.get_field("state").choices  # type: ignore[union-attr]
        attributes["state"] = django_filters.ChoiceFilter(choices=states)
    return type(f"{model.__name__}Filter", (base,), attributes)
