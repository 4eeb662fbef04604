"""The register over REST: vendors, what we hold of them, their people."""

from typing import Any

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from accounts.doors import found
from vendors.domain.people import change_vendor_role, end_vendor_access, invite_again, invite_vendor_person
from vendors.domain.register import change_assessment, change_vendor, register_vendor
from vendors.filters import VendorFilter, VendorNameFilter
from vendors.models import Vendor, VendorAssessment, VendorMember
from vendors.serializers.register import (
    AssessmentInput,
    InviteInput,
    ReasonInput,
    RegisterInput,
    VendorAssessmentSerializer,
    VendorMemberSerializer,
    VendorRoleInput,
    VendorSerializer,
)


class VendorViewSet(Listed, Shown, Changed, ScopedViewSet):
    """Vendors: what both sides know of them."""

    model = Vendor
    serializer_class = VendorSerializer
    requires = {
        "list": Capability.READ_VENDORS,
        "retrieve": Capability.READ_VENDORS,
        "create": Capability.CHANGE_VENDORS,
        "partial_update": Capability.CHANGE_VENDORS,
    }

    @property
    def filterset_class(self) -> Any:
        """A vendor's people cannot filter by what we think of anybody."""
        user = getattr(self.request, "user", None)
        return VendorNameFilter if getattr(user, "is_vendor_person", False) else VendorFilter

    @extend_schema(request=RegisterInput, responses={201: VendorSerializer})
    def create(self, request: Request) -> Response:
        """Register a vendor; it begins as a prospect. The owner is who asks, unless named."""
        with transaction.atomic():
            vendor = register_vendor(**self.body(RegisterInput), by=self.user, now=self.now)
        return self.shown(vendor, status_code=201)

    def change(self, record: Vendor, given: dict[str, Any]) -> Vendor:
        return change_vendor(record, by=self.user, now=self.now, **given)


class VendorAssessmentViewSet(ScopedViewSet):
    """What we hold of the vendor in the address: tier, owner, due diligence, standing. Internal."""

    model = VendorAssessment
    serializer_class = VendorAssessmentSerializer
    requires = {"retrieve": Capability.READ_VENDORS, "partial_update": Capability.CHANGE_VENDORS}

    def retrieve(self, request: Request, vendor_pk: int) -> Response:
        return self.shown(found(self.rows(), vendor_id=vendor_pk))

    @extend_schema(request=AssessmentInput, responses=VendorAssessmentSerializer)
    def partial_update(self, request: Request, vendor_pk: int) -> Response:
        """Change tier, owner, standing or the day of the next review, under `If-Match` of the assessment."""
        version = self.asked_version()
        self.kwargs["pk"] = found(self.rows(), vendor_id=vendor_pk).pk
        with transaction.atomic():
            record = self.locked(version=version)
            changed = change_assessment(record, **self.body(AssessmentInput), by=self.user, now=self.now)
        return self.shown(changed)


class VendorPeopleViewSet(Listed, ScopedViewSet):
    """The people of the vendor in the address."""

    model = VendorMember
    serializer_class = VendorMemberSerializer
    requires = {"list": Capability.READ_VENDORS, "create": Capability.INVITE_VENDOR_PEOPLE}

    def shape(self, rows: Any) -> Any:
        return rows.select_related("user").prefetch_related("user__invitations")

    def get_queryset(self) -> Any:
        vendor = found(self.rows(Vendor), pk=self.kwargs["vendor_pk"])
        return self.shape(self.rows()).filter(vendor=vendor)

    @extend_schema(request=InviteInput, responses={201: VendorMemberSerializer})
    def create(self, request: Request, vendor_pk: int) -> Response:
        """Invite a person of the vendor: a letter with a one-time link goes to the address."""
        vendor = found(self.rows(Vendor), pk=vendor_pk)
        with transaction.atomic():
            member = invite_vendor_person(vendor, **self.body(InviteInput), by=self.user, now=self.now)
        return self.shown(member, status_code=201)


class VendorMemberViewSet(Shown, ScopedViewSet):
    """A person of a vendor."""

    model = VendorMember
    serializer_class = VendorMemberSerializer
    requires = {
        "retrieve": Capability.READ_VENDORS,
        "invitation": Capability.INVITE_VENDOR_PEOPLE,
        "role": Capability.INVITE_VENDOR_PEOPLE,
        "departure": Capability.INVITE_VENDOR_PEOPLE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("user").prefetch_related("user__invitations")

    @extend_schema(request=None, responses=VendorMemberSerializer)
    @action(detail=True, methods=["post"])
    def invitation(self, request: Request, pk: str) -> Response:
        """Send a fresh link; the earlier one stops working."""
        with transaction.atomic():
            return self.shown(invite_again(self.locked(), by=self.user, now=self.now))

    @extend_schema(request=VendorRoleInput, responses=VendorMemberSerializer)
    @action(detail=True, methods=["post"])
    def role(self, request: Request, pk: str) -> Response:
        """Make somebody a lead, or a member again."""
        with transaction.atomic():
            body = self.body(VendorRoleInput)
            return self.shown(change_vendor_role(self.locked(), **body, by=self.user, now=self.now))

    @extend_schema(request=ReasonInput, responses=VendorMemberSerializer)
    @action(detail=True, methods=["post"])
    def departure(self, request: Request, pk: str) -> Response:
        """End a person's access."""
        with transaction.atomic():
            body = self.body(ReasonInput)
            return self.shown(end_vendor_access(self.locked(), **body, by=self.user, now=self.now))
