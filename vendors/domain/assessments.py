"""An evaluator's part: scores with reasons, kept as a draft, then locked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from core.history import recorded
from vendors.choices import TOP_SCORE, AssessmentState, QuestionnaireState
from vendors.domain import news
from vendors.domain.scoring import Weighted, weighted_score
from vendors.models import Assessment, Questionnaire, Section, SectionScore

LONGEST_REASON = 10_000


@dataclass(frozen=True)
class Scored:
    """What an evaluator gives for one section; while the assessment is open, either may still be missing."""

    score: int | None = None
    reason: str = ""


def open_assessment(questionnaire: Questionnaire, *, by: User, now: datetime) -> Assessment:
    """The evaluator's assessment of the answers submitted last; begun where there is none yet.

    Who scored an earlier submission begins with those scores, and changes what the new answers change.
    """
    submission = questionnaire.submissions.last()
    if submission is None or questionnaire.state != QuestionnaireState.SUBMITTED:
        raise Refused(_("Only submitted answers are scored: %s.") % questionnaire.state_words)
    with recorded("began an assessment", by=by):
        assessment, is_new = Assessment.objects.get_or_create(submission=submission, evaluator=by)
        if is_new:
            _begin_with_earlier_scores(assessment)
    return assessment


def save_scores(assessment: Assessment, scores: Mapping[Section, Scored], *, by: User, now: datetime) -> Assessment:
    """Keep scores and reasons as they stand so far; sections not named stay as they were.

    The assessment comes to another version, so that whoever still holds the earlier one does not write over this.
    """
    for section, scored in scores.items():
        _check(assessment, section, scored)
    with recorded("scored a questionnaire", by=by):
        _hold(assessment, by)
        for section, scored in scores.items():
            SectionScore.objects.update_or_create(
                assessment=assessment,
                section=section,
                defaults={"score": scored.score, "reason": scored.reason.strip()},
            )
        Assessment.objects.filter(pk=assessment.pk).update(scored_at=now)
    assessment.refresh_from_db()
    return assessment


def lock_assessment(assessment: Assessment, *, by: User, now: datetime) -> Assessment:
    """Finish: from now on the scores never change. Refused with the list of sections without score or reason."""
    with recorded("locked an assessment", by=by):
        _hold(assessment, by)
        if unscored := _unscored(assessment):
            raise Refused(_("Each section needs a score and a reason before you lock."), details=unscored)
        still_open = Assessment.objects.filter(pk=assessment.pk, state=AssessmentState.OPEN)
        still_open.update(state=AssessmentState.LOCKED, locked_at=now)
        assessment.refresh_from_db()
        news.tell_locked(assessment, now=now)
    return assessment


def total_of(assessment: Assessment) -> Decimal | None:
    """The weighted score, 0 to 100, over the sections scored so far; None before the first."""
    scores = [score for score in assessment.scores.all() if score.score is not None]
    return weighted_score([Weighted(score.section.weight, Decimal(score.score or 0)) for score in scores])


def _begin_with_earlier_scores(assessment: Assessment) -> None:
    """Copy what the evaluator locked of the questionnaire's answers before."""
    earlier = Assessment.objects.filter(
        submission__questionnaire=assessment.submission.questionnaire_id,
        evaluator=assessment.evaluator,
        state=AssessmentState.LOCKED,
    ).order_by("-submission__at", "-pk")
    for former in earlier[:1]:
        SectionScore.objects.bulk_create(
            SectionScore(assessment=assessment, section=score.section, score=score.score, reason=score.reason)
            for score in former.scores.select_related("section")
        )


def _check(assessment: Assessment, section: Section, scored: Scored) -> None:
    field = f"scores.{section.pk}"
    if section.version_of_id != assessment.submission.questionnaire.version_sent_id:
        raise Refused(_("This section is not part of the questionnaire."), field)
    if scored.score is not None and not 0 <= scored.score <= TOP_SCORE:
        raise Refused(_("A score is a whole number from 0 to %d.") % TOP_SCORE, field)
    if len(scored.reason) > LONGEST_REASON:
        raise Refused(_("The reason is longer than %d characters.") % LONGEST_REASON, field)


def _hold(assessment: Assessment, by: User) -> None:
    """Lock the assessment. Refused unless it is `by`'s own, still open, and the answers still wait for a decision."""
    held = Assessment.objects.select_for_update(of=("self",)).select_related("submission__questionnaire")
    assessment_now = held.get(pk=assessment.pk)
    if assessment_now.evaluator_id != by.pk:
        raise Refused(_("An assessment is changed by its evaluator alone."))
    if assessment_now.state != AssessmentState.OPEN:
        raise Refused(_("A locked assessment never changes."))
    questionnaire = assessment_now.submission.questionnaire
    if questionnaire.state != QuestionnaireState.SUBMITTED:
        raise Refused(_("These answers do not wait for scores any more: %s.") % questionnaire.state_words)


def _unscored(assessment: Assessment) -> list[str]:
    scores = {score.section_id: score for score in assessment.scores.all()}
    lines = []
    for section in assessment.submission.questionnaire.version_sent.sections.all():
        score = scores.get(section.pk)
        if score is None or score.score is None:
            lines.append(_("%s: no score yet.") % section)
        elif not score.reason:
            lines.append(_("%s: no reason yet.") % section)
    return lines
