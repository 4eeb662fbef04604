"""Who is chosen: the register, and due diligence by questionnaire."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.history import tracked
from core.periods import validate_time_zone
from documents.models import StoredFile
from vendors.choices import (
    AssessmentState,
    DecisionOutcome,
    Onboarding,
    QuestionKind,
    QuestionnaireState,
    Standing,
    Tier,
    VersionState,
)
from vendors.queries import VendorQuerySet

COUNTRY = RegexValidator(r"^[A-Z]{2}$", _("Use the two letters of ISO 3166, such as DE."))


@tracked()
class Vendor(ScopedModel):
    """A company that may do work for us. What we think of it stands in VendorAssessment, which it never sees."""

    vendor_path = "pk"

    legal_name = models.CharField(_("legal name"), max_length=300)
    trading_names = models.TextField(_("trading names"), blank=True, help_text=_("One a line."))
    name_key = models.CharField(max_length=700, editable=False, help_text="core.text.folded of all names")
    lei = models.CharField(_("LEI"), max_length=20, blank=True)
    vat = models.CharField(_("VAT number"), max_length=20, blank=True)
    duns = models.CharField(_("DUNS number"), max_length=9, blank=True)
    registration = models.CharField(_("registration number"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, validators=[COUNTRY])
    website = models.URLField(_("website"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])

    objects = VendorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor")
        verbose_name_plural = _("vendors")
        ordering = ["name_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(legal_name=""), name="vendors_vendor_named"),
            models.UniqueConstraint("lei", condition=~Q(lei=""), name="vendors_vendor_lei_once"),
            models.UniqueConstraint("vat", condition=~Q(vat=""), name="vendors_vendor_vat_once"),
            models.UniqueConstraint("duns", condition=~Q(duns=""), name="vendors_vendor_duns_once"),
        ]
        indexes = [
            models.Index(fields=["name_key", "id"], name="vendors_vendor_by_name"),
            GinIndex(SearchVector("name_key", config="simple"), name="vendors_vendor_search"),
        ]

    def __str__(self) -> str:
        return self.legal_name

    def get_absolute_url(self) -> str:
        return reverse("vendor", args=[self.pk])


@tracked()
class VendorAssessment(ScopedModel):
    """What we hold of a vendor: tier, owner, how far due diligence is, standing. Internal."""

    vendor_path = INTERNAL

    vendor = models.OneToOneField(Vendor, models.CASCADE, related_name="assessment", verbose_name=_("vendor"))
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, default=Tier.STANDARD)
    tier_reason = models.TextField(_("why this tier"), blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    onboarding = models.CharField(_("due diligence"), max_length=30, choices=Onboarding, default=Onboarding.PROSPECT)
    standing = models.CharField(_("standing"), max_length=15, choices=Standing, default=Standing.NONE)
    qualified_on = models.DateField(_("qualified"), null=True, blank=True)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)

    class Meta:
        verbose_name = _("vendor assessment")
        verbose_name_plural = _("vendor assessments")
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="vendors_assessment_tier_known"),
            models.CheckConstraint(condition=Q(onboarding__in=Onboarding.values), name="vendors_assessment_state_known"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="vendors_assessment_standing_known"),
            models.CheckConstraint(
                condition=~Q(onboarding__in=["qualified", "conditionally_qualified"]) | Q(next_review_on__isnull=False),
                name="vendors_assessment_qualified_has_next_review",
            ),
        ]
        indexes = [models.Index(fields=["next_review_on"], name="vendors_assessment_reviews")]

    def __str__(self) -> str:
        return str(self.vendor)


@tracked()
class VendorMember(ScopedModel):
    """A person of the vendor who works in the portal: the one road from a user to a vendor."""

    vendor_path = "vendor"

    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="members", verbose_name=_("vendor"))
    user = models.OneToOneField(User, models.CASCADE, related_name="vendor_member", verbose_name=_("person"))

    class Meta:
        verbose_name = _("vendor’s person")
        verbose_name_plural = _("vendor’s people")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.user)


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
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="vendors_templateversion_state"),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"


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
        _("weight"), max_digits=6, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version_of", "position"], name="vendors_section_position_once"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="vendors_section_weight_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title


@tracked()
class Question(ScopedModel):
    """One question. `options` lists the choices of a choice question; `needs_evidence` asks for a file beside the answer."""

    vendor_path = INTERNAL

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions", verbose_name=_("section"))
    position = models.PositiveSmallIntegerField(_("position"))
    code = models.CharField(_("code"), max_length=40, blank=True)
    text = models.TextField(_("question"))
    help_text = models.TextField(_("help"), blank=True)
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind, default=QuestionKind.TEXT)
    options = models.JSONField(_("choices"), default=list, blank=True)
    is_required = models.BooleanField(_("must be answered"), default=True)
    needs_evidence = models.BooleanField(_("evidence is needed"), default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "position"], name="vendors_question_position_once"),
            models.CheckConstraint(condition=Q(kind__in=QuestionKind.values), name="vendors_question_kind_known"),
        ]

    def __str__(self) -> str:
        return self.text


@tracked()
class Questionnaire(ScopedModel):
    """A published version sent to a vendor, to be answered in the portal by a day."""

    vendor_path = "vendor"

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

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionnaireState.values), name="vendors_questionnaire_state"),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="vendors_questionnaire_due")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("questionnaire", args=[self.pk])


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
        return self.text


@tracked(exclude=("file",))
class Evidence(StoredFile):
    """A file that a vendor gives to show that an answer is true."""

    vendor_path = "questionnaire__vendor"

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="evidence", verbose_name=_("questionnaire")
    )
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", verbose_name=_("question"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["uploaded_at", "pk"]

    def get_absolute_url(self) -> str:
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
class Assessment(ScopedModel):
    """One evaluator's judgement of a returned questionnaire; its scores cannot change once locked. Internal."""

    vendor_path = INTERNAL

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="assessments", verbose_name=_("questionnaire")
    )
    evaluator = models.ForeignKey(User, models.PROTECT, related_name="assessments", verbose_name=_("evaluator"))
    state = models.CharField(_("state"), max_length=10, choices=AssessmentState, default=AssessmentState.OPEN)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "evaluator"], name="vendors_assessment_once_an_evaluator"),
            models.CheckConstraint(condition=Q(state__in=AssessmentState.values), name="vendors_scoring_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire} · {self.evaluator}"

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])


@tracked()
class SectionScore(ScopedModel):
    """0 to 5 for one section, with the reason. Internal."""

    vendor_path = INTERNAL

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores", verbose_name=_("assessment"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    score = models.PositiveSmallIntegerField(_("score"), validators=[MinValueValidator(0), MaxValueValidator(5)])
    reason = models.TextField(_("reason"))

    class Meta:
        verbose_name = _("section score")
        verbose_name_plural = _("section scores")
        ordering = ["section__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "section"], name="vendors_sectionscore_once_a_section"),
            models.CheckConstraint(condition=Q(score__range=(0, 5)), name="vendors_sectionscore_on_the_scale"),
            models.CheckConstraint(condition=~Q(reason=""), name="vendors_sectionscore_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.score}"


@tracked()
class DueDiligenceDecision(ScopedModel):
    """What was decided about a returned questionnaire, by whom and why. Internal."""

    vendor_path = INTERNAL

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="decisions", verbose_name=_("questionnaire")
    )
    outcome = models.CharField(_("outcome"), max_length=30, choices=DecisionOutcome)
    rationale = models.TextField(_("rationale"))
    conditions = models.TextField(_("conditions"), blank=True)
    next_review_on = models.DateField(_("next review"), null=True, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    at = models.DateTimeField(_("decided"))

    class Meta:
        verbose_name = _("due diligence decision")
        verbose_name_plural = _("due diligence decisions")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=DecisionOutcome.values), name="vendors_decision_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire}: {self.get_outcome_display()}"
