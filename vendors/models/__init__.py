"""Who is chosen: the register, and due diligence by questionnaire."""

from vendors.models.judgement import Assessment, DueDiligenceDecision, SectionScore
from vendors.models.questionnaires import Answer, Evaluator, Evidence, Questionnaire, Reply, Submission
from vendors.models.register import Vendor, VendorAssessment, VendorMember
from vendors.models.templates import Question, QuestionnaireTemplate, Section, TemplateVersion

__all__ = [
    "Answer",
    "Assessment",
    "DueDiligenceDecision",
    "Evaluator",
    "Evidence",
    "Question",
    "Questionnaire",
    "QuestionnaireTemplate",
    "Reply",
    "Section",
    "SectionScore",
    "Submission",
    "TemplateVersion",
    "Vendor",
    "VendorAssessment",
    "VendorMember",
]
