"""The audit trail over REST."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.api import refuse_unknown
from accounts.choices import Capability
from accounts.serializers import DateField, DateTimeField, IntegerField
from audit.forms import TrailForm
from audit.trail import BadCursor, Entry, trail


class TrailQuerySerializer(serializers.Serializer[Any]):
    """What the trail can be narrowed by."""

    q = serializers.CharField(required=False, help_text="Words in what was done or in its reason.")
    who = IntegerField(required=False, help_text="A person's id.")
    record = serializers.CharField(required=False, help_text="A kind of record, such as vendors.vendor.")
    since = DateField(required=False)
    until = DateField(required=False)
    after = serializers.CharField(required=False, help_text="`next` of the page before.")


class ChangeSerializer(serializers.Serializer[Any]):
    """A value that changed, in words."""

    field = serializers.CharField(source="label")
    before = serializers.CharField()
    after = serializers.CharField()


class TouchedSerializer(serializers.Serializer[Any]):
    """A record that was added, changed or removed. `hidden`: what it holds belongs to one person alone."""

    kind = serializers.CharField()
    name = serializers.CharField()
    what = serializers.CharField()
    url = serializers.CharField()
    hidden = serializers.BooleanField()
    changes = ChangeSerializer(many=True)


class EntrySerializer(serializers.Serializer[Any]):
    """Somebody did something. `more` counts the records beside those in `touched`."""

    at = DateTimeField()
    who = serializers.CharField()
    verb = serializers.CharField()
    reason = serializers.CharField()
    touched = TouchedSerializer(many=True)
    more = IntegerField()


class TrailSerializer(serializers.Serializer[Any]):
    """A page of the trail, newest first. `next` is empty on the last page."""

    next = serializers.CharField()
    results = EntrySerializer(many=True)


class TrailViewSet(ViewSet):
    """Who did what, when, why, and what it was before."""

    requires = {"list": Capability.READ_TRAIL}

    @extend_schema(parameters=[TrailQuerySerializer], responses=TrailSerializer)
    def list(self, request: Request) -> Response:
        form = TrailForm(request.query_params, user=request.user)  # type: ignore[arg-type]
        refuse_unknown(request, {*form.fields, "after"})
        if not form.is_valid():
            raise ValidationError({name: [str(reason) for reason in reasons] for name, reasons in form.errors.items()})
        try:
            entries, following = trail(
                form.wanted(),
                reader=request.user,  # type: ignore[arg-type]
                after=request.query_params.get("after", ""),
            )
        except BadCursor:
            raise ValidationError({"after": [_("This is no cursor of the trail.")]}) from None
        return Response(TrailSerializer({"next": following, "results": [_shown(entry) for entry in entries]}).data)


def _shown(entry: Entry) -> dict[str, Any]:
    return asdict(entry)
