"""Pages of templates and their drafts."""

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, Page, RecordPage, VerbPage
from audit.views import HistoryPage
from vendors.choices import VersionState
from vendors.domain import templates
from vendors.domain.oscal import read_catalog
from vendors.domain.standing_criteria import NAME, STANDING_CRITERIA
from vendors.forms.templates import CatalogForm, NewCatalogForm, TemplateForm
from vendors.models import QuestionnaireTemplate, TemplateVersion

PREPARE = Capability.SEND_QUESTIONNAIRES


def _newest_first(versions: Any) -> Any:
    """`versions` with how many sections and questions each has."""
    counts = {"questions": Count("sections__questions"), "parts": Count("sections", distinct=True)}
    return versions.annotate(**counts).order_by("-number")


class Templates(ListPage):
    model = QuestionnaireTemplate
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "vendors/templates.html"

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related(Prefetch("versions", _newest_first(self.rows(TemplateVersion))))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        has_criteria = self.rows().filter(name=NAME).exists()
        return super().get_context_data(may_prepare=self.may(PREPARE), has_criteria=has_criteria, **kwargs)


class TemplatePage(RecordPage):
    model = QuestionnaireTemplate
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "vendors/template.html"
    context_object_name = "template"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = _newest_first(self.rows(TemplateVersion).filter(template=self.object))
        extra = {"versions": versions, "may_prepare": self.may(PREPARE)}
        extra["has_draft"] = any(version.state == VersionState.DRAFT for version in versions)
        return super().get_context_data(**extra, **kwargs)


class NewTemplate(FormPage):
    requires = PREPARE
    model = QuestionnaireTemplate
    form_class = TemplateForm
    title = _("New template")
    submit_label = _("Begin a draft")

    def act(self, form: Any) -> TemplateVersion:
        return templates.create_template(by=self.user, now=self.now, **form.cleaned_data)


class ChangeTemplate(FormPage):
    requires = PREPARE
    model = QuestionnaireTemplate
    form_class = TemplateForm
    title = _("Change the template")
    success_message = _("The template is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": self.read_record()}

    def act(self, form: Any) -> QuestionnaireTemplate:
        return templates.change_template(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ImportCatalog(FormPage):
    """A catalog becomes a template of its own."""

    requires = PREPARE
    model = QuestionnaireTemplate
    form_class = NewCatalogForm
    title = _("Import a catalog")
    submit_label = _("Import")
    success_message = _("The catalog is imported as a draft. Look through it, then publish it.")

    def act(self, form: Any) -> TemplateVersion:
        part = read_catalog(form.cleaned_data["catalog"], weight=form.cleaned_data["weight"])
        return templates.create_template_from(part, name=form.cleaned_data["name"], by=self.user, now=self.now)


class AddCatalog(FormPage):
    """A catalog's sections join a draft."""

    requires = PREPARE
    model = TemplateVersion
    form_class = CatalogForm
    title = _("Add a catalog’s sections")
    submit_label = _("Import")
    success_message = _("The catalog’s sections stand at the end of the draft.")

    def act(self, form: Any) -> TemplateVersion:
        part = read_catalog(form.cleaned_data["catalog"], weight=form.cleaned_data["weight"])
        return templates.append_sections(self.record, part.sections, by=self.user, now=self.now)


class MakeStandingCriteria(Page):
    """One button makes a draft of the seven standing criteria."""

    requires = PREPARE
    model = QuestionnaireTemplate

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = {
            "question": _("Make a template of the seven standing criteria?"),
            "button_label": _("Make the draft"),
            "cancel_url": reverse("questionnaire-templates"),
            "consequences": [section.title for section in STANDING_CRITERIA.sections],
        }
        return render(request, "components/confirm.html", context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        existing = self.rows().filter(name=NAME).first()
        if existing is not None:
            return HttpResponseRedirect(existing.get_absolute_url())
        version = templates.create_template_from(STANDING_CRITERIA, by=self.user, now=self.now)
        return HttpResponseRedirect(version.get_absolute_url())


class StartDraft(VerbPage):
    requires = PREPARE
    model = QuestionnaireTemplate
    question = _("Begin a new version? It starts as a copy of the latest.")
    button_label = _("Begin a new version")

    def act(self, record: QuestionnaireTemplate) -> TemplateVersion:
        return templates.start_draft(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        return (result or record).get_absolute_url()


class VersionPage(RecordPage):
    """A version to read; a draft to write."""

    model = TemplateVersion
    requires = Capability.READ_QUESTIONNAIRES
    template_name = "vendors/version.html"
    context_object_name = "version"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("template").prefetch_related("sections__questions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_draft = self.object.state == VersionState.DRAFT
        sections = list(self.object.sections.all())
        extra = {
            "sections": sections,
            "question_count": sum(len(section.questions.all()) for section in sections),
            "is_draft": is_draft,
            "may_write": is_draft and self.may(PREPARE),
        }
        return super().get_context_data(**extra, **kwargs)


class PublishVersion(VerbPage):
    requires = PREPARE
    model = TemplateVersion
    question = _("Publish this version? From then on it never changes, and it can be sent.")
    button_label = _("Publish")
    success_message = _("The version is published and can be sent.")

    def act(self, record: TemplateVersion) -> TemplateVersion:
        return templates.publish_version(record, by=self.user, now=self.now)


class DiscardDraft(VerbPage):
    requires = PREPARE
    model = TemplateVersion
    destructive = True
    question = _("Throw this draft away, with all its sections and questions?")
    button_label = _("Throw the draft away")
    success_message = _("The draft is gone.")

    def act(self, record: TemplateVersion) -> None:
        templates.discard_draft(record, by=self.user, now=self.now)

    def target(self, record: Any, result: Any) -> str:
        return reverse("questionnaire-templates")


class TemplateHistory(HistoryPage):
    model = QuestionnaireTemplate
    requires = Capability.READ_QUESTIONNAIRES


class VersionHistory(HistoryPage):
    model = TemplateVersion
    requires = Capability.READ_QUESTIONNAIRES
