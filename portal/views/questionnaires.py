"""Questionnaires in the portal: read, answered section by section, submitted."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.doors import found
from accounts.models import User
from accounts.pages import ListPage, RecordPage, VerbPage
from core.errors import Refused
from documents.kinds import ENDINGS
from portal.due import Due
from portal.pages import PortalPage
from vendors.choices import WITH_VENDOR, QuestionnaireState
from vendors.domain.answers import add_evidence, remove_evidence, save_answer, submit_questionnaire
from vendors.forms.answers import AnswerForm
from vendors.models import Evidence, Questionnaire, Submission
from vendors.outline import AskedQuestion, AskedSection, outline_of

ANSWER = Capability.ANSWER_QUESTIONNAIRES


def questionnaires_due(user: User, today: date) -> Iterator[Due]:
    """Questionnaires that wait for the vendor's answers."""
    for questionnaire in Questionnaire._default_manager.visible_to(user).with_vendor():
        clarify = questionnaire.state == QuestionnaireState.CLARIFICATION
        yield Due(
            title=questionnaire.title,
            what=_now("Clarify your answers") if clarify else _now("Answer the questionnaire"),
            url=questionnaire.get_portal_url(),
            action=_now("Begin") if questionnaire.state == QuestionnaireState.SENT else _now("Go on"),
            due_on=questionnaire.due_on,
            icon="clipboard-text",
        )


class Questionnaires(PortalPage, ListPage):
    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "portal/questionnaires.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(with_vendor=WITH_VENDOR, today=self.today, **kwargs)


class QuestionnairePage(PortalPage, RecordPage):
    """Where it stands, its sections with what is answered, what is missing, and the way to submit."""

    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "portal/questionnaire.html"
    context_object_name = "questionnaire"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor", "sent_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        outline = outline_of(self.object)
        is_open = self.object.state in WITH_VENDOR
        extra = {
            "outline": outline,
            "is_open": is_open,
            "is_overdue": is_open and self.object.due_on < self.today,
            "may_answer": is_open and self.may(ANSWER),
            "submissions": self.object.submissions.select_related("by"),
            "replies": self.object.replies.select_related("by"),
        }
        return super().get_context_data(**extra, **kwargs)


class SectionPage(PortalPage, RecordPage):
    """One section: its answers are saved as they are typed, and by a button; every button saves them all."""

    model = Questionnaire
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "portal/section.html"
    context_object_name = "questionnaire"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        self._hold_to(ANSWER)
        asked = self._section()
        forms = [AnswerForm(request.POST, asked=question) for question in asked.questions]
        kept = [self._save(form) for form in forms]
        action = request.POST.get("action", "")
        kept += [self._upload(form, action) for form in forms]
        if not all(kept):
            return self.render_to_response(self.get_context_data(forms=forms), status=422)
        return HttpResponseRedirect(self._onward(asked, action))

    def _hold_to(self, capability: Capability) -> None:
        """Reading this page needs less than writing on it."""
        if not self.may(capability):
            raise Http404

    def _section(self) -> AskedSection:
        self.outline = outline_of(self.object)
        for section in self.outline.sections:
            if section.section.position == self.kwargs["position"]:
                return section
        raise Http404(_now("There is no such section."))

    def _save(self, form: AnswerForm) -> bool:
        """Keep one answer; what is refused stays in the form, with the reason."""
        return save_typed(self.object, form, by=self.user, now=self.now)

    def _upload(self, form: AnswerForm, action: str) -> bool:
        """Keep the file chosen beside the answer, whichever button was pressed; its own button needs one."""
        number = form.asked.question.pk
        file = self.request.FILES.get(f"file-{number}")
        if file is None and action != f"upload-{number}":
            return True
        return upload(self.object, form, file, by=self.user, now=self.now)

    def _onward(self, asked: AskedSection, action: str) -> str:
        position = asked.section.position
        here = reverse("portal-section", args=[self.object.pk, position])
        if action.startswith("upload-"):
            return f"{here}#question-{action.removeprefix('upload-')}"
        following = [one.section.position for one in self.outline.sections if one.section.position > position]
        if action != "next":
            return here
        if not following:
            return self.object.get_portal_url()
        return reverse("portal-section", args=[self.object.pk, following[0]])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self._section()
        forms = kwargs.pop("forms", None) or [AnswerForm(asked=question) for question in asked.questions]
        for form, question in zip(forms, asked.questions, strict=True):
            form.asked, form.shows_what_stands = question, True
        extra = {
            "asked": asked,
            "forms": forms,
            "outline": self.outline,
            "endings": ",".join(ENDINGS),
            "may_answer": self.object.state in WITH_VENDOR and self.may(ANSWER),
            "is_last": asked is self.outline.sections[-1],
        }
        return super().get_context_data(**extra, **kwargs)


class QuestionPart(PortalPage):
    """What htmx swaps: one question, saved as it is typed or given a file; with the progress beside it."""

    model = Questionnaire
    requires = ANSWER

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.questionnaire = found(self.rows(), pk=kwargs["pk"])
        form = AnswerForm(request.POST, asked=self._asked())
        kept = save_typed(self.questionnaire, form, by=self.user, now=self.now)
        file = request.FILES.get(f"file-{kwargs['question']}")
        if file is not None:
            kept = upload(self.questionnaire, form, file, by=self.user, now=self.now) and kept
        form.asked = self._asked()
        if kept:
            form = AnswerForm(asked=form.asked)
        context = {
            "questionnaire": self.questionnaire,
            "form": form,
            "saved_at": self.now if kept else None,
            "may_answer": True,
            "asked": self.section,
            "outline": self.outline,
            "endings": ",".join(ENDINGS),
            "is_part": True,
        }
        part = "question" if file is not None else "state"
        return render(request, f"portal/section.html#{part}", context, status=200 if kept else 422)

    def _asked(self) -> AskedQuestion:
        self.outline = outline_of(self.questionnaire)
        for section in self.outline.sections:
            for asked in section.questions:
                if asked.question.pk == self.kwargs["question"]:
                    self.section = section
                    return asked
        raise Http404(_now("There is no such question."))


class RemoveEvidence(PortalPage, VerbPage):
    requires = ANSWER
    model = Evidence
    destructive = True
    question = _("Remove this file from your answers?")
    button_label = _("Remove the file")
    success_message = _("The file is removed.")

    def act(self, record: Evidence) -> Questionnaire:
        return remove_evidence(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        section = record.question.section
        here = reverse("portal-section", args=[record.questionnaire_id, section.position])
        return f"{here}#question-{record.question_id}"


class Submit(PortalPage, VerbPage):
    requires = ANSWER
    model = Questionnaire
    question = _("Submit your answers? You cannot change them afterwards, unless a clarification is asked for.")
    button_label = _("Submit")
    success_message = _("Your answers are submitted. You will hear from us here and by mail.")

    def act(self, record: Questionnaire) -> Submission:
        return submit_questionnaire(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        return record.get_portal_url()


def save_typed(questionnaire: Questionnaire, form: AnswerForm, *, by: User, now: Any) -> bool:
    """Keep what one question's form holds; False, with the reason in the form, where it is no answer to it."""
    if not form.is_valid():
        return False
    given = form.given
    if form.asked.answer is None and given.is_blank and not given.comment:
        return True  # nothing was said, nothing is kept
    try:
        with transaction.atomic():
            save_answer(questionnaire, form.asked.question, given, by=by, now=now)
    except Refused as refusal:
        form.refuse(refusal.reason, refusal.field)
        return False
    return True


def upload(questionnaire: Questionnaire, form: AnswerForm, file: UploadedFile | None, *, by: User, now: Any) -> bool:
    """Keep a file beside an answer; False, with the reason in the form, where it is refused."""
    try:
        if file is None:
            raise Refused(_now("Choose a file first."), "file")
        with transaction.atomic():
            add_evidence(questionnaire, form.asked.question, file, by=by, now=now)
    except Refused as refusal:
        form.is_valid()
        form.file_error = refusal.reason
        return False
    return True
