"""The page behind an invitation's link: the one page of the house that works without an account."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.generic.edit import FormView

from accounts.access import PUBLIC
from accounts.domain.people import accept_invitation, invitation_behind
from accounts.doors import now
from accounts.models import Invitation
from accounts.person_forms import AcceptInvitationForm
from core.errors import Refused


@method_decorator(never_cache, name="dispatch")
class InvitationPage(FormView):
    """The invited person sets name and password and is logged in; a link that works no longer says why."""

    requires = PUBLIC
    template_name = "accounts/invitation.html"
    form_class = AcceptInvitationForm
    invitation: Invitation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            self.invitation = invitation_behind(kwargs["secret"], now=now())
        except Refused as refusal:
            return self._closed(refusal)
        with override(self.invitation.user.language):
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.invitation.user.name}

    def form_valid(self, form: AcceptInvitationForm) -> Any:
        try:
            user = accept_invitation(self.kwargs["secret"], now=now(), **form.cleaned_data)
        except Refused as refusal:
            if refusal.field not in form.fields:
                return self._closed(refusal)
            form.add_error(refusal.field, refusal.reason)
            return self.form_invalid(form)
        record_authentication(self.request, user, method="invitation")
        return perform_login(self.request, user, email_verification="none")

    def form_invalid(self, form: AcceptInvitationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.invitation.user, **kwargs)

    def _closed(self, refusal: Refused) -> HttpResponse:
        return render(self.request, "accounts/invitation_closed.html", {"reason": refusal.reason}, status=410)
