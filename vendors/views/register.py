"""Pages of the register."""

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from audit.views import HistoryPage
from core.periods import local_day
from vendors.choices import WITH_VENDOR
from vendors.domain.register import change_assessment, change_vendor, register_vendor
from vendors.filters import VendorFilter
from vendors.forms.register import AssessmentForm, RegisterForm, VendorForm
from vendors.models import Questionnaire, Vendor, VendorAssessment, VendorMember
from vendors.readings import vendor_standing


class Vendors(ListPage):
    model = Vendor
    requires = Capability.READ_VENDORS
    template_name = "vendors/vendors.html"
    filterset_class = VendorFilter

    def shape(self, rows: Any) -> Any:
        return rows.select_related("assessment__owner")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = self.rows(VendorAssessment).filter(next_review_on__lte=local_day(self.now, self.user.time_zone))
        extra = {"due": due.count(), "may_register": self.may(Capability.CHANGE_VENDORS)}
        return super().get_context_data(**extra, **kwargs)


class VendorPage(RecordPage):
    model = Vendor
    requires = Capability.READ_VENDORS
    template_name = "vendors/vendor.html"
    context_object_name = "vendor"

    def shape(self, rows: Any) -> Any:
        people = VendorMember._default_manager.select_related("user").prefetch_related("user__invitations")
        questionnaires = Questionnaire._default_manager.select_related("version_sent__template", "sent_by")
        return rows.select_related("assessment__owner").prefetch_related(
            Prefetch("members", people), Prefetch("questionnaires", questionnaires)
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = self.object.assessment
        today = local_day(self.now, self.user.time_zone)
        standing = vendor_standing(self.object, held, today)
        may_invite = self.may(Capability.INVITE_VENDOR_PEOPLE)
        has_people = bool(self.object.members.all())
        extra = {
            "has_people": has_people,
            "with_vendor": WITH_VENDOR,
            "today": today,
            "people_link": reverse("vendor-invite", args=[self.object.pk]) if has_people and may_invite else "",
            "assessment": held,
            "standing": standing,
            "has_questionnaires": bool(self.object.questionnaires.all()),
            "may_step": standing.step is not None and self.may(standing.step.needs),
            "may_change": self.may(Capability.CHANGE_VENDORS),
            "may_invite": may_invite,
            "may_send": self.may(Capability.SEND_QUESTIONNAIRES),
        }
        return super().get_context_data(**extra, **kwargs)


class RegisterVendor(FormPage):
    requires = Capability.CHANGE_VENDORS
    model = Vendor
    form_class = RegisterForm
    title = _("Register a vendor")
    submit_label = _("Register")
    success_message = _("The vendor is registered. Send it a questionnaire when you are ready.")

    def get_initial(self) -> dict[str, Any]:
        return {"owner": self.user.pk, "time_zone": self.user.time_zone, "language": self.user.language}

    def act(self, form: Any) -> Vendor:
        return register_vendor(by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("It begins as a prospect. What you write of tier and owner stays inside.")
        return super().get_context_data(lead=lead, cancel_url="..", **kwargs)


class ChangeVendor(FormPage):
    requires = Capability.CHANGE_VENDORS
    model = Vendor
    form_class = VendorForm
    title = _("Change the vendor")
    success_message = _("The vendor is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.read_record()}

    def act(self, form: Any) -> Vendor:
        return change_vendor(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeAssessment(FormPage):
    requires = Capability.CHANGE_VENDORS
    model = VendorAssessment
    form_class = AssessmentForm
    title = _("Tier, owner, standing")
    success_message = _("The assessment is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.read_record()}

    def act(self, form: Any) -> VendorAssessment:
        return change_assessment(self.record, by=self.user, now=self.now, **form.cleaned_data)


class VendorHistory(HistoryPage):
    model = Vendor
    requires = Capability.READ_VENDORS


class AssessmentHistory(HistoryPage):
    """What we thought of the vendor, and when."""

    model = VendorAssessment
    requires = Capability.READ_VENDORS
