"""Addresses of the pages."""

from allauth.account.views import password_change
from allauth.mfa.recovery_codes.views import generate_recovery_codes
from allauth.mfa.totp.views import activate_totp, deactivate_totp
from django.urls import URLPattern, path

from accounts.views import invitation, people, preferences, tokens
from accounts.views.credentials import told_as

# Pages of allauth, under its own addresses and names: these change what the trail tells of.
CREDENTIALS: list[URLPattern] = [
    path("password/change/", told_as("changed their password", password_change), name="account_change_password"),
    path("2fa/totp/activate/", told_as("set up a second factor", activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", told_as("removed their second factor", deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/generate/",
        told_as("made new recovery codes", generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]

urlpatterns: list[URLPattern] = [
    path("invitation/<str:secret>/", invitation.InvitationPage.as_view(), name="invitation"),
    path("people/", people.PeoplePage.as_view(), name="people"),
    path("people/new/", people.InvitePersonPage.as_view(), name="person-new"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/role/", people.RolePage.as_view(), name="person-role"),
    path("people/<int:pk>/departure/", people.DeparturePage.as_view(), name="person-departure"),
    path("people/<int:pk>/invitation/", people.SendInvitationPage.as_view(), name="person-invitation"),
    path("preferences/", preferences.PreferencesPage.as_view(), name="preferences"),
    path("preferences/theme/", preferences.ThemePage.as_view(), name="theme"),
    path("preferences/tokens/", tokens.TokensPage.as_view(), name="tokens"),
    path("preferences/tokens/new/", tokens.NewTokenPage.as_view(), name="token-new"),
    path("preferences/tokens/<int:pk>/revocation/", tokens.RevokeTokenPage.as_view(), name="token-revocation"),
]
