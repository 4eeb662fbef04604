"""Addresses of the portal, below /portal/."""

from django.urls import path

from portal.views import home, people, questionnaires

QUESTIONNAIRE = "questionnaires/<int:pk>/"

urlpatterns = [
    path("", home.Home.as_view(), name="portal-home"),
    path("people/", people.People.as_view(), name="portal-people"),
    path("people/invitation/", people.InviteColleague.as_view(), name="portal-invite"),
    path("people/<int:pk>/invitation/", people.InviteColleagueAgain.as_view(), name="portal-invite-again"),
    path("people/<int:pk>/end/", people.EndColleaguesAccess.as_view(), name="portal-person-end"),
    path("questionnaires/", questionnaires.Questionnaires.as_view(), name="portal-questionnaires"),
    path(QUESTIONNAIRE, questionnaires.QuestionnairePage.as_view(), name="portal-questionnaire"),
    path(f"{QUESTIONNAIRE}submission/", questionnaires.Submit.as_view(), name="portal-submit"),
    path(f"{QUESTIONNAIRE}sections/<int:position>/", questionnaires.SectionPage.as_view(), name="portal-section"),
    path(f"{QUESTIONNAIRE}answers/<int:question>/", questionnaires.QuestionPart.as_view(), name="portal-answer"),
    path("evidence/<int:pk>/removal/", questionnaires.RemoveEvidence.as_view(), name="portal-evidence-remove"),
]
