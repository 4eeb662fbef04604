"""People and their keys as the API shows and takes them."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.choices import Capability, Role, Theme
from accounts.models import ApiToken, User
from accounts.person_forms import internal_roles
from accounts.serializers import DateTimeField, InputSerializer, RecordSerializer
from core.periods import validate_time_zone


class PersonSerializer(RecordSerializer):
    class Meta:
        model = User
        fields = (
            "id",
            "name",
            "email",
            "role",
            "language",
            "time_zone",
            "is_active",
            "joined_at",
            "last_login",
            "version",
        )
        read_only_fields = fields


class InvitePersonInput(InputSerializer):
    """Somebody of our own side; a vendor's people are invited at the vendor."""

    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=internal_roles())
    language = serializers.ChoiceField(choices=settings.LANGUAGES, default="en")
    time_zone = serializers.CharField(max_length=64, default="UTC", validators=[validate_time_zone])


class RoleInput(InputSerializer):
    role = serializers.ChoiceField(choices=Role.choices)


class DepartureInput(InputSerializer):
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class OwnAccountSerializer(PersonSerializer):
    """The person who asks, with what they may do."""

    capabilities = serializers.SerializerMethodField(help_text=_("What the role, or the token's scopes, allow."))

    class Meta(PersonSerializer.Meta):
        fields = (*PersonSerializer.Meta.fields, "theme", "capabilities")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_capabilities(self, user: User) -> list[str]:
        return sorted(self.context["view"].capabilities())


class PreferencesInput(InputSerializer):
    name = serializers.CharField(max_length=200)
    language = serializers.ChoiceField(choices=settings.LANGUAGES)
    time_zone = serializers.CharField(max_length=64, validators=[validate_time_zone])
    theme = serializers.ChoiceField(choices=Theme.choices)


class TokenSerializer(RecordSerializer):
    last_used_at = DateTimeField(source="use.used_at", read_only=True, default=None)

    class Meta:
        model = ApiToken
        fields = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "revoked_at", "last_used_at", "version")
        read_only_fields = fields


class NewTokenSerializer(TokenSerializer):
    """Right after it was made, with the secret that is never shown again."""

    secret = serializers.SerializerMethodField(help_text=_("Shown this once."))

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "secret")  # type: ignore[assignment]
        read_only_fields = fields  # type: ignore[assignment]

    def get_secret(self, token: ApiToken) -> str:
        return str(self.context["secret"])


class TokenInput(InputSerializer):
    name = serializers.CharField(max_length=100)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Capability.choices), allow_empty=False)
    expires_at = DateTimeField()

    def validate_scopes(self, scopes: list[Any]) -> list[str]:
        return [str(scope) for scope in scopes]
