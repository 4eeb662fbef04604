"""One's own account: preferences and appearance. Everybody's, in the portal too."""

from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from accounts.choices import Capability, Theme
from accounts.domain.people import change_preferences
from accounts.models import User
from accounts.pages import Audience, FormPage, Page
from accounts.person_forms import PreferencesForm


class PreferencesPage(FormPage):
    """Name, language, time zone and appearance of the person who asks."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    form_class = PreferencesForm
    template_name = "accounts/preferences.html"
    title = gettext_lazy("Your account")
    success_message = gettext_lazy("Saved.")

    def get_initial(self) -> dict[str, Any]:
        return {field: getattr(self.user, field) for field in PreferencesForm.base_fields}

    def act(self, form: PreferencesForm) -> User:
        return change_preferences(self.user, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: User) -> str:
        return reverse("preferences")


class ThemePage(Page):
    """The menu's switch between light, dark and the device's own."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponseRedirect:
        theme = request.POST.get("theme", "")
        if theme in Theme.values:
            change_preferences(self.user, by=self.user, now=self.now, theme=theme)
        back = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
        return HttpResponseRedirect(back if safe else reverse("preferences"))
