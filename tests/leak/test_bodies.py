"""Foreign keys in what people send: a record of another vendor is as unknown as one that never was."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django_filters import FilterSet
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.access import ScopedQuerySet
from accounts.checks import OWN_ROOMS
from accounts.doors import narrow_choices
from accounts.forms import ScopedFormMixin
from accounts.models import ScopedModel
from accounts.serializers import ScopedRelatedField
from tests.cast import Cast
from tests.leak.doors import UNKNOWN, doors
from tests.leak.world import World

DOORS = doors()  # imports every view, and with them every form, filter and serializer


def ours(base: type) -> Iterator[type]:
    """The classes of the product below `base`."""
    for below in base.__subclasses__():
        if below.__module__.partition(".")[0] in OWN_ROOMS:
            yield below
        yield from ours(below)


def related_fields() -> list[Any]:
    found = {}
    for serializer in ours(serializers.BaseSerializer):
        for name, declared in _fields_of(serializer).items():
            relation = getattr(declared, "child_relation", declared)
            if isinstance(relation, serializers.RelatedField) and not relation.read_only:
                found[f"{serializer.__module__}.{serializer.__name__}.{name}"] = relation
    return [pytest.param(relation, id=name) for name, relation in sorted(found.items())]


def _fields_of(serializer: Any) -> dict[str, Any]:
    if issubclass(serializer, serializers.ModelSerializer) and not hasattr(serializer, "Meta"):
        return {}
    if not hasattr(serializer, "_declared_fields"):
        return {}
    try:
        return dict(serializer().fields)
    except (AssertionError, AttributeError, KeyError):
        return dict(serializer._declared_fields)


RELATED = related_fields()


@pytest.mark.parametrize("relation", RELATED)
def test_a_foreign_key_in_a_body_reaches_only_what_the_person_may_see(relation: Any, cast: Cast) -> None:
    assert isinstance(relation, ScopedRelatedField), "use accounts.serializers.ScopedRelatedField"
    model = relation.queryset.model
    own, foreign = World(cast, cast.acme, "acme")[model], World(cast, cast.globex, "globex")[model]
    bound = _bound(relation, cast)
    said = []
    for pk in (foreign.pk, UNKNOWN):
        with pytest.raises(ValidationError) as refused:
            bound.to_internal_value(pk)
        said.append(str(refused.value.detail[0]).replace(str(pk), "ID"))  # type: ignore[index]
    assert said[0] == said[1]
    if model._default_manager.visible_to(cast.acme_lead).filter(pk=own.pk).exists():
        assert bound.to_internal_value(own.pk) == own


def _bound(relation: Any, cast: Cast) -> Any:
    """The field inside a serializer that a person of acme fills."""
    whole = serializers.Serializer(context={"request": SimpleNamespace(user=cast.acme_lead)})
    relation.parent = whole
    relation.__dict__.pop("root", None)
    relation.__dict__.pop("context", None)
    return relation


def choices() -> list[Any]:
    found = {}
    for form in ours(forms.BaseForm):
        for name, declared in getattr(form, "base_fields", {}).items():
            if isinstance(declared, forms.ModelChoiceField):
                found[f"{form.__module__}.{form.__name__}.{name}"] = (form, declared)
    return [pytest.param(*pair, id=name) for name, pair in sorted(found.items())]


@pytest.mark.parametrize(("form", "choice"), choices())
def test_a_choice_in_a_form_is_narrowed_to_what_the_person_may_see(form: Any, choice: Any, cast: Cast) -> None:
    assert issubclass(form, ScopedFormMixin), "build it on accounts.forms.ScopedForm"
    if choice.queryset is None:
        return  # filled by the form itself: the architecture tests hold it to scoped rows
    assert isinstance(choice.queryset, ScopedQuerySet), f"{choice.queryset.model} has no access rule"
    own_copy = {"choice": forms.ModelChoiceField(choice.queryset.all())}
    narrow_choices(own_copy, cast.acme_lead)
    foreign = World(cast, cast.globex, "globex")[choice.queryset.model]
    assert foreign not in own_copy["choice"].queryset


def test_there_is_something_to_try() -> None:
    assert RELATED
    assert choices()


def test_filters_know_only_what_the_person_may_see(cast: Cast) -> None:
    """By foreign id, a filter answers as by an unknown one."""
    globex = World(cast, cast.globex, "globex")
    tried = 0
    for filterset_class in ours(FilterSet):
        model = filterset_class._meta.model  # type: ignore[attr-defined]
        if model is None or not issubclass(model, ScopedModel):
            continue
        request = SimpleNamespace(user=cast.acme_lead)
        fields = filterset_class(
            {}, queryset=model._default_manager.visible_to(cast.acme_lead), request=request
        ).form.fields
        narrow_choices(fields, cast.acme_lead)
        for name, field in fields.items():
            if isinstance(field, forms.ModelChoiceField):
                tried += 1
                assert globex[field.queryset.model] not in field.queryset, f"{filterset_class}.{name}"
    assert tried
