"""People: the list, one person, and what an administrator changes about them."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import CAPABILITIES
from accounts.choices import Capability, Role
from accounts.domain.people import change_role, deactivate_person, invite_person, send_invitation
from accounts.filters import PersonFilter
from accounts.models import User
from accounts.pages import FormPage, ListPage, RecordPage, VerbPage
from accounts.person_forms import DepartureForm, InvitePersonForm, RoleForm
from accounts.queries import with_invitation


class PeoplePage(ListPage):
    """Everybody with an account, or an invitation to one."""

    model = User
    requires = Capability.READ_PEOPLE
    filterset_class = PersonFilter
    template_name = "accounts/people.html"

    def shape(self, rows: Any) -> Any:
        return with_invitation(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(may_manage=self.may(Capability.MANAGE_PEOPLE), now=self.now, **kwargs)


class PersonPage(RecordPage):
    model = User
    requires = Capability.READ_PEOPLE
    template_name = "accounts/person.html"
    context_object_name = "person"

    def shape(self, rows: Any) -> Any:
        return with_invitation(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.object
        return super().get_context_data(
            may_manage=self.may(Capability.MANAGE_PEOPLE) and person != self.user,
            capabilities=[one.label for one in Capability if one in CAPABILITIES[Role(person.role)]],
            language=dict(settings.LANGUAGES).get(person.language, person.language),
            now=self.now,
            **kwargs,
        )


class InvitePersonPage(FormPage):
    model = User
    requires = Capability.MANAGE_PEOPLE
    form_class = InvitePersonForm
    title = gettext_lazy("Invite a person")
    submit_label = gettext_lazy("Send the invitation")
    success_message = gettext_lazy("The invitation is on its way.")

    def get_initial(self) -> dict[str, Any]:
        return {"language": self.user.language}

    def act(self, form: InvitePersonForm) -> User:
        return invite_person(**form.cleaned_data, time_zone=self.user.time_zone, by=self.user, now=self.now)


class RolePage(FormPage):
    """Another role for one person."""

    model = User
    requires = Capability.MANAGE_PEOPLE
    form_class = RoleForm
    title = gettext_lazy("Change the role")
    submit_label = gettext_lazy("Change the role")
    success_message = gettext_lazy("The role is changed; the person logs in again, and their API tokens are revoked.")

    def get_initial(self) -> dict[str, Any]:
        return {"role": self.record.role}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "person": self.record}

    def act(self, form: RoleForm) -> User:
        return change_role(self.record, role=form.cleaned_data["role"], by=self.user, now=self.now)


class DeparturePage(FormPage):
    """The end of one person's access."""

    model = User
    requires = Capability.MANAGE_PEOPLE
    form_class = DepartureForm
    title = gettext_lazy("End this person’s access")
    submit_label = gettext_lazy("End access")
    success_message = gettext_lazy("The person’s access has ended.")

    def act(self, form: DepartureForm) -> User:
        return deactivate_person(self.record, reason=form.cleaned_data["reason"], by=self.user, now=self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _(
            "Sessions, API tokens and the second factor end at once; what the person did stays. "
            "An invitation brings them back."
        )
        return super().get_context_data(lead=lead, **kwargs)


class SendInvitationPage(VerbPage):
    """A fresh link for who has not come in, or comes back."""

    model = User
    requires = Capability.MANAGE_PEOPLE
    question = gettext_lazy("Send a new invitation? Earlier links stop working.")
    button_label = gettext_lazy("Send the invitation")
    success_message = gettext_lazy("The invitation is on its way.")

    def act(self, record: User) -> Any:
        return send_invitation(record, by=self.user, now=self.now)
