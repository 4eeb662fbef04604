"""The form base: what can be chosen is what the person may see."""

from typing import Any

from django import forms

from accounts.doors import narrow_choices
from accounts.models import User


class ScopedFormMixin:
    """Narrows every choice of records to those that `user` may see."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        narrow_choices(self.fields, user)


class ScopedForm(ScopedFormMixin, forms.Form):
    """A form whose `cleaned_data` are the arguments of a domain function."""


class ScopedModelForm(ScopedFormMixin, forms.ModelForm):
    """Fields and labels taken from a model; it never saves: `cleaned_data` go to a domain function."""

    def _post_clean(self) -> None:
        """Leave validation of the row to the domain function, which alone knows the whole change."""

    def save(self, commit: bool = True) -> Any:
        raise NotImplementedError("A form keeps nothing: pass cleaned_data to a domain function.")
