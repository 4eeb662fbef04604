"""How a returned questionnaire is judged. Internal, all of it."""

import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL
from accounts.models import ScopedModel, User
from core.history import tracked
from vendors.choices import ASSESSMENT_TONES, OUTCOME_TONES, TOP_SCORE, AssessmentState, DecisionOutcome
from vendors.models.questionnaires import Questionnaire, Submission
from vendors.models.templates import Section


@tracked()
class Assessment(ScopedModel):
    """One evaluator's judgement of the answers as they were submitted; once locked it never changes. Internal."""

    vendor_path = INTERNAL
    tones = {"state": ASSESSMENT_TONES}

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="assessments", verbose_name=_("submission"))
    evaluator = models.ForeignKey(User, models.PROTECT, related_name="assessments", verbose_name=_("evaluator"))
    state = models.CharField(_("state"), max_length=10, choices=AssessmentState, default=AssessmentState.OPEN)
    scored_at = models.DateTimeField(
        _("scored"),
        null=True,
        blank=True,
        help_text=_("When scores were saved last; each save makes another version."),
    )
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "evaluator"], name="vendors_assessment_once_an_evaluator"),
            models.CheckConstraint(condition=Q(state__in=AssessmentState.values), name="vendors_scoring_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.submission.questionnaire} · {self.evaluator}"

    def get_absolute_url(self) -> str:
        return reverse("assessment", args=[self.pk])


@tracked()
class SectionScore(ScopedModel):
    """0 to 5 for one section, with the reason; either may still be missing while the assessment is open. Internal."""

    vendor_path = INTERNAL

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores", verbose_name=_("assessment"))
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    score = models.PositiveSmallIntegerField(
        _("score"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(TOP_SCORE)]
    )
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("section score")
        verbose_name_plural = _("section scores")
        ordering = ["section__position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "section"], name="vendors_sectionscore_once_a_section"),
            models.CheckConstraint(condition=Q(score__range=(0, TOP_SCORE)), name="vendors_sectionscore_on_the_scale"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="not_once_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM vendors_assessment
                               WHERE state = 'locked' AND id IN (OLD.assessment_id, NEW.assessment_id)) THEN
                        RAISE EXCEPTION 'a locked assessment never changes' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.score}"


@tracked()
class DueDiligenceDecision(ScopedModel):
    """What was decided about a returned questionnaire, by whom and why. Internal."""

    vendor_path = INTERNAL
    tones = {"outcome": OUTCOME_TONES}

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

    def get_absolute_url(self) -> str:
        return self.questionnaire.get_absolute_url()
