"""What is sent and answered. Everything here a vendor's people may read of their own vendor."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.history import tracked
from core.text import in_sentence
from documents.models import StoredFile
from vendors.choices import QUESTIONNAIRE_TONES, REPLY_TONES, QuestionnaireState, ReplyKind
from vendors.models.register import Vendor
from vendors.models.templates import Question, TemplateVersion
from vendors.querysets import QuestionnaireQuerySet


@tracked()
class Questionnaire(ScopedModel):
    """A published version sent to a vendor, to be answered in the portal by a day."""

    vendor_path = "vendor"
    tones = {"state": QUESTIONNAIRE_TONES}

    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="questionnaires", verbose_name=_("vendor"))
    version_sent = models.ForeignKey(
        TemplateVersion, models.PROTECT, related_name="questionnaires", verbose_name=_("template version")
    )
    title = models.CharField(_("title"), max_length=200)
    message = models.TextField(_("message to the vendor"), blank=True)
    state = models.CharField(_("state"), max_length=15, choices=QuestionnaireState, default=QuestionnaireState.SENT)
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    sent_at = models.DateTimeField(_("sent"))
    due_on = models.DateField(_("due"))

    objects = QuestionnaireQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=QuestionnaireState.values), name="vendors_questionnaire_state"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="vendors_questionnaire_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def state_words(self) -> str:
        """The state as it stands within a sentence."""
        return in_sentence(self.get_state_display())

    def get_absolute_url(self) -> str:
        return reverse("questionnaire", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-questionnaire", args=[self.pk])


@tracked()
class Evaluator(ScopedModel):
    """Somebody of ours who was asked to score a questionnaire. Internal."""

    vendor_path = INTERNAL

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="evaluators", verbose_name=_("questionnaire")
    )
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("evaluator"))

    class Meta:
        verbose_name = _("evaluator")
        verbose_name_plural = _("evaluators")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "user"], name="vendors_evaluator_asked_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)


@tracked()
class Answer(ScopedModel):
    """A vendor's answer to one question: text, number or date as text, or the chosen options."""

    vendor_path = "questionnaire__vendor"

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="answers", verbose_name=_("questionnaire")
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    text = models.TextField(_("answer"), blank=True)
    choices = models.JSONField(_("chosen"), default=list, blank=True)
    does_not_apply = models.BooleanField(_("does not apply"), default=False)
    comment = models.TextField(_("comment"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("answered by"))
    answered_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["question__section__position", "question__position"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "question"], name="vendors_answer_once_a_question")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """The answer as it is read; empty where there is none."""
        if self.does_not_apply:
            return str(_("Does not apply"))
        return ", ".join(self.choices) if self.choices else self.text

    def get_absolute_url(self) -> str:
        return self.questionnaire.get_absolute_url()

    def get_portal_url(self) -> str:
        return self.questionnaire.get_portal_url()


@tracked(exclude=("file",))
class Evidence(StoredFile):
    """A file that a vendor gives to show that an answer is true."""

    vendor_path = "questionnaire__vendor"

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="evidence", verbose_name=_("questionnaire")
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))

    class Meta(StoredFile.Meta):
        abstract = False
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["uploaded_at", "pk"]

    def get_absolute_url(self) -> str:
        return reverse("evidence-file", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("evidence-file", args=[self.pk])


@tracked()
class Submission(ScopedModel):
    """A vendor handed its answers in: by whom and when. A clarification is followed by another."""

    vendor_path = "questionnaire__vendor"

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="submissions", verbose_name=_("questionnaire")
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    at = models.DateTimeField(_("submitted"))

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.at:%Y-%m-%d}"


@tracked()
class Reply(ScopedModel):
    """What we told the vendor about its answers. Our reasons stand in DueDiligenceDecision, which it never sees."""

    vendor_path = "questionnaire__vendor"
    tones = {"kind": REPLY_TONES}

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="replies", verbose_name=_("questionnaire")
    )
    kind = models.CharField(_("reply"), max_length=15, choices=ReplyKind)
    text = models.TextField(_("words to the vendor"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("replied by"))
    at = models.DateTimeField(_("replied"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=ReplyKind.values), name="vendors_reply_kind_known")]

    def __str__(self) -> str:
        return f"{self.questionnaire}: {self.get_kind_display()}"
