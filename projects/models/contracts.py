"""Agreements with a vendor, from whose terms the dates follow."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import ScopedModel
from core.history import tracked
from core.money import validate_currency
from core.periods import validate_time_zone
from projects.choices import (
    FIRST_START,
    LAST_START,
    LONGEST_LEAD,
    LONGEST_NOTICE,
    LONGEST_TERM,
    ContractKind,
    NoticeUnit,
    Renewal,
)
from projects.querysets import ContractQuerySet
from vendors.models import Vendor


@tracked()
class Contract(ScopedModel):
    """An agreement with a vendor and the terms from which its dates follow (`projects.domain.dates`)."""

    vendor_path = "vendor"

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="contracts", verbose_name=_("vendor"))
    title = models.CharField(_("title"), max_length=200)
    title_key = models.CharField(max_length=300, editable=False, help_text="core.text.folded of title and reference")
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=ContractKind, default=ContractKind.STATEMENT_OF_WORK)
    start_on = models.DateField(_("starts"), validators=[MinValueValidator(FIRST_START), MaxValueValidator(LAST_START)])
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TERM)]
    )
    renewal = models.CharField(_("renewal"), max_length=10, choices=Renewal, default=Renewal.MANUAL)
    notice_amount = models.PositiveSmallIntegerField(
        pgettext_lazy("contract", "notice"), default=3, validators=[MaxValueValidator(LONGEST_NOTICE)]
    )
    notice_unit = models.CharField(_("unit of notice"), max_length=10, choices=NoticeUnit, default=NoticeUnit.MONTHS)
    lead_days = models.PositiveSmallIntegerField(
        _("remind this many days before notice"), default=14, validators=[MaxValueValidator(LONGEST_LEAD)]
    )
    currency = models.CharField(_("currency"), max_length=3, validators=[validate_currency])
    annual_value = models.DecimalField(
        _("annual value"), max_digits=15, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])

    objects = ContractQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-start_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ContractKind.values), name="projects_contract_kind_known"),
            models.CheckConstraint(condition=Q(renewal__in=Renewal.values), name="projects_contract_renewal_known"),
            models.CheckConstraint(
                condition=Q(notice_unit__in=NoticeUnit.values), name="projects_contract_notice_known"
            ),
            models.CheckConstraint(
                condition=Q(term_months__range=(1, LONGEST_TERM)), name="projects_contract_term_in_range"
            ),
            models.CheckConstraint(
                condition=Q(start_on__range=(FIRST_START, LAST_START)), name="projects_contract_start_in_range"
            ),
            models.CheckConstraint(
                condition=Q(notice_amount__range=(0, LONGEST_NOTICE), lead_days__range=(0, LONGEST_LEAD)),
                name="projects_contract_notice_in_range",
            ),
            models.CheckConstraint(
                condition=Q(annual_value__isnull=True) | Q(annual_value__gte=0), name="projects_contract_value_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contract", args=[self.pk])
