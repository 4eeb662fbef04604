"""The serializer bases: unknown fields are refused, and a foreign key reaches only rows that the person may see."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.access import ScopedQuerySet

if TYPE_CHECKING:
    Field = serializers.Field[Any, Any, Any, Any]
else:  # as a mixin it must stand before the field's class, not above it
    Field = object

ASCII_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class AsciiDigits(Field):
    """Mixin for number fields: Python also reads Arabic digits and `1_0`, a client never means them."""

    default_error_messages = {"ascii": _("A valid number is required, in the digits 0 to 9.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or (isinstance(data, str) and not ASCII_NUMBER.fullmatch(data.strip())):
            self.fail("ascii")
        return super().to_internal_value(data)


class DecimalField(AsciiDigits, serializers.DecimalField):
    """An exact number in ASCII digits."""


class IntegerField(AsciiDigits, serializers.IntegerField):
    """A whole number in ASCII digits."""


class AsciiDates(Field):
    """Mixin for date fields: the digits 0 to 9, and years that a calendar, a time zone and Postgres all can hold."""

    default_error_messages = {"years": _("A year from 1900 to 2199 is required.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and not data.isascii():
            self.fail("invalid", format="YYYY-MM-DD")
        value = super().to_internal_value(data)
        if not 1900 <= value.year < 2200:
            self.fail("years")
        return value


class DateField(AsciiDates, serializers.DateField):
    """A day, as in 2026-05-20."""


class DateTimeField(AsciiDates, serializers.DateTimeField):
    """An instant with its offset, as in 2026-05-20T09:30:00Z; given back in UTC."""

    default_error_messages = {"naive": _("An offset is required, as in 2026-05-20T09:30:00Z.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"default_timezone": UTC, **kwargs})

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("naive")
        if not 1900 <= value.year < 2200:
            self.fail("years")
        return super().enforce_timezone(value)


class ScopedRelatedField(serializers.PrimaryKeyRelatedField):
    """A foreign key in a body. An id that the person may not see is answered as an unknown one."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        if isinstance(rows, ScopedQuerySet):
            return rows.visible_to(self.context["request"].user)
        return rows

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("incorrect_type", data_type=type(data).__name__)
        if isinstance(data, str) and not (data.isascii() and data.isdecimal()):
            self.fail("incorrect_type", data_type=type(data).__name__)
        try:
            return super().to_internal_value(data)
        except OverflowError:
            self.fail("does_not_exist", pk_value=data)


class RefusesUnknownFields:
    """Mixin: a field that the serializer does not know is an error, not silence."""

    def to_internal_value(self, data: Any) -> Any:
        if hasattr(data, "keys"):
            unknown = set(data.keys()) - set(self.fields)  # type: ignore[attr-defined]
            if unknown:
                raise ValidationError({name: [_("There is no such field.")] for name in sorted(unknown)})
        return super().to_internal_value(data)  # type: ignore[misc]


class InputSerializer(RefusesUnknownFields, serializers.Serializer[Any]):
    """The body of a verb: its `validated_data` are the arguments of a domain function."""


STRICT: dict[Any, Any] = {
    serializers.DecimalField: DecimalField,
    serializers.IntegerField: IntegerField,
    serializers.DateField: DateField,
    serializers.DateTimeField: DateTimeField,
}


class RecordSerializer(RefusesUnknownFields, serializers.ModelSerializer[Any]):
    """A record as the API shows and takes it. It never saves: `validated_data` go to a domain function."""

    serializer_related_field = ScopedRelatedField
    serializer_field_mapping = {
        model_field: STRICT.get(field, field)
        for model_field, field in serializers.ModelSerializer.serializer_field_mapping.items()
    }

    def save(self, **kwargs: Any) -> Any:
        raise NotImplementedError("A serializer keeps nothing: pass validated_data to a domain function.")
