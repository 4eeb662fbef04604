"""Pages on which returned answers are scored and decided on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, RecordPage, VerbPage
from vendors.choices import AssessmentState, QuestionnaireState
from vendors.domain.assessments import lock_assessment, open_assessment, save_scores, total_of
from vendors.domain.decisions import decide
from vendors.forms.questionnaires import DecisionForm, ScoreForm
from vendors.models import Assessment, DueDiligenceDecision, Questionnaire
from vendors.outline import outline_of
from vendors.readings import judgement_of

SCORE = Capability.SCORE_QUESTIONNAIRES


class StartAssessment(VerbPage):
    """The evaluator's own assessment, begun where there is none yet."""

    requires = SCORE
    model = Questionnaire
    question = _("Score these answers? Your scores stay your own until you lock them.")
    button_label = _("Score the answers")

    def act(self, record: Questionnaire) -> Assessment:
        return open_assessment(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        return reverse("scores", args=[result.pk]) if result else record.get_absolute_url()


class AssessmentPage(RecordPage):
    """One evaluator's scores and reasons, to be read once they are locked."""

    requires = Capability.READ_QUESTIONNAIRES
    model = Assessment
    template_name = "vendors/assessment.html"
    context_object_name = "assessment"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("evaluator", "submission__questionnaire__vendor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        assessment: Assessment = self.object
        shown = judgement_of(assessment.submission.questionnaire, self.user).of(assessment)
        waits = assessment.submission.questionnaire.state == QuestionnaireState.SUBMITTED
        own = assessment.evaluator_id == self.user.pk
        extra = {
            "shown": shown,
            "scores": shown.assessment.scores.all() if shown.scores_shown else [],
            "may_score": own and waits and assessment.state == AssessmentState.OPEN and self.may(SCORE),
        }
        return super().get_context_data(**extra, **kwargs)


class Scores(FormPage):
    """The evaluator's own scores and reasons beside the answers: saved as a draft, or saved and then locked."""

    requires = SCORE
    model = Assessment
    form_class = ScoreForm
    template_name = "vendors/scores.html"
    success_message = _("Your scores are saved. Nobody else sees them before you lock.")

    def rows(self, model: Any = None) -> Any:
        rows = super().rows(model)
        return rows.filter(evaluator=self.user) if model is None else rows

    def get_form_kwargs(self) -> dict[str, Any]:
        sections = list(self.record.submission.questionnaire.version_sent.sections.all())
        return {**super().get_form_kwargs(), "sections": sections}

    def get_initial(self) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for score in self.record.scores.all():
            kept[f"score-{score.section_id}"] = score.score
            kept[f"reason-{score.section_id}"] = score.reason
        return kept

    def act(self, form: Any) -> Assessment:
        return save_scores(self.record, form.scores, by=self.user, now=self.now)

    def target(self, result: Any) -> str:
        return reverse("assessment-lock" if "lock" in self.request.POST else "scores", args=[result.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questionnaire = self.record.submission.questionnaire
        sections = {section.section.pk: section for section in outline_of(questionnaire).sections}
        form = kwargs.get("form") or self.get_form()
        rows = [(sections[section.pk], score, reason) for section, score, reason in form.pairs()]
        extra = {"form": form, "rows": rows, "questionnaire": questionnaire, "total": total_of(self.record)}
        is_open = self.record.state == AssessmentState.OPEN and questionnaire.state == QuestionnaireState.SUBMITTED
        return super().get_context_data(**{**kwargs, **extra, "is_open": is_open})


class LockAssessment(VerbPage):
    requires = SCORE
    model = Assessment
    question = _("Lock your scores? From then on they never change, and others can read them.")
    button_label = _("Lock the scores")
    success_message = _("Your scores are locked.")

    def act(self, record: Assessment) -> Assessment:
        return lock_assessment(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        if result is None and record.evaluator_id == self.user.pk:
            return reverse("scores", args=[record.pk])
        return record.submission.questionnaire.get_absolute_url()


class Decide(FormPage):
    """About a questionnaire: what is decided, with what the evaluators found beside it."""

    requires = Capability.QUALIFY_VENDORS
    model = Questionnaire
    form_class = DecisionForm
    template_name = "vendors/decision.html"
    title = _("Decide on due diligence")
    submit_label = _("Decide")
    success_message = _("It is decided, and the vendor has its reply.")

    def act(self, form: Any) -> DueDiligenceDecision:
        return decide(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return self.record.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judgement = judgement_of(self.record, self.user)
        return super().get_context_data(judgement=judgement, **kwargs)
