"""What an identifier of a company, and the choices of a question, look like."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

DUNS = RegexValidator(r"^[0-9]{9}\Z", _("A DUNS number has nine digits."))
VAT = RegexValidator(r"^[A-Z]{2}[0-9A-Z+*]{2,13}\Z", _("A VAT number begins with its country’s letters, such as DE."))
LEI = RegexValidator(r"^[0-9A-Z]{18}[0-9]{2}\Z", _("A LEI has 18 letters or digits and two check digits."))


def validate_lei(value: str) -> None:
    """Raise ValidationError unless `value` is an ISO 17442 identifier whose check digits agree (mod 97-10)."""
    LEI(value)
    if int("".join(str(int(mark, 36)) for mark in value)) % 97 != 1:
        raise ValidationError(
            _("The check digits of this LEI do not agree; look for a slip in it."), code="check_digits"
        )


def validate_options(value: Any) -> None:
    """Raise ValidationError unless `value` is a list of different, non-empty texts of at most 200 characters."""
    if not isinstance(value, list) or not all(isinstance(option, str) for option in value):
        raise ValidationError(_("The choices are a list of texts."), code="type")
    if any(not option.strip() or len(option) > 200 for option in value):
        raise ValidationError(_("A choice has 1 to 200 characters."), code="length")
    if len(set(value)) != len(value):
        raise ValidationError(_("No choice may stand twice."), code="twice")
