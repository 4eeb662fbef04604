"""A record's own rules (fields, constraints), told as a refusal that every door understands."""

from collections.abc import Collection

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from core.errors import Refused


def refuse_invalid(record: models.Model, *, exclude: Collection[str] = ()) -> None:
    """Raise Refused, naming the first field that is wrong and listing the rest, unless `record` could be stored."""
    try:
        record.full_clean(exclude=exclude)
    except ValidationError as error:
        reasons = [(field, text) for field, texts in error.message_dict.items() for text in texts]
        (field, reason), *others = reasons
        details = [_named(record, name, text) for name, text in others]
        raise Refused(reason, None if field == NON_FIELD_ERRORS else field, details=details) from error


def _named(record: models.Model, field: str, text: str) -> str:
    if field == NON_FIELD_ERRORS:
        return text
    label = getattr(record._meta.get_field(field), "verbose_name", field)
    return f"{label}: {text}"
