"""A world in which every kind of record stands once for a vendor, each text of it marked, so that a leak shows.

Records are made from their model's fields. Where a rule asks for more than that, `tests.leak.makers` says it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models

from accounts.access import INTERNAL
from accounts.choices import Role
from accounts.models import ScopedModel, User
from tests.cast import Cast
from tests.leak.makers import FIELDS, LATER, MAKERS, SHOWN_TO_ITS_VENDOR, WORDS
from vendors.models import Vendor

AT = datetime(2026, 5, 4, 8, tzinfo=UTC)
ON = date(2026, 5, 4)


def scoped_models() -> list[type[ScopedModel]]:
    """Every record of the product."""
    return [model for model in apps.get_models() if issubclass(model, ScopedModel)]


class World:
    """The records of one vendor. `canary` stands in its own texts, `internal_canary` in what no vendor may read."""

    def __init__(self, cast: Cast, vendor: Vendor, name: str) -> None:
        self.cast = cast
        self.vendor = vendor
        self.lead: User = getattr(cast, f"{name}_lead")
        self.canary = f"{name}-canary"
        self.internal_canary = f"{name}-internal"
        self.records: dict[type[models.Model], Any] = {Vendor: vendor}

    def model(self, label: str) -> type[models.Model]:
        return apps.get_model(label)

    def make_everything(self) -> None:
        for model in scoped_models():
            self[model]
        for label, changes in LATER.items():
            record = self[self.model(label)]
            type(record)._default_manager.filter(pk=record.pk).update(**changes)

    def __getitem__(self, model: type[models.Model]) -> Any:
        """The one record of `model`, made the first time that it is asked for."""
        if model is User:
            return self.cast[Role.MANAGER]
        if model not in self.records:
            maker = MAKERS.get(model._meta.label)
            self.records[model] = maker(self) if maker else model._default_manager.create(**self.fields_of(model))
        return self.records[model]

    def fields_of(self, model: type[models.Model], **given: Any) -> dict[str, Any]:
        """A value for every field of `model` that needs one."""
        own: Mapping[str, Any] = FIELDS.get(model._meta.label, {})
        asked = {name: value(self) if callable(value) else value for name, value in own.items()} | given
        for field in model._meta.concrete_fields:
            if field.name not in asked and not self._fills_itself(field, model):
                asked[field.name] = self._value(field, model)
        return asked

    def _fills_itself(self, field: Any, model: Any) -> bool:
        if field.primary_key or field.generated or getattr(field, "auto_now_add", False):
            return True
        if field.is_relation:
            return field.null and field.name not in str(getattr(model, "vendor_path", "")).split("__")
        return field.has_default() or (field.null and not self._is_text(field))

    def _is_text(self, field: Any) -> bool:
        return isinstance(field, models.CharField | models.TextField) and not field.choices

    def _value(self, field: Any, model: Any) -> Any:
        if field.is_relation:
            return self[field.related_model]
        if field.choices:
            return field.choices[1 if field.name.startswith("to_") else 0][0]  # a step leads somewhere else
        if field.name in WORDS:
            return WORDS[field.name]
        if self._is_text(field):
            return self._text(field, model)
        for kind, make in VALUES.items():
            if isinstance(field, kind):
                return make()
        raise AssertionError(f"tests.leak.makers should say what {model.__name__}.{field.name} holds.")

    def _text(self, field: Any, model: Any) -> str:
        is_internal = model.vendor_path is INTERNAL and model._meta.label not in SHOWN_TO_ITS_VENDOR
        canary = self.internal_canary if is_internal else self.canary
        if isinstance(field, models.EmailField):
            return f"{canary}-{uuid4().hex[:6]}@example.com"
        if isinstance(field, models.URLField):
            return f"https://{canary}.example/"
        unique = f"-{uuid4().hex[:8]}" if field.unique else ""
        return f"{canary} {model.__name__} {field.name}{unique}"[: field.max_length or 500]


VALUES: dict[type[models.Field], Callable[[], Any]] = {
    models.FileField: lambda: ContentFile(b"a file", name=f"{uuid4().hex}.pdf"),
    models.DateTimeField: lambda: AT,
    models.DateField: lambda: ON,
    models.BooleanField: lambda: False,
    models.DecimalField: lambda: Decimal(1),
    models.IntegerField: lambda: 1,
    models.UUIDField: uuid4,
    models.JSONField: list,
}
