"""Pages on which a draft's sections and questions are written."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.doors import found_for_change
from accounts.pages import FormPage, Page, VerbPage
from vendors.domain import templates
from vendors.forms.templates import QuestionForm, SectionForm
from vendors.models import Question, Section, TemplateVersion

PREPARE = Capability.SEND_QUESTIONNAIRES


class AddSection(FormPage):
    requires = PREPARE
    model = TemplateVersion
    form_class = SectionForm
    title = _("New section")
    submit_label = _("Add the section")

    def act(self, form: Any) -> Section:
        return templates.add_section(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeSection(FormPage):
    requires = PREPARE
    model = Section
    form_class = SectionForm
    title = _("Change the section")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.read_record()}

    def act(self, form: Any) -> Section:
        return templates.change_section(self.record, by=self.user, now=self.now, **form.cleaned_data)


class RemoveSection(VerbPage):
    requires = PREPARE
    model = Section
    destructive = True
    question = _("Remove this section with all its questions from the draft?")
    button_label = _("Remove the section")

    def act(self, record: Section) -> None:
        templates.remove_section(record, by=self.user, now=self.now)


class AddQuestion(FormPage):
    requires = PREPARE
    model = Section
    form_class = QuestionForm
    title = _("New question")
    submit_label = _("Add the question")

    def act(self, form: Any) -> Question:
        return templates.add_question(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ChangeQuestion(FormPage):
    requires = PREPARE
    model = Question
    form_class = QuestionForm
    title = _("Change the question")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.read_record()}

    def act(self, form: Any) -> Question:
        return templates.change_question(self.record, by=self.user, now=self.now, **form.cleaned_data)


class RemoveQuestion(VerbPage):
    requires = PREPARE
    model = Question
    destructive = True
    question = _("Remove this question from the draft?")
    button_label = _("Remove the question")

    def act(self, record: Question) -> None:
        templates.remove_question(record, by=self.user, now=self.now)


class Move(Page):
    """A POST that moves a section or question one place; says which `model`, and which way is `up`."""

    requires = PREPARE
    up = False

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            record = found_for_change(self.rows(), self.user, pk=kwargs["pk"])
            move = templates.move_section if isinstance(record, Section) else templates.move_question
            move(record, up=self.up, by=self.user, now=self.now)
        anchor = "section" if isinstance(record, Section) else "question"
        return HttpResponseRedirect(f"{record.get_absolute_url()}#{anchor}-{record.pk}")
