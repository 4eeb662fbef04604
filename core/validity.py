"""A row that its model would not accept is refused as any other input is."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

from core.errors import Refused

Row = TypeVar("Row", bound=Model)


def valid(row: Row, *, exclude: Iterable[str] = ()) -> Row:
    """`row` itself, once every validator and constraint of its model accepts it.

    Raises Refused with the first reason and its field, and the reasons of the other fields as details.
    """
    try:
        row.full_clean(exclude=set(exclude))
    except ValidationError as error:
        raise _refusal(row, error) from error
    return row


def _refusal(row: Model, error: ValidationError) -> Refused:
    (field, reasons), *others = error.message_dict.items()
    details = [f"{_label(row, name)}: {reason}" for name, more in others for reason in more]
    return Refused(reasons[0], None if field == NON_FIELD_ERRORS else field, details=details)


def _label(row: Model, field: str) -> str:
    return field if field == NON_FIELD_ERRORS else str(getattr(row._meta.get_field(field), "verbose_name", field))
