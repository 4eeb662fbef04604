"""Addresses of the pages."""

from django.urls import path

from vendors.models import Question, Section
from vendors.views import drafting, judgement, people, questionnaires, register, templates

TEMPLATES = "questionnaire-templates/"
TEMPLATE = f"{TEMPLATES}<int:pk>/"
VERSION = "template-versions/<int:pk>/"
SECTION = "template-sections/<int:pk>/"
QUESTION = "template-questions/<int:pk>/"
QUESTIONNAIRE = "questionnaires/<int:pk>/"

urlpatterns = [
    path("vendors/", register.Vendors.as_view(), name="vendors"),
    path("vendors/new/", register.RegisterVendor.as_view(), name="vendor-create"),
    path("vendors/<int:pk>/", register.VendorPage.as_view(), name="vendor"),
    path("vendors/<int:pk>/history/", register.VendorHistory.as_view(), name="vendor-history"),
    path("vendors/<int:pk>/edit/", register.ChangeVendor.as_view(), name="vendor-edit"),
    path("vendors/<int:pk>/invitation/", people.InvitePerson.as_view(), name="vendor-invite"),
    path("vendors/<int:pk>/questionnaire/", questionnaires.SendQuestionnaire.as_view(), name="questionnaire-send"),
    path(
        "vendor-assessments/<int:pk>/history/", register.AssessmentHistory.as_view(), name="vendor-assessment-history"
    ),
    path("vendor-assessments/<int:pk>/edit/", register.ChangeAssessment.as_view(), name="vendor-assessment-edit"),
    path("vendor-members/<int:pk>/invitation/", people.InviteAgain.as_view(), name="vendor-member-invite"),
    path("vendor-members/<int:pk>/role/", people.SwitchRole.as_view(), name="vendor-member-role"),
    path("vendor-members/<int:pk>/end/", people.EndAccess.as_view(), name="vendor-member-end"),
    path(TEMPLATES, templates.Templates.as_view(), name="questionnaire-templates"),
    path(f"{TEMPLATES}new/", templates.NewTemplate.as_view(), name="questionnaire-template-create"),
    path(f"{TEMPLATES}catalog/", templates.ImportCatalog.as_view(), name="questionnaire-template-import"),
    path(f"{TEMPLATES}standing-criteria/", templates.MakeStandingCriteria.as_view(), name="standing-criteria"),
    path(TEMPLATE, templates.TemplatePage.as_view(), name="questionnaire-template"),
    path(f"{TEMPLATE}history/", templates.TemplateHistory.as_view(), name="questionnaire-template-history"),
    path(f"{TEMPLATE}edit/", templates.ChangeTemplate.as_view(), name="questionnaire-template-edit"),
    path(f"{TEMPLATE}versions/", templates.StartDraft.as_view(), name="template-draft"),
    path(VERSION, templates.VersionPage.as_view(), name="template-version"),
    path(f"{VERSION}history/", templates.VersionHistory.as_view(), name="template-version-history"),
    path(f"{VERSION}catalog/", templates.AddCatalog.as_view(), name="template-version-catalog"),
    path(f"{VERSION}publication/", templates.PublishVersion.as_view(), name="template-version-publish"),
    path(f"{VERSION}removal/", templates.DiscardDraft.as_view(), name="template-version-discard"),
    path(f"{VERSION}sections/", drafting.AddSection.as_view(), name="template-section-create"),
    path(f"{SECTION}edit/", drafting.ChangeSection.as_view(), name="template-section-edit"),
    path(f"{SECTION}removal/", drafting.RemoveSection.as_view(), name="template-section-remove"),
    path(f"{SECTION}up/", drafting.Move.as_view(model=Section, up=True), name="template-section-up"),
    path(f"{SECTION}down/", drafting.Move.as_view(model=Section), name="template-section-down"),
    path(f"{SECTION}questions/", drafting.AddQuestion.as_view(), name="template-question-create"),
    path(f"{QUESTION}edit/", drafting.ChangeQuestion.as_view(), name="template-question-edit"),
    path(f"{QUESTION}removal/", drafting.RemoveQuestion.as_view(), name="template-question-remove"),
    path(f"{QUESTION}up/", drafting.Move.as_view(model=Question, up=True), name="template-question-up"),
    path(f"{QUESTION}down/", drafting.Move.as_view(model=Question), name="template-question-down"),
    path("questionnaires/", questionnaires.Questionnaires.as_view(), name="questionnaires"),
    path(QUESTIONNAIRE, questionnaires.QuestionnairePage.as_view(), name="questionnaire"),
    path(f"{QUESTIONNAIRE}history/", questionnaires.QuestionnaireHistory.as_view(), name="questionnaire-history"),
    path(f"{QUESTIONNAIRE}due-date/", questionnaires.ChangeDueDate.as_view(), name="questionnaire-due-date"),
    path(f"{QUESTIONNAIRE}evaluators/", questionnaires.AskEvaluators.as_view(), name="questionnaire-evaluators"),
    path(f"{QUESTIONNAIRE}revocation/", questionnaires.RevokeQuestionnaire.as_view(), name="questionnaire-revoke"),
    path(f"{QUESTIONNAIRE}assessment/", judgement.StartAssessment.as_view(), name="assessment-start"),
    path(f"{QUESTIONNAIRE}decision/", judgement.Decide.as_view(), name="decision"),
    path("assessments/<int:pk>/", judgement.AssessmentPage.as_view(), name="assessment"),
    path("assessments/<int:pk>/scores/", judgement.Scores.as_view(), name="scores"),
    path("assessments/<int:pk>/lock/", judgement.LockAssessment.as_view(), name="assessment-lock"),
    path("evidence/<int:pk>/", questionnaires.EvidenceFile.as_view(), name="evidence-file"),
]
