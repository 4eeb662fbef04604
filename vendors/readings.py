"""Readings about several tables: who can be chosen, and how a vendor stands, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import CAPABILITIES
from accounts.choices import Capability
from accounts.models import User
from core.formats import day
from vendors.choices import WITH_VENDOR, AssessmentState, Onboarding, QuestionnaireState, VersionState
from vendors.domain.assessments import total_of
from vendors.domain.scoring import Panel, panel
from vendors.models import (
    Assessment,
    Questionnaire,
    Submission,
    TemplateVersion,
    Vendor,
    VendorAssessment,
    VendorMember,
)

SCORERS = [role for role, held in CAPABILITIES.items() if Capability.SCORE_QUESTIONNAIRES in held]


def owners() -> Any:
    """People who can own a vendor: our own, who have not left."""
    return User.objects.internal().active()


def scorers() -> Any:
    """People who may score questionnaires."""
    return User.objects.active().filter(role__in=SCORERS)


def ending_in_words(member: VendorMember) -> str:
    """What it means to end `member`'s access now."""
    if member.user.is_active:
        return _("%s can no longer log in, from now on. What they did stays.") % member
    return _("The link in the invitation of %s stops working.") % member


def published_versions() -> Any:
    """What can be sent."""
    return TemplateVersion.objects.filter(state=VersionState.PUBLISHED).select_related("template")


@dataclass(frozen=True)
class Step:
    """What is to be done next, where, and who may do it."""

    label: str
    url: str
    needs: Capability


@dataclass(frozen=True)
class HowItStands:
    """A record in one sentence, and the next step."""

    words: str
    step: Step | None = None


def vendor_standing(vendor: Vendor, held: VendorAssessment, today: date) -> HowItStands:
    """How far due diligence of `vendor` is, and what comes next."""
    submitted = vendor.questionnaires.filter(state=QuestionnaireState.SUBMITTED)
    running = submitted.first() or vendor.questionnaires.with_vendor().order_by("due_on").first()
    send = Step(
        _("Send a questionnaire"), reverse("questionnaire-send", args=[vendor.pk]), Capability.SEND_QUESTIONNAIRES
    )
    if running is not None:
        standing = questionnaire_standing(running, today)
        look = standing.step or Step(
            _("Open the questionnaire"), running.get_absolute_url(), Capability.READ_QUESTIONNAIRES
        )
        return HowItStands(f"{_state_words(held, today)} {standing.words}".strip(), look)
    words = _state_words(held, today) or _("In due diligence, but no questionnaire is on its way.")
    needs_one = held.onboarding not in (Onboarding.QUALIFIED, Onboarding.CONDITIONALLY_QUALIFIED)
    overdue = held.next_review_on is not None and held.next_review_on <= today
    return HowItStands(words, send if needs_one or overdue else None)


def _state_words(held: VendorAssessment, today: date) -> str:
    review = held.next_review_on
    match Onboarding(held.onboarding):
        case Onboarding.PROSPECT:
            return _("A prospect: due diligence has not begun.")
        case Onboarding.REJECTED:
            return _("Rejected in due diligence.")
        case Onboarding.IN_DUE_DILIGENCE:
            return ""
    since = {"since": day(held.qualified_on) if held.qualified_on else "–", "review": day(review) if review else "–"}
    if review is not None and review <= today:
        return _("Qualified since %(since)s; its review has been due since %(review)s.") % since
    if held.onboarding == Onboarding.CONDITIONALLY_QUALIFIED:
        return _("Qualified with conditions since %(since)s; next review on %(review)s.") % since
    return _("Qualified since %(since)s; next review on %(review)s.") % since


def questionnaire_standing(questionnaire: Questionnaire, today: date) -> HowItStands:
    """Where a questionnaire is, in words for our own side, and what comes next."""
    named = {"title": questionnaire.title, "due": day(questionnaire.due_on)}
    if questionnaire.state == QuestionnaireState.SUBMITTED:
        return _submitted(questionnaire)
    if questionnaire.state not in WITH_VENDOR:
        return HowItStands(_("“%(title)s” is closed.") % named)
    if questionnaire.due_on < today:
        return HowItStands(_("“%(title)s” has been overdue at the vendor since %(due)s.") % named)
    if questionnaire.state == QuestionnaireState.CLARIFICATION:
        return HowItStands(_("“%(title)s” is back with the vendor for clarification, due %(due)s.") % named)
    return HowItStands(_("“%(title)s” is with the vendor, due %(due)s.") % named)


def _submitted(questionnaire: Questionnaire) -> HowItStands:
    locked = locked_assessments(questionnaire).count()
    if not locked:
        step = Step(
            _("Score the answers"),
            reverse("assessment-start", args=[questionnaire.pk]),
            Capability.SCORE_QUESTIONNAIRES,
        )
        return HowItStands(_("“%s” was submitted and waits for scores.") % questionnaire.title, step)
    step = Step(_("Decide"), reverse("decision", args=[questionnaire.pk]), Capability.QUALIFY_VENDORS)
    return HowItStands(_("“%s” was submitted and scored, and waits for a decision.") % questionnaire.title, step)


def locked_assessments(questionnaire: Questionnaire) -> Any:
    """The locked assessments of what was submitted last."""
    submission = questionnaire.submissions.last()
    return Assessment.objects.filter(submission=submission, state=AssessmentState.LOCKED)


@dataclass(frozen=True)
class ShownAssessment:
    """An assessment as one person may read it: `total`, 0 to 100, only where `scores_shown`."""

    assessment: Assessment
    scores_shown: bool
    total: Decimal | None

    def counts_for(self, submission: Submission | None) -> bool:
        """Whether it is a finished judgement of `submission`."""
        return (
            not _is_open(self.assessment) and submission is not None and submission.pk == self.assessment.submission_id
        )


@dataclass(frozen=True)
class Judgement:
    """What the evaluators say of a questionnaire. `panel` is over the totals of those that count for a decision now:
    the locked ones of the last submission."""

    assessments: Sequence[ShownAssessment]
    counting: Sequence[ShownAssessment]
    panel: Panel | None

    def of(self, assessment: Assessment) -> ShownAssessment:
        """`assessment` as it may be read."""
        return next(one for one in self.assessments if one.assessment.pk == assessment.pk)


def judgement_of(questionnaire: Questionnaire, user: User) -> Judgement:
    """Every assessment of the questionnaire as `user` may read it, the newest submission's first.

    An open one is its evaluator's alone; who is still scoring sees nobody else's, so that each judges alone.
    """
    assessments = list(
        Assessment.objects.visible_to(user)
        .filter(submission__questionnaire=questionnaire)
        .select_related("evaluator", "submission__questionnaire")
        .prefetch_related("scores__section")
        .order_by("-submission__at", "pk")
    )
    scoring = {one.submission_id for one in assessments if one.evaluator_id == user.pk and _is_open(one)}
    shown = [_shown(one, user, scoring) for one in assessments]
    last = questionnaire.submissions.last()
    counting = [one for one in shown if one.total is not None and one.counts_for(last)]
    totals = {one.assessment.evaluator_id: one.total for one in counting if one.total is not None}
    return Judgement(shown, counting, panel(totals))


def _shown(assessment: Assessment, user: User, scoring: set[int]) -> ShownAssessment:
    own = assessment.evaluator_id == user.pk
    is_shown = own or (not _is_open(assessment) and assessment.submission_id not in scoring)
    return ShownAssessment(assessment, is_shown, total_of(assessment) if is_shown else None)


def _is_open(assessment: Assessment) -> bool:
    return assessment.state == AssessmentState.OPEN
