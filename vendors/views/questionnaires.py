"""Pages of questionnaires, seen from our side."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage
from audit.views import HistoryPage
from core.periods import local_day
from documents.views import FilePage
from vendors.choices import WITH_VENDOR, QuestionnaireState
from vendors.domain.questionnaires import ask_evaluators, change_due_date, revoke_questionnaire, send_questionnaire
from vendors.filters import QuestionnaireListFilter
from vendors.forms.questionnaires import DueDateForm, EvaluatorsForm, RevokeForm, SendForm
from vendors.models import DueDiligenceDecision, Evidence, Questionnaire, Vendor
from vendors.outline import outline_of
from vendors.readings import judgement_of, questionnaire_standing

SEND = Capability.SEND_QUESTIONNAIRES


class Questionnaires(ListPage):
    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "vendors/questionnaires.html"
    filterset_class = QuestionnaireListFilter

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "sent_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows: Any = self.rows()
        extra = {
            "waiting": rows.waiting_for_score_of(self.user).count(),
            "with_vendor": WITH_VENDOR,
            "today": local_day(self.now, self.user.time_zone),
        }
        return super().get_context_data(**extra, **kwargs)


class QuestionnairePage(RecordPage):
    """The answers with their evidence, who submitted when, how they were scored, and what was decided."""

    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "vendors/questionnaire.html"
    context_object_name = "questionnaire"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "sent_by", "version_sent__template")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        questionnaire = self.object
        standing = questionnaire_standing(questionnaire, local_day(self.now, self.user.time_zone))
        extra = {
            "standing": standing,
            "outline": outline_of(questionnaire),
            "submissions": questionnaire.submissions.select_related("by"),
            "replies": questionnaire.replies.select_related("by"),
            "evaluators": questionnaire.evaluators.select_related("user"),
            "decisions": self.rows(DueDiligenceDecision).filter(questionnaire=questionnaire).select_related("by"),
            "judgement": judgement_of(questionnaire, self.user),
            **self._buttons(questionnaire),
        }
        return super().get_context_data(**extra, **kwargs)

    def _buttons(self, questionnaire: Questionnaire) -> dict[str, bool]:
        submitted = questionnaire.state == QuestionnaireState.SUBMITTED
        is_open = submitted or questionnaire.state in WITH_VENDOR
        return {
            "may_score": submitted and self.may(Capability.SCORE_QUESTIONNAIRES),
            "may_decide": submitted and self.may(Capability.QUALIFY_VENDORS),
            "may_move": questionnaire.state in WITH_VENDOR and self.may(SEND),
            "may_revoke": is_open and self.may(SEND),
            "may_ask": is_open and self.may(SEND),
        }


class SendQuestionnaire(FormPage):
    """About a vendor: a questionnaire goes to it."""

    requires = SEND
    model = Vendor
    form_class = SendForm
    title = _("Send a questionnaire")
    submit_label = _("Send")
    success_message = _("The questionnaire is with the vendor’s people.")

    def act(self, form: Any) -> Questionnaire:
        given = dict(form.cleaned_data)
        return send_questionnaire(self.record, given.pop("version_sent"), by=self.user, now=self.now, **given)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = self.record.members.filter(user__is_active=True).count()
        lead = (
            _("To %(vendor)s, whose %(people)d people in the portal hear of it.")
            % {"vendor": self.record, "people": people}
            if people
            else _("Nobody of %s can log in yet. Invite a person too, or nobody will answer.") % self.record
        )
        return super().get_context_data(lead=lead, **kwargs)


class ChangeDueDate(FormPage):
    requires = SEND
    model = Questionnaire
    form_class = DueDateForm
    title = _("Give the vendor another date")
    success_message = _("The vendor’s people know the new date.")

    def get_initial(self) -> dict[str, Any]:
        return {"due_on": self.read_record().due_on}

    def act(self, form: Any) -> Questionnaire:
        return change_due_date(self.record, by=self.user, now=self.now, **form.cleaned_data)


class AskEvaluators(FormPage):
    requires = SEND
    model = Questionnaire
    form_class = EvaluatorsForm
    title = _("Ask for an assessment")
    submit_label = _("Ask them")
    success_message = _("They are asked.")

    def get_initial(self) -> dict[str, Any]:
        return {"evaluators": [seat.user_id for seat in self.read_record().evaluators.all()]}

    def act(self, form: Any) -> Questionnaire:
        ask_evaluators(self.record, list(form.cleaned_data["evaluators"]), by=self.user, now=self.now)
        return self.record


class RevokeQuestionnaire(FormPage):
    requires = SEND
    model = Questionnaire
    form_class = RevokeForm
    title = _("Revoke the questionnaire")
    submit_label = _("Revoke")
    success_message = _("The questionnaire is revoked.")

    def act(self, form: Any) -> Questionnaire:
        return revoke_questionnaire(self.record, by=self.user, now=self.now, **form.cleaned_data)


class EvidenceFile(FilePage):
    """A vendor's evidence, for us and for the vendor's own people."""

    model = Evidence
    requires = Capability.READ_QUESTIONNAIRES


class QuestionnaireHistory(HistoryPage):
    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
