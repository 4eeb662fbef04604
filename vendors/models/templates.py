"""What is asked: templates, their versions, sections and questions."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel
from core.history import tracked
from vendors.choices import VERSION_TONES, QuestionKind, VersionState
from vendors.validators import validate_options

# A published version is the snapshot that questionnaires point to: not even raw SQL changes its wording.
_REFUSE = """
    IF EXISTS (SELECT 1 FROM vendors_templateversion WHERE state <> 'draft' AND id IN ({versions})) THEN
        RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""
_ANY_CHANGE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def _only_in_a_draft(versions: str) -> pgtrigger.Trigger:
    """Refuses every change of a row whose template version, found by the SQL `versions`, is no draft any more."""
    func = _REFUSE.format(versions=versions)
    return pgtrigger.Trigger(name="only_in_a_draft", when=pgtrigger.Before, operation=_ANY_CHANGE, func=func)


@tracked()
class QuestionnaireTemplate(ScopedModel):
    """A questionnaire to send again and again; its text stands in versions."""

    vendor_path = INTERNAL

    name = models.CharField(_("name"), max_length=200, unique=True)
    purpose = models.TextField(_("purpose"), blank=True)
    source = models.CharField(_("source and licence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("questionnaire template")
        verbose_name_plural = _("questionnaire templates")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("questionnaire-template", args=[self.pk])


@tracked()
class TemplateVersion(ScopedModel):
    """One wording of a template. A published version never changes: it is the snapshot that questionnaires point to."""

    vendor_path = INTERNAL
    tones = {"state": VERSION_TONES}

    template = models.ForeignKey(
        QuestionnaireTemplate, models.PROTECT, related_name="versions", verbose_name=_("template")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        ordering = ["template", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="vendors_templateversion_number_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(state=VersionState.DRAFT), name="vendors_templateversion_one_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="vendors_templateversion_state"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_a_draft_again",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=[VersionState.PUBLISHED, VersionState.RETIRED]),
                func="""
                    IF TG_OP = 'UPDATE' AND NEW.state <> 'draft' AND NEW.template_id = OLD.template_id
                       AND NEW.number = OLD.number AND NEW.published_at = OLD.published_at THEN
                        RETURN NEW;
                    END IF;
                    RAISE EXCEPTION 'a published version never changes' USING ERRCODE = 'check_violation';
                """,
            )
        ]

    def __str__(self) -> str:
        return _("%(template)s, version %(number)d") % {"template": self.template, "number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("template-version", args=[self.pk])


@tracked()
class Section(ScopedModel):
    """A part of a questionnaire that is scored as one; the seven standing criteria are sections."""

    vendor_path = INTERNAL

    version_of = models.ForeignKey(
        TemplateVersion, models.CASCADE, related_name="sections", verbose_name=_("template version")
    )
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=200)
    guidance = models.TextField(_("guidance for the vendor"), blank=True)
    weight = models.DecimalField(
        _("weight"),
        max_digits=6,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(0)],
        help_text=_("Its share in the score, in proportion to the other sections. The vendor does not see it."),
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version_of", "position"],
                deferrable=Deferrable.IMMEDIATE,
                name="vendors_section_position_once",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="vendors_section_weight_not_negative"),
        ]
        triggers = [_only_in_a_draft("OLD.version_of_id, NEW.version_of_id")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("template-version", args=[self.version_of_id])


@tracked()
class Question(ScopedModel):
    """One question. `options` are a choice question's choices; `needs_evidence` asks for a file beside the answer."""

    vendor_path = INTERNAL

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name=_("section"))
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40, blank=True)
    text = models.TextField(_("question"))
    help_text = models.TextField(_("help"), blank=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    options = models.JSONField(_("choices"), default=list, blank=True, validators=[validate_options])
    is_required = models.BooleanField(_("must be answered"), default=True)
    needs_evidence = models.BooleanField(_("evidence is needed"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "position"],
                deferrable=Deferrable.IMMEDIATE,
                name="vendors_question_position_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="vendors_question_kind_known"),
        ]
        triggers = [
            _only_in_a_draft("SELECT version_of_id FROM vendors_section WHERE id IN (OLD.section_id, NEW.section_id)")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip()

    @property
    def heading(self) -> str:
        """The question's first line, by which it is known."""
        return self.text.partition("\n")[0]

    @property
    def details(self) -> str:
        """What the question says after its first line."""
        return self.text.partition("\n")[2].strip()

    def get_absolute_url(self) -> str:
        return reverse("template-version", args=[self.section.version_of_id])
