"""Questionnaires over REST: sent, answered with evidence, submitted, scored, decided on."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from accounts.doors import found
from core.errors import Refused
from documents.views import download
from vendors.domain.answering import Given, checked
from vendors.domain.answers import add_evidence, remove_evidence, save_answers, settled, submit_questionnaire
from vendors.domain.assessments import open_assessment
from vendors.domain.decisions import decide
from vendors.domain.questionnaires import ask_evaluators, change_due_date, revoke_questionnaire, send_questionnaire
from vendors.filters import VendorsQuestionnaireFilter
from vendors.models import DueDiligenceDecision, Evidence, Question, Questionnaire
from vendors.outline import outline_of
from vendors.readings import judgement_of
from vendors.serializers.questionnaires import (
    AnswersInput,
    AssessmentSerializer,
    DecisionInput,
    DecisionSerializer,
    DueDateInput,
    EvaluatorsInput,
    EvidenceInput,
    EvidenceSerializer,
    OutlineSerializer,
    QuestionnaireSerializer,
    SendInput,
    WholeQuestionnaireSerializer,
)
from vendors.serializers.register import ReasonInput

READ, SEND, ANSWER = Capability.READ_QUESTIONNAIRES, Capability.SEND_QUESTIONNAIRES, Capability.ANSWER_QUESTIONNAIRES
MULTIPART_SLACK = 64 * 1024


class QuestionnaireViewSet(Listed, ScopedViewSet):
    """Questionnaires, as both sides read them; each with its verbs."""

    model = Questionnaire
    filterset_class = VendorsQuestionnaireFilter
    requires = {
        "list": READ,
        "create": SEND,
        "retrieve": READ,
        "partial_update": SEND,
        "answers": ANSWER,
        "submission": ANSWER,
        "revocation": SEND,
        "evaluators": SEND,
        "decision": Capability.QUALIFY_VENDORS,
        "decisions": READ,
        "assessments": READ,
        "assessment": Capability.SCORE_QUESTIONNAIRES,
    }

    def get_serializer_class(self) -> Any:
        return QuestionnaireSerializer if self.action == "list" else WholeQuestionnaireSerializer

    def shape(self, rows: Any) -> Any:
        rows = rows.select_related("sent_by")
        if self.action == "list":
            return rows
        return rows.prefetch_related("submissions__by", "replies__by")

    @extend_schema(responses=WholeQuestionnaireSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """A questionnaire with its sections, questions, answers, evidence, submissions and replies."""
        return self.shown(self.get_object())

    @extend_schema(request=SendInput, responses={201: WholeQuestionnaireSerializer})
    def create(self, request: Request) -> Response:
        """Send a published version to a vendor."""
        given = self.body(SendInput)
        with transaction.atomic():
            vendor, version = given.pop("vendor"), given.pop("template_version")
            try:
                sent = send_questionnaire(vendor, version, **given, by=self.user, now=self.now)
            except Refused as refusal:
                raise _in_body(refusal, version_sent="template_version") from refusal
        return self.shown(sent, status_code=201)

    @extend_schema(request=DueDateInput, responses=WholeQuestionnaireSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give the vendor another day to answer by."""
        version = self.asked_version()
        with transaction.atomic():
            record = self.locked(version=version)
            return self.shown(change_due_date(record, **self.body(DueDateInput), by=self.user, now=self.now))

    @extend_schema(request=AnswersInput, responses=OutlineSerializer)
    @action(detail=True, methods=["put"])
    def answers(self, request: Request, pk: str) -> Response:
        """Keep several answers, all or none. Each that is refused is named with its reason."""
        version = self.asked_version()
        given = self.body(AnswersInput)["answers"]
        with transaction.atomic():
            questionnaire = self.locked(version=version)
            save_answers(questionnaire, self._answers(questionnaire, given), by=self.user, now=self.now)
        return self.shown(questionnaire)

    def _answers(self, questionnaire: Questionnaire, given: list[dict[str, Any]]) -> dict[Question, Given]:
        """What is given, by question; every refusal is gathered, with its place in the body."""
        asked = {one.question.pk: one for one in outline_of(questionnaire).questions}
        kept: dict[Question, Given] = {}
        refused: dict[str, dict[str, list[str]]] = {}
        for place, answer in enumerate(given):
            one = asked.get(answer.pop("question"))
            try:
                if one is None:
                    raise Refused(_("This question is not part of the questionnaire."), "question")
                if one.question in kept:
                    raise Refused(_("This question stands twice in the body."), "question")
                kept[one.question] = checked(one.question, Given(**answer))
                settled(one.answer, kept[one.question])
            except Refused as refusal:
                refused[str(place)] = {refusal.field or "text": [refusal.reason]}
        if refused:
            raise ValidationError({"answers": refused})
        return kept

    @extend_schema(request=None, responses={201: WholeQuestionnaireSerializer})
    @action(detail=True, methods=["post"])
    def submission(self, request: Request, pk: str) -> Response:
        """Hand the answers in; refused with the list of what is missing."""
        with transaction.atomic():
            questionnaire = self.locked()
            submit_questionnaire(questionnaire, by=self.user, now=self.now)
        return self.shown(questionnaire, status_code=201)

    @extend_schema(request=ReasonInput, responses={201: WholeQuestionnaireSerializer})
    @action(detail=True, methods=["post"])
    def revocation(self, request: Request, pk: str) -> Response:
        """Call the questionnaire back; the vendor reads the reason."""
        with transaction.atomic():
            body = self.body(ReasonInput)
            revoked = revoke_questionnaire(self.locked(), **body, by=self.user, now=self.now)
        return self.shown(revoked, status_code=201)

    @extend_schema(request=EvaluatorsInput, responses={201: WholeQuestionnaireSerializer})
    @action(detail=True, methods=["post"])
    def evaluators(self, request: Request, pk: str) -> Response:
        """Ask people to score what comes back."""
        with transaction.atomic():
            questionnaire = self.locked()
            ask_evaluators(questionnaire, self.body(EvaluatorsInput)["evaluators"], by=self.user, now=self.now)
        return self.shown(questionnaire, status_code=201)

    @extend_schema(request=DecisionInput, responses={201: DecisionSerializer})
    @action(detail=True, methods=["post"])
    def decision(self, request: Request, pk: str) -> Response:
        """Decide on submitted answers, and so on the vendor's due diligence."""
        with transaction.atomic():
            made = decide(self.locked(), **self.body(DecisionInput), by=self.user, now=self.now)
        return Response(DecisionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=DecisionSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def decisions(self, request: Request, pk: str) -> Response:
        """What was decided on these answers, the latest first. Internal."""
        made = self.rows(DueDiligenceDecision).filter(questionnaire=self.get_object()).select_related("by")
        return Response(DecisionSerializer(made, many=True).data)

    @extend_schema(responses=AssessmentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def assessments(self, request: Request, pk: str) -> Response:
        """Every evaluator's assessment; scores show once they are locked. Internal."""
        judgement = judgement_of(self.get_object(), self.user)
        shown: Any = list(judgement.assessments)
        return Response(AssessmentSerializer(shown, many=True).data)

    @extend_schema(request=None, responses={201: AssessmentSerializer})
    @action(detail=True, methods=["post"])
    def assessment(self, request: Request, pk: str) -> Response:
        """Begin one's own assessment of the submitted answers, or find it again."""
        with transaction.atomic():
            questionnaire = self.locked()
            own = open_assessment(questionnaire, by=self.user, now=self.now)
        shown = judgement_of(questionnaire, self.user).of(own)
        headers = {"ETag": f'"{shown.assessment.version}"'}
        return Response(AssessmentSerializer(shown).data, status=status.HTTP_201_CREATED, headers=headers)


class QuestionnaireEvidenceViewSet(Listed, ScopedViewSet):
    """The evidence of the questionnaire in the address."""

    model = Evidence
    serializer_class = EvidenceSerializer
    requires = {"list": READ, "create": ANSWER}
    parser_classes = (MultiPartParser,)
    body_limit = settings.UPLOAD_LIMIT_BYTES + MULTIPART_SLACK

    def shape(self, rows: Any) -> Any:
        return rows.select_related("uploaded_by")

    def get_queryset(self) -> Any:
        questionnaire = self._questionnaire()
        return self.shape(self.rows()).filter(questionnaire=questionnaire)

    def _questionnaire(self) -> Questionnaire:
        return found(self.rows(Questionnaire), pk=self.kwargs["questionnaire_pk"])

    @extend_schema(request={"multipart/form-data": EvidenceInput}, responses={201: EvidenceSerializer})
    def create(self, request: Request, questionnaire_pk: int) -> Response:
        """Add a file beside the answer to `question`."""
        questionnaire = self._questionnaire()
        given = self.body(EvidenceInput)
        asked = {one.question.pk: one.question for one in outline_of(questionnaire).questions}
        if given["question"] not in asked:
            raise Refused(_("This question is not part of the questionnaire."), "question")
        question = asked[given["question"]]
        with transaction.atomic():
            evidence = add_evidence(questionnaire, question, given["file"], by=self.user, now=self.now)
        return self.shown(evidence, status_code=201)


class EvidenceViewSet(Shown, ScopedViewSet):
    """A file that a vendor gave as evidence."""

    model = Evidence
    serializer_class = EvidenceSerializer
    requires = {"retrieve": READ, "destroy": ANSWER, "file": READ}

    def shape(self, rows: Any) -> Any:
        return rows.select_related("uploaded_by")

    def destroy(self, request: Request, pk: str) -> Response:
        """Take a file back before it is submitted."""
        version = self.asked_version()
        with transaction.atomic():
            remove_evidence(self.locked(version=version), by=self.user, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: Request, pk: str) -> FileResponse:
        """The file itself, as an attachment."""
        return download(self.get_object())


def _in_body(refusal: Refused, **names: str) -> Refused:
    """`refusal` with its field called as the body calls it."""
    return Refused(refusal.reason, names.get(refusal.field or "", refusal.field), details=refusal.details)
