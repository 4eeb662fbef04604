"""The register: vendors, what we hold of them, and their people."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.choices import Role
from accounts.models import ScopedModel, User
from core.countries import country_name, validate_country
from core.history import tracked
from core.periods import validate_time_zone
from vendors.choices import ONBOARDING_TONES, STANDING_TONES, TIER_TONES, Onboarding, Standing, Tier
from vendors.querysets import VendorQuerySet
from vendors.validators import DUNS, VAT, validate_lei


@tracked()
class Vendor(ScopedModel):
    """A company that may do work for us. What we think of it stands in VendorAssessment, which it never sees."""

    vendor_path = "pk"

    legal_name = models.CharField(_("legal name"), max_length=300)
    trading_names = models.TextField(
        _("trading names"), blank=True, validators=[MaxLengthValidator(1000)], help_text=_("One a line.")
    )
    name_key = models.CharField(max_length=700, editable=False, help_text="vendors.names.name_key of all names")
    lei = models.CharField(_("LEI"), max_length=20, blank=True, validators=[validate_lei])
    vat = models.CharField(_("VAT number"), max_length=15, blank=True, validators=[VAT])
    duns = models.CharField(_("DUNS number"), max_length=9, blank=True, validators=[DUNS])
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    country = models.CharField(
        _("country"), max_length=2, validators=[validate_country], help_text=_("Two letters of ISO 3166, such as DE.")
    )
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en", choices=settings.LANGUAGES)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="UTC",
        validators=[validate_time_zone],
        help_text=_("A name of the tz database, such as Europe/Berlin. The vendor’s days begin and end in it."),
    )

    objects = VendorQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(legal_name=""), name="vendors_vendor_named"),
            models.UniqueConstraint("lei", condition=~Q(lei=""), name="vendors_vendor_lei_once"),
            models.UniqueConstraint("vat", condition=~Q(vat=""), name="vendors_vendor_vat_once"),
            models.UniqueConstraint("duns", condition=~Q(duns=""), name="vendors_vendor_duns_once"),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="vendors_vendor_by_name"),
            GinIndex(SearchVector("name_key", config="simple"), name="vendors_vendor_search"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def get_absolute_url(self) -> str:
        return reverse("vendor", args=[self.pk])

    @property
    def country_name(self) -> str:
        """The country in words of the reader's language."""
        return country_name(self.country)


@tracked()
class VendorAssessment(ScopedModel):
    """What we hold of a vendor: tier, owner, how far due diligence is, standing. Internal."""

    vendor_path = INTERNAL
    tones = {"tier": TIER_TONES, "onboarding": ONBOARDING_TONES, "standing": STANDING_TONES}

    vendor = models.OneToOneField(Vendor, models.CASCADE, related_name="assessment", verbose_name=_("vendor"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.STANDARD)
    tier_reason = models.TextField(_("why this tier"), blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    onboarding = models.CharField(_("due diligence"), max_length=30, choices=Onboarding, default=Onboarding.PROSPECT)
    standing = models.CharField(_("standing"), max_length=15, choices=Standing, default=Standing.NONE)
    qualified_on = models.DateField(_("qualified"), null=True, blank=True)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)

    class Meta:
        verbose_name = _("vendor assessment")
        verbose_name_plural = _("vendor assessments")
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="vendors_assessment_tier_known"),
            models.CheckConstraint(
                condition=Q(onboarding__in=Onboarding.values), name="vendors_assessment_state_known"
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="vendors_assessment_standing_known"),
            models.CheckConstraint(
                condition=~Q(onboarding__in=["qualified", "conditionally_qualified"]) | Q(next_review_on__isnull=False),
                name="vendors_assessment_qualified_has_next_review",
            ),
        ]
        indexes = [models.Index(fields=["next_review_on"], name="vendors_assessment_reviews")]

    def __str__(self) -> str:
        return str(self.vendor)

    def get_absolute_url(self) -> str:
        return self.vendor.get_absolute_url()


@tracked()
class VendorMember(ScopedModel):
    """A person of the vendor who works in the portal: the one road from a user to a vendor."""

    vendor_path = "vendor"

    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="members", verbose_name=_("vendor"))
    user = models.OneToOneField(User, models.CASCADE, related_name="vendor_member", verbose_name=_("person"))

    class Meta:
        verbose_name = _("vendor’s person")
        verbose_name_plural = _("vendor’s people")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)

    def get_absolute_url(self) -> str:
        return self.vendor.get_absolute_url()

    def get_portal_url(self) -> str:
        return reverse("portal-people")

    @property
    def is_lead(self) -> bool:
        return self.user.role == Role.VENDOR_LEAD

    @property
    def access(self) -> str:
        """ "active", "invited" (a link is open), "expired" (never came in, and no link is open) or "ended".

        Reads `user.invitations`: prefetch them for a list.
        """
        if self.user.is_active:
            return "active"
        if self.user.has_usable_password():
            return "ended"
        now = timezone.now()
        is_open = any(one.accepted_at is None and one.expires_at > now for one in self.user.invitations.all())
        return "invited" if is_open else "expired"
