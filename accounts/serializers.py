"""The serializer bases: unknown fields are refused, and a foreign key reaches only rows that the person may see."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.access import ScopedQuerySet

ASCII_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


class AsciiDigits:
    """Mixin for number fields: Python also reads Arabic digits and `1_0`, a client never means them."""

    default_error_messages = {"ascii": _("A valid number is required, in the digits 0 to 9.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or (isinstance(data, str) and not ASCII_NUMBER.fullmatch(data.strip())):
            self.fail("ascii")  # type: ignore[attr-defined]
        return super().to_internal_value(data)  # type: ignore[misc]


class DecimalField(AsciiDigits, serializers.DecimalField):
    """An exact number in ASCII digits."""


class IntegerField(AsciiDigits, serializers.IntegerField):
    """A whole number in ASCII digits."""


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


class RecordSerializer(RefusesUnknownFields, serializers.ModelSerializer[Any]):
    """A record as the API shows and takes it. It never saves: `validated_data` go to a domain function."""

    serializer_related_field = ScopedRelatedField
    serializer_field_mapping = {
        **serializers.ModelSerializer.serializer_field_mapping,
    }

    def save(self, **kwargs: Any) -> Any:
        raise NotImplementedError("A serializer keeps nothing: pass validated_data to a domain function.")


for _model_field, _serializer_field in list(RecordSerializer.serializer_field_mapping.items()):
    if _serializer_field is serializers.DecimalField:
        RecordSerializer.serializer_field_mapping[_model_field] = DecimalField
    elif _serializer_field is serializers.IntegerField:
        RecordSerializer.serializer_field_mapping[_model_field] = IntegerField
