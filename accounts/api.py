"""The API bases. A view set says which `model` it shows and what each action `requires`.

The bases authenticate, hold to the capability and the token's scopes, fetch only visible rows, compare versions
(`ETag` and `If-Match`) and answer every refusal as a problem. View sets hold no rules.
"""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from django_filters.utils import translate_validation
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts.choices import Capability
from accounts.doors import found, found_for_change, narrow_choices, now, person_of, version_in
from accounts.idempotency import Idempotent
from accounts.models import ScopedModel, User
from accounts.serializers import ASCII_NUMBER

# Actions whose query parameters are not in `address_options`: a list's filters, and OPTIONS or an answer of 405.
KNOW_THEIR_OWN = ("list", "metadata", None)
PAGING = frozenset({"page", "page_size"})
NUMBERS = (forms.IntegerField, forms.FloatField, forms.DecimalField, forms.ModelChoiceField)
DATES = (forms.DateField, forms.DateTimeField, forms.TimeField)


class PreconditionRequired(APIException):
    """428: a change must name the version that it was made from."""

    status_code = 428
    default_detail = "Send If-Match with the ETag of the record that you read."


class KnownFilters(DjangoFilterBackend):
    """Filters of `filterset_class`; an unknown filter or ordering is an error, not silence."""

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        filterset = self.get_filterset(request, queryset, view)
        known = parameters_of(filterset.form) if filterset is not None else {}
        refuse_unknown(request, {*known, *PAGING})
        if filterset is None:
            return queryset
        for name, field in known.items():
            _hold_to_ascii(name, field, request.query_params.getlist(name))
        narrow_choices(filterset.form.fields, request.user)
        if not filterset.is_valid():
            raise translate_validation(filterset.errors)
        return filterset.qs


def parameters_of(form: forms.Form) -> dict[str, forms.Field]:
    """The query parameters of a filter form with their fields; a range has two."""
    found: dict[str, forms.Field] = {}
    for name, one in form.fields.items():
        suffixed = getattr(one.widget, "suffixed", None)
        names = [suffixed(name, suffix) for suffix in one.widget.suffixes] if suffixed else [name]
        found |= dict.fromkeys(names, one)
    return found


def refuse_unknown(request: Request, known: Set[str]) -> None:
    """400 for a query parameter that is not `known`, or that holds a NUL."""
    unknown = set(request.query_params) - known - {"format"}
    if unknown:
        raise ValidationError({name: [_("There is no such filter.")] for name in sorted(unknown)})
    for name, values in request.query_params.lists():
        if any("\x00" in value for value in values):
            raise ValidationError({name: [_("Null characters are not allowed.")]})


def _hold_to_ascii(name: str, field: forms.Field, values: list[str]) -> None:
    """Numbers, dates and ids are written in the digits 0 to 9, as in a body."""
    if isinstance(field, NUMBERS) and not all(ASCII_NUMBER.fullmatch(value) or not value for value in values):
        raise ValidationError({name: [_("A valid number is required, in the digits 0 to 9.")]})
    if isinstance(field, DATES) and not all(value.isascii() for value in values):
        raise ValidationError({name: [_("A date is written in the digits 0 to 9.")]})


class ScopedViewSet(Idempotent, GenericViewSet):
    """The base of every view set; the mixins below add the standard actions.

    `requires` maps each action's name to a capability. A change of a record (PUT, PATCH, DELETE) names its version in
    `If-Match`; a POST may carry an `Idempotency-Key`. `body_limit` is the most bytes of a body.

    A list knows the parameters of its filter; any other action those that `address_options` names for it.
    """

    model: ClassVar[type[ScopedModel]]
    requires: ClassVar[Mapping[str, Capability]]
    filter_backends = (KnownFilters,)
    lookup_value_regex = "[0-9]{1,18}"
    body_limit: ClassVar[int] = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    address_options: ClassVar[Mapping[str, Set[str]]] = {}

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.action not in KNOW_THEIR_OWN:
            refuse_unknown(request, self.address_options.get(self.action, frozenset()))
        if request.method in {"PUT", "PATCH", "DELETE"}:
            self.asked_version()

    @property
    def queryset(self) -> Any:  # type: ignore[override]  # what DRF and the schema read
        return self.model._default_manager.all()

    def get_queryset(self) -> Any:
        return self.shape(self.rows())

    def rows(self, model: Any = None) -> Any:
        """The rows of `model` (the view set's own unless given) that the person may see."""
        rows: Any = (model or self.model)._default_manager
        return rows.visible_to(self.request.user)

    def shape(self, rows: Any) -> Any:
        """Override to join or prefetch what is shown, so that a list's queries do not grow with its rows."""
        return rows

    def get_object(self) -> Any:
        return found(self.get_queryset(), pk=self.kwargs["pk"])

    def locked(self, *, version: int | None = None, needs_place: bool = True) -> Any:
        """The record of the address, locked; call it inside a transaction."""
        return found_for_change(
            self.rows(), self.request.user, pk=self.kwargs["pk"], version=version, needs_place=needs_place
        )

    def body(self, serializer_class: Any = None, **kwargs: Any) -> Any:
        """The validated body: arguments for a domain function."""
        serializer_class = serializer_class or self.get_serializer_class()
        serializer = serializer_class(data=self.request.data, context=self.get_serializer_context(), **kwargs)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def shown(self, record: ScopedModel, *, status_code: int = status.HTTP_200_OK) -> Response:
        """`record` as it stands in the database now, with its ETag."""
        fresh = self.shape(self.model._default_manager.filter(pk=record.pk)).get()
        headers = {"ETag": f'"{fresh.version}"'}
        return Response(self.get_serializer(fresh).data, status=status_code, headers=headers)

    def asked_version(self) -> int:
        """The version that `If-Match` names. Raises 428 where it is missing, 412 where it is none of ours."""
        header = self.request.headers.get("If-Match")
        if header is None:
            raise PreconditionRequired(_("Send If-Match with the ETag of the record that you read."))
        return version_in(header.strip().removeprefix("W/").strip('"'))

    @property
    def user(self) -> User:
        """The person who asks; signed in by the time an action runs."""
        return person_of(self.request)

    @cached_property
    def now(self) -> datetime:
        """The instant of the request."""
        return now()


# --- The standard actions ---------------------------------------------------------------------------------------------
#
# Mixins that stand before ScopedViewSet, each one action of it, so that what a view set answers to is read off its
# first line: `class VendorViewSet(Listed, Shown, Created, Changed, ScopedViewSet)`. The view set names its
# `serializer_class`, and brings `add` or `change`, which call one domain function and return the record.


class Listed:
    """GET of the collection: a page of the visible rows that `filterset_class` leaves."""

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)


class Shown:
    """GET of one record, with its version as `ETag`."""

    def retrieve(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        record = self.get_object()
        return Response(self.get_serializer(record).data, headers={"ETag": f'"{record.version}"'})


class Created:
    """POST to the collection: `add(given)` makes the record, which is answered with 201.

    The body is what `get_serializer_class` takes. A view set whose body has other fields than its records overrides
    `create` and reads it with `self.body(SomeInput)`.
    """

    def create(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            record = self.add(self.body())
        return self.shown(record, status_code=status.HTTP_201_CREATED)


class Changed:
    """PATCH of one record under `If-Match`: `change(record, given)` is handed the locked record and the fields that
    were sent.
    """

    def partial_update(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            record = self.change(self.locked(version=version), self.body(partial=True))
        return self.shown(record)
