"""The vendor's people: a lead invites colleagues, and ends their access."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, VerbPage
from portal.pages import PortalPage
from vendors.domain.people import end_vendor_access, invite_again, invite_vendor_person
from vendors.forms.register import EndAccessForm, InvitePersonForm
from vendors.models import VendorMember
from vendors.readings import ending_in_words


class People(PortalPage, ListPage):
    model = VendorMember
    requires = Capability.READ_VENDORS
    template_name = "portal/people.html"

    def shape(self, rows: Any) -> Any:
        return (
            rows.select_related("user")
            .prefetch_related("user__invitations")
            .order_by("-user__is_active", "user__name", "pk")
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_invite = self.may(Capability.INVITE_VENDOR_PEOPLE)
        return super().get_context_data(vendor=self.vendor, may_invite=may_invite, **kwargs)


class InviteColleague(PortalPage, FormPage):
    requires = Capability.INVITE_VENDOR_PEOPLE
    form_class = InvitePersonForm
    title = _("Invite a colleague")
    submit_label = _("Send the invitation")
    success_message = _("The invitation is on its way.")

    def act(self, form: Any) -> VendorMember:
        return invite_vendor_person(self.vendor, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return reverse("portal-people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("They set a password by a link in their mail, and work here for %s.") % self.vendor
        return super().get_context_data(lead=lead, cancel_url=reverse("portal-people"), **kwargs)


class InviteColleagueAgain(PortalPage, VerbPage):
    requires = Capability.INVITE_VENDOR_PEOPLE
    model = VendorMember
    question = _("Send this person a fresh invitation? The earlier link stops working.")
    button_label = _("Send again")
    success_message = _("A fresh invitation is on its way.")

    def act(self, record: VendorMember) -> VendorMember:
        return invite_again(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        return reverse("portal-people")


class EndColleaguesAccess(PortalPage, FormPage):
    requires = Capability.INVITE_VENDOR_PEOPLE
    model = VendorMember
    form_class = EndAccessForm
    title = _("End a colleague’s access")
    submit_label = _("End the access")
    success_message = _("The access has ended.")

    def act(self, form: Any) -> VendorMember:
        return end_vendor_access(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return reverse("portal-people")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = ending_in_words(self.record)
        return super().get_context_data(lead=lead, cancel_url=reverse("portal-people"), **kwargs)
