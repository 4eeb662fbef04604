"""A vendor's people, seen from our side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability, Role
from accounts.pages import FormPage, VerbPage
from vendors.domain.people import change_vendor_role, end_vendor_access, invite_again, invite_vendor_person
from vendors.forms.register import EndAccessForm, InvitePersonForm
from vendors.models import Vendor, VendorMember
from vendors.readings import ending_in_words


class InvitePerson(FormPage):
    """About a vendor: a person of it comes in."""

    requires = Capability.INVITE_VENDOR_PEOPLE
    model = Vendor
    form_class = InvitePersonForm
    title = _("Invite a person of the vendor")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way.")

    def act(self, form: Any) -> VendorMember:
        return invite_vendor_person(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("They set a password by a link in their mail, and see this vendor alone.")
        return super().get_context_data(lead=lead, **kwargs)


class InviteAgain(VerbPage):
    requires = Capability.INVITE_VENDOR_PEOPLE
    model = VendorMember
    question = _("Send this person a fresh invitation? The earlier link stops working.")
    button_label = _("Send again")
    success_message = _("A fresh invitation is on its way.")

    def act(self, record: VendorMember) -> VendorMember:
        return invite_again(record, by=self.user, now=self.now)


class SwitchRole(VerbPage):
    """A member becomes a lead, a lead a member."""

    requires = Capability.INVITE_VENDOR_PEOPLE
    model = VendorMember
    question = _("Change this person between vendor lead and vendor member? Their sessions and tokens end.")
    button_label = _("Change the role")
    success_message = _("The role is changed.")

    def act(self, record: VendorMember) -> VendorMember:
        other = Role.VENDOR_MEMBER if record.user.role == Role.VENDOR_LEAD else Role.VENDOR_LEAD
        return change_vendor_role(record, role=other, by=self.user, now=self.now)


class EndAccess(FormPage):
    requires = Capability.INVITE_VENDOR_PEOPLE
    model = VendorMember
    form_class = EndAccessForm
    title = _("End a person’s access")
    submit_label = _("End the access")
    success_message = _("The access has ended.")

    def act(self, form: Any) -> VendorMember:
        return end_vendor_access(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(lead=ending_in_words(self.record), **kwargs)
