"""Addresses of the API, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from vendors.api.assessments import AssessmentViewSet
from vendors.api.questionnaires import EvidenceViewSet, QuestionnaireEvidenceViewSet, QuestionnaireViewSet
from vendors.api.register import VendorAssessmentViewSet, VendorMemberViewSet, VendorPeopleViewSet, VendorViewSet
from vendors.api.templates import QuestionViewSet, SectionViewSet, TemplateVersionViewSet, TemplateViewSet

router = SimpleRouter()
router.register("vendors", VendorViewSet, basename="api-vendors")
router.register("vendor-members", VendorMemberViewSet, basename="api-vendor-members")
router.register("questionnaire-templates", TemplateViewSet, basename="api-questionnaire-templates")
router.register("template-versions", TemplateVersionViewSet, basename="api-template-versions")
router.register("template-sections", SectionViewSet, basename="api-template-sections")
router.register("template-questions", QuestionViewSet, basename="api-template-questions")
router.register("questionnaires", QuestionnaireViewSet, basename="api-questionnaires")
router.register("assessments", AssessmentViewSet, basename="api-assessments")
router.register("evidence", EvidenceViewSet, basename="api-evidence")

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "vendors/<int:vendor_pk>/assessment/",
        VendorAssessmentViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="api-vendor-assessment",
    ),
    path(
        "vendors/<int:vendor_pk>/members/",
        VendorPeopleViewSet.as_view({"get": "list", "post": "create"}),
        name="api-vendor-people",
    ),
    path(
        "questionnaires/<int:questionnaire_pk>/evidence/",
        QuestionnaireEvidenceViewSet.as_view({"get": "list", "post": "create"}),
        name="api-questionnaire-evidence",
    ),
    *router.urls,
]
