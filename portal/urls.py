"""Addresses of the portal, below /portal/."""

from django.urls import path

from portal.views import home, kpis, people, projects, questionnaires, reviews

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
    path("projects/", projects.Projects.as_view(), name="portal-projects"),
    path("projects/<int:pk>/", projects.ProjectPage.as_view(), name="portal-project"),
    path("scope-versions/<int:pk>/", projects.ScopeVersionPage.as_view(), name="portal-scope-version"),
    path("scope-versions/<int:pk>/signature/", projects.SignScopeVersion.as_view(), name="portal-scope-version-sign"),
    path("milestones/<int:pk>/submission/", projects.SubmitMilestone.as_view(), name="portal-milestone-submit"),
    path("reviews/", reviews.PortalReviews.as_view(), name="portal-reviews"),
    path("reviews/<int:pk>/", reviews.PortalReview.as_view(), name="portal-review"),
    path("reviews/<int:pk>/comments/", reviews.PortalReviewComment.as_view(), name="portal-review-comment"),
    path(
        "review-actions/<int:pk>/completion/",
        reviews.PortalReviewActionDone.as_view(),
        name="portal-review-action-done",
    ),
    path("kpis/", kpis.Kpis.as_view(), name="portal-kpis"),
    path("kpis/<int:pk>/", kpis.KpiPage.as_view(), name="portal-kpi"),
    path("projects/<int:pk>/kpis/", kpis.ProjectKpis.as_view(), name="portal-project-kpis"),
    path("breaches/", kpis.Breaches.as_view(), name="portal-breaches"),
    path("breaches/<int:pk>/", kpis.BreachPage.as_view(), name="portal-breach"),
]
