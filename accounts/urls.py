"""Addresses of the pages."""

from django.urls import URLPattern, path

from accounts.views import invitation, people, preferences, tokens

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
