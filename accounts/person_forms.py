"""The forms about people and their keys."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import granted
from accounts.choices import INTERNAL_ROLES, VENDOR_ROLES, Capability, Role, Theme
from accounts.domain.tokens import LONGEST
from accounts.forms import ScopedForm
from accounts.models import User

TOKEN_LASTS = timedelta(days=90)


def internal_roles() -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in Role if role in INTERNAL_ROLES]


def language_choices() -> list[tuple[str, Any]]:
    return list(settings.LANGUAGES)


def time_zone_choices() -> list[tuple[str, str]]:
    """Zones named after a place, and UTC; the tz database's aliases only confuse."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return [(zone, zone.replace("_", " ")) for zone in ["UTC", *places]]


class InvitePersonForm(ScopedForm):
    """Somebody of our own side; a vendor's people are invited from the vendor's page."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label=_("E-mail"), help_text=_("The invitation goes to this address."))
    role = forms.ChoiceField(label=_("Role"), choices=internal_roles)
    language = forms.ChoiceField(label=_("Language of the invitation"), choices=language_choices)


class RoleForm(ScopedForm):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        side = VENDOR_ROLES if person.is_vendor_person else INTERNAL_ROLES
        self.fields["role"].choices = [(role.value, role.label) for role in Role if role in side]  # type: ignore[attr-defined]


class DepartureForm(ScopedForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, help_text=_("Kept in the history, beside your name.")
    )


class AcceptInvitationForm(forms.Form):
    """The only form without a user: the person is about to become one."""

    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 12 characters; a few words in a row are easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class PreferencesForm(ScopedForm):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zone_choices, help_text=_("Times are shown in this zone.")
    )
    theme = forms.ChoiceField(label=_("Appearance"), choices=Theme.choices)


class TokenForm(ScopedForm):
    """Scopes are the person's own rights: a token never has more."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("What uses it, such as “Nightly import”."))
    scopes = forms.MultipleChoiceField(label=pgettext_lazy("token", "May"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Works until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day, at most a year from now."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = granted(self.user)
        self.fields["scopes"].choices = [(one.value, one.label) for one in Capability if one in held]  # type: ignore[attr-defined]

    def clean_expires_on(self) -> date:
        last_day: date = self.cleaned_data["expires_on"]
        if not timezone.localdate() <= last_day <= timezone.localdate() + LONGEST - timedelta(days=1):
            raise ValidationError(_("A token expires in the future, within a year."))
        return last_day

    def expires_at(self) -> datetime:
        """The end of the last day, in the person's own time zone."""
        last_day = self.cleaned_data["expires_on"]
        return datetime.combine(last_day + timedelta(days=1), time.min, timezone.get_current_timezone()).astimezone(UTC)
