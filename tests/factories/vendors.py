"""Vendors, their people and questionnaires for tests."""

import factory

from accounts.choices import Role
from core.text import folded
from tests.factories.accounts import UserFactory
from vendors.models import Vendor, VendorAssessment, VendorMember


class VendorFactory(factory.django.DjangoModelFactory[Vendor]):
    class Meta:
        model = Vendor
        skip_postgeneration_save = True

    legal_name = factory.Sequence(lambda number: f"Vendor {number} GmbH")
    name_key = factory.LazyAttribute(lambda vendor: folded(vendor.legal_name))
    country = "DE"
    time_zone = "Europe/Berlin"
    assessment = factory.RelatedFactory("tests.factories.vendors.VendorAssessmentFactory", "vendor")


class VendorAssessmentFactory(factory.django.DjangoModelFactory[VendorAssessment]):
    class Meta:
        model = VendorAssessment

    vendor = factory.SubFactory(VendorFactory, assessment=None)
    owner = factory.SubFactory(UserFactory, role=Role.PROCUREMENT_OFFICER)


class VendorMemberFactory(factory.django.DjangoModelFactory[VendorMember]):
    class Meta:
        model = VendorMember

    vendor = factory.SubFactory(VendorFactory)
    user = factory.SubFactory(UserFactory, role=Role.VENDOR_MEMBER)
