"""Vendors, their people and questionnaires for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factory

from accounts.choices import Role
from tests.factories.accounts import UserFactory
from vendors.choices import QuestionKind, VersionState
from vendors.models import (
    Question,
    Questionnaire,
    QuestionnaireTemplate,
    Section,
    Submission,
    TemplateVersion,
    Vendor,
    VendorAssessment,
    VendorMember,
)
from vendors.names import name_key

SENT_AT = datetime(2026, 5, 4, 8, tzinfo=UTC)


class VendorFactory(factory.django.DjangoModelFactory[Vendor]):
    class Meta:
        model = Vendor
        skip_postgeneration_save = True

    legal_name = factory.Sequence(lambda number: f"Vendor {number} GmbH")
    trading_names = ""
    name_key = factory.LazyAttribute(lambda vendor: name_key(vendor.legal_name, vendor.trading_names))
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


class QuestionnaireTemplateFactory(factory.django.DjangoModelFactory[QuestionnaireTemplate]):
    class Meta:
        model = QuestionnaireTemplate

    name = factory.Sequence(lambda number: f"Template {number}")


class TemplateVersionFactory(factory.django.DjangoModelFactory[TemplateVersion]):
    """A draft without sections."""

    class Meta:
        model = TemplateVersion

    template = factory.SubFactory(QuestionnaireTemplateFactory)
    number = 1


class SectionFactory(factory.django.DjangoModelFactory[Section]):
    class Meta:
        model = Section

    version_of = factory.SubFactory(TemplateVersionFactory)
    position = factory.Sequence(lambda number: number + 1)
    title = factory.Sequence(lambda number: f"Section {number}")
    weight = Decimal(1)


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    class Meta:
        model = Question

    section = factory.SubFactory(SectionFactory)
    position = factory.Sequence(lambda number: number + 1)
    text = factory.Sequence(lambda number: f"Question {number}?")
    kind = QuestionKind.TEXT


def published_version(**fields: Any) -> TemplateVersion:
    """A published version of two sections: a text and a number; a choice that needs evidence."""
    version = TemplateVersionFactory.create(**fields)
    first = SectionFactory.create(version_of=version, position=1, title="Experience", weight=Decimal(3))
    second = SectionFactory.create(version_of=version, position=2, title="Expertise", weight=Decimal(1))
    QuestionFactory.create(section=first, position=1, code="1.1", text="What have you done?")
    QuestionFactory.create(section=first, position=2, code="1.2", text="For how long?", kind=QuestionKind.NUMBER)
    QuestionFactory.create(
        section=second,
        position=1,
        code="2.1",
        text="Are you certified?",
        kind=QuestionKind.SINGLE,
        options=["Yes", "No"],
        needs_evidence=True,
    )
    TemplateVersion.objects.filter(pk=version.pk).update(state=VersionState.PUBLISHED, published_at=SENT_AT)
    version.refresh_from_db()
    return version


class QuestionnaireFactory(factory.django.DjangoModelFactory[Questionnaire]):
    class Meta:
        model = Questionnaire

    vendor = factory.SubFactory(VendorFactory)
    version_sent = factory.LazyFunction(published_version)
    title = "Due diligence"
    sent_by = factory.SubFactory(UserFactory, role=Role.PROCUREMENT_OFFICER)
    sent_at = SENT_AT
    due_on = date(2026, 6, 30)


class SubmissionFactory(factory.django.DjangoModelFactory[Submission]):
    class Meta:
        model = Submission

    questionnaire = factory.SubFactory(QuestionnaireFactory)
    by = factory.SubFactory(UserFactory, role=Role.VENDOR_LEAD)
    at = SENT_AT
