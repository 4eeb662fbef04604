"""The register as the API shows and takes it."""

from typing import Any

from rest_framework import serializers

from accounts.choices import VENDOR_ROLES, Role
from accounts.serializers import DateField, InputSerializer, RecordSerializer, ScopedRelatedField
from vendors.choices import Standing, Tier
from vendors.models import Vendor, VendorAssessment, VendorMember
from vendors.readings import owners

DETAILS = (
    "legal_name",
    "trading_names",
    "lei",
    "vat",
    "duns",
    "registration",
    "country",
    "website",
    "language",
    "time_zone",
)
PORTAL_ROLES = [(role.value, role.label) for role in Role if role in VENDOR_ROLES]


class VendorSerializer(RecordSerializer):
    """A vendor, as everybody who may see it reads it. What we think of it stands in its assessment."""

    class Meta:
        model = Vendor
        fields: tuple[str, ...] = ("id", *DETAILS, "version")
        read_only_fields: tuple[str, ...] = ("id", "version")
        # The domain function writes identifiers as they are written, checks them, and names the vendor that has one.
        validators: list[Any] = []
        extra_kwargs: dict[str, Any] = {field: {"validators": []} for field in ("lei", "vat", "duns", "country")}


class RegisterInput(VendorSerializer):
    """A new vendor, with what we hold of it."""

    tier = serializers.ChoiceField(choices=Tier.choices, default=Tier.STANDARD)
    tier_reason = serializers.CharField(default="", allow_blank=True, max_length=5000)
    owner = ScopedRelatedField(queryset=owners(), default=None, allow_null=True)

    class Meta(VendorSerializer.Meta):
        fields = (*DETAILS, "tier", "tier_reason", "owner")
        read_only_fields: tuple[str, ...] = ()


class VendorAssessmentSerializer(RecordSerializer):
    """What we hold of a vendor. Internal."""

    class Meta:
        model = VendorAssessment
        fields: tuple[str, ...] = (
            "id",
            "vendor",
            "tier",
            "tier_reason",
            "owner",
            "onboarding",
            "standing",
            "qualified_on",
            "next_review_on",
            "version",
        )
        read_only_fields = fields


class AssessmentInput(InputSerializer):
    """A change of what we hold; `reason` goes into the history. Due diligence is changed by decisions alone."""

    tier = serializers.ChoiceField(choices=Tier.choices, required=False)
    tier_reason = serializers.CharField(required=False, allow_blank=True, max_length=5000)
    owner = ScopedRelatedField(queryset=owners(), required=False)
    standing = serializers.ChoiceField(choices=Standing.choices, required=False)
    next_review_on = DateField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class VendorMemberSerializer(RecordSerializer):
    """A person of a vendor. `access` is active, invited, expired (no link is open) or ended."""

    name = serializers.CharField(source="user.name", read_only=True)
    email = serializers.EmailField(source="user.email", read_only=True)
    role = serializers.CharField(source="user.role", read_only=True)
    access = serializers.CharField(read_only=True)

    class Meta:
        model = VendorMember
        fields: tuple[str, ...] = ("id", "vendor", "name", "email", "role", "access", "version")
        read_only_fields = fields


class InviteInput(InputSerializer):
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField(max_length=254)
    role = serializers.ChoiceField(choices=PORTAL_ROLES, default=Role.VENDOR_MEMBER)


class VendorRoleInput(InputSerializer):
    role = serializers.ChoiceField(choices=PORTAL_ROLES)


class ReasonInput(InputSerializer):
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")
