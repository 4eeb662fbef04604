"""One's own API tokens. They are managed here, by a person at a browser: no token manages tokens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.choices import Capability
from accounts.domain.tokens import make_token, revoke_token
from accounts.models import ApiToken
from accounts.pages import Audience, FormPage, ListPage, VerbPage
from accounts.person_forms import TOKEN_LASTS, TokenForm
from core.errors import Refused


class TokensPage(ListPage):
    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    model = ApiToken
    template_name = "accounts/tokens.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("use")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(now=self.now, **kwargs)


@method_decorator(never_cache, name="dispatch")
class NewTokenPage(FormPage):
    """The answer to the POST shows the secret, once; there is no address to read it from again."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    form_class = TokenForm
    title = gettext_lazy("New API token")
    submit_label = gettext_lazy("Make the token")

    def get_initial(self) -> dict[str, Any]:
        return {"expires_on": (self.now + TOKEN_LASTS).date()}

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            token, secret = make_token(
                self.user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                expires_at=form.expires_at(),
                by=self.user,
                now=self.now,
            )
        except Refused as refusal:
            return self.refused(form, refusal)
        return render(request, "accounts/token_made.html", {"token": token, "secret": secret})

    def refused(self, form: Any, refusal: Refused) -> HttpResponse:
        field = "expires_on" if refusal.field == "expires_at" else refusal.field
        return super().refused(form, Refused(refusal.reason, field))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=reverse("tokens"), **kwargs)


class RevokeTokenPage(VerbPage):
    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    model = ApiToken
    question = gettext_lazy("Revoke this token? What uses it is refused at once.")
    button_label = gettext_lazy("Revoke the token")
    success_message = gettext_lazy("The token is revoked.")
    destructive = True

    def act(self, record: ApiToken) -> Any:
        return revoke_token(record, by=self.user, now=self.now)
