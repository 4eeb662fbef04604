"""Assessments over REST: an evaluator's own scores, kept as a draft, then locked."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import ScopedViewSet
from accounts.choices import Capability
from vendors.domain.assessments import Scored, lock_assessment, save_scores
from vendors.models import Assessment, Section
from vendors.readings import judgement_of
from vendors.serializers.questionnaires import AssessmentSerializer, ScoresInput


class AssessmentViewSet(ScopedViewSet):
    """One evaluator's judgement of submitted answers. Internal."""

    model = Assessment
    serializer_class = AssessmentSerializer
    requires = {
        "retrieve": Capability.READ_QUESTIONNAIRES,
        "scores": Capability.SCORE_QUESTIONNAIRES,
        "lock": Capability.SCORE_QUESTIONNAIRES,
    }

    def shape(self, rows: Any) -> Any:
        return rows.select_related("submission__questionnaire__version_sent")

    def retrieve(self, request: Request, pk: str) -> Response:
        """An assessment; its scores show once they are locked, and once one's own are."""
        return self._shown(self.get_object())

    @extend_schema(request=ScoresInput, responses=AssessmentSerializer)
    @action(detail=True, methods=["put"])
    def scores(self, request: Request, pk: str) -> Response:
        """Keep scores and reasons so far, all or none. A score is a whole number from 0 to 5."""
        version = self.asked_version()
        given = self.body(ScoresInput)["scores"]
        with transaction.atomic():
            assessment = self.locked(version=version)
            save_scores(assessment, self._scores(assessment, given), by=self.user, now=self.now)
        return self._shown(assessment)

    @extend_schema(request=None, responses=AssessmentSerializer)
    @action(detail=True, methods=["post"])
    def lock(self, request: Request, pk: str) -> Response:
        """Finish: the scores never change afterwards. Refused with what is missing."""
        with transaction.atomic():
            assessment = lock_assessment(self.locked(), by=self.user, now=self.now)
        return self._shown(assessment)

    def _scores(self, assessment: Assessment, given: list[dict[str, Any]]) -> dict[Section, Scored]:
        sections = {one.pk: one for one in assessment.submission.questionnaire.version_sent.sections.all()}
        kept: dict[Section, Scored] = {}
        refused: dict[str, dict[str, list[str]]] = {}
        for place, row in enumerate(given):
            section = sections.get(row["section"])
            if section is None:
                refused[str(place)] = {"section": [_("This section is not part of the questionnaire.")]}
            elif section in kept:
                refused[str(place)] = {"section": [_("This section stands twice in the body.")]}
            else:
                kept[section] = Scored(row["score"], row["reason"])
        if refused:
            raise ValidationError({"scores": refused})
        return kept

    def _shown(self, assessment: Assessment) -> Response:
        shown = judgement_of(assessment.submission.questionnaire, self.user).of(assessment)
        return Response(AssessmentSerializer(shown).data, headers={"ETag": f'"{shown.assessment.version}"'})
