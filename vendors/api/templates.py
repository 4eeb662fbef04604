"""Templates over REST: versions, drafts with their sections and questions, imports."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Listed, ScopedViewSet, Shown
from accounts.choices import Capability
from core.errors import Refused
from vendors.domain import templates
from vendors.domain.oscal import catalog_parts
from vendors.domain.parts import TemplatePart
from vendors.domain.standing_criteria import STANDING_CRITERIA
from vendors.models import Question, QuestionnaireTemplate, Section, TemplateVersion
from vendors.serializers.templates import (
    CatalogQuery,
    MoveInput,
    QuestionInput,
    QuestionSerializer,
    SectionFields,
    SectionInput,
    SectionSerializer,
    TemplateInput,
    TemplateSerializer,
    TemplateVersionSerializer,
    WholeVersionSerializer,
    section_part,
)

READ, PREPARE = Capability.READ_QUESTIONNAIRES, Capability.SEND_QUESTIONNAIRES


class TakesCatalogs(ScopedViewSet):
    """A view set that reads OSCAL catalogs: the body is the catalog itself, as long as a file may be."""

    body_limit = settings.UPLOAD_LIMIT_BYTES
    address_options = {"catalogs": frozenset({"name", "weight"})}

    def catalog_part(self) -> tuple[TemplatePart, str]:
        """The template that the body describes, and the name that the query asks for."""
        query = CatalogQuery(data=self.request.query_params.dict(), context=self.get_serializer_context())
        query.is_valid(raise_exception=True)
        given = query.validated_data
        return catalog_parts(self.request.data, weight=given["weight"]), given["name"]


class TemplateViewSet(Listed, Shown, Changed, TakesCatalogs):
    """Questionnaire templates with their versions. Internal."""

    model = QuestionnaireTemplate
    serializer_class = TemplateSerializer
    requires = {
        "list": READ,
        "retrieve": READ,
        "create": PREPARE,
        "partial_update": PREPARE,
        "catalogs": PREPARE,
        "standing_criteria": PREPARE,
        "versions": PREPARE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("versions")

    @extend_schema(request=TemplateInput, responses={201: TemplateSerializer})
    def create(self, request: Request) -> Response:
        """A new template with a first draft of `sections`."""
        given = self.body(TemplateInput)
        sections = [section_part(section) for section in given.pop("sections")]
        with transaction.atomic():
            version = templates.create_template(**given, sections=sections, by=self.user, now=self.now)
        return self.shown(version.template, status_code=201)

    def change(self, record: QuestionnaireTemplate, given: dict[str, Any]) -> QuestionnaireTemplate:
        return templates.change_template(record, by=self.user, now=self.now, **given)

    @extend_schema(request=OpenApiTypes.OBJECT, parameters=[CatalogQuery], responses={201: TemplateSerializer})
    @action(detail=False, methods=["post"])
    def catalogs(self, request: Request) -> Response:
        """Import an OSCAL catalog, which is the body, as a template with a draft."""
        part, name = self.catalog_part()
        with transaction.atomic():
            version = templates.create_template_from(part, name=name, by=self.user, now=self.now)
        return self.shown(version.template, status_code=201)

    @extend_schema(request=None, responses={201: TemplateSerializer})
    @action(detail=False, methods=["post"], url_path="standing-criteria")
    def standing_criteria(self, request: Request) -> Response:
        """Make a template of the seven standing criteria, as a draft."""
        with transaction.atomic():
            version = templates.create_template_from(STANDING_CRITERIA, by=self.user, now=self.now)
        return self.shown(version.template, status_code=201)

    @extend_schema(request=None, responses={201: TemplateVersionSerializer})
    @action(detail=True, methods=["post"])
    def versions(self, request: Request, pk: str) -> Response:
        """Begin the next version, a draft that is a copy of the latest."""
        with transaction.atomic():
            draft = templates.start_draft(self.locked(), by=self.user, now=self.now)
        return Response(TemplateVersionSerializer(draft).data, status=201, headers={"ETag": f'"{draft.version}"'})


class TemplateVersionViewSet(Shown, TakesCatalogs):
    """One version: a draft to write, or a published one that never changes. Internal."""

    model = TemplateVersion
    serializer_class = WholeVersionSerializer
    requires = {
        "retrieve": READ,
        "destroy": PREPARE,
        "publication": PREPARE,
        "catalogs": PREPARE,
        "sections": PREPARE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("sections__questions")

    def destroy(self, request: Request, pk: str) -> Response:
        """Throw a draft away."""
        version = self.asked_version()
        with transaction.atomic():
            templates.discard_draft(self.locked(version=version), by=self.user, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=WholeVersionSerializer)
    @action(detail=True, methods=["post"])
    def publication(self, request: Request, pk: str) -> Response:
        """Make a draft fit to be sent."""
        with transaction.atomic():
            return self.shown(templates.publish_version(self.locked(), by=self.user, now=self.now))

    @extend_schema(request=OpenApiTypes.OBJECT, parameters=[CatalogQuery], responses={201: WholeVersionSerializer})
    @action(detail=True, methods=["post"])
    def catalogs(self, request: Request, pk: str) -> Response:
        """Add the sections of an OSCAL catalog, which is the body, to a draft."""
        part, name = self.catalog_part()
        if name:
            raise Refused(_("A draft keeps the name of its template."), "name")
        with transaction.atomic():
            version = templates.append_sections(self.locked(), part.sections, by=self.user, now=self.now)
        return self.shown(version, status_code=201)

    @extend_schema(request=SectionInput, responses={201: WholeVersionSerializer})
    @action(detail=True, methods=["post"])
    def sections(self, request: Request, pk: str) -> Response:
        """Add a section with its questions to a draft."""
        part = section_part(self.body(SectionInput))
        with transaction.atomic():
            version = templates.append_sections(self.locked(), [part], by=self.user, now=self.now)
        return self.shown(version, status_code=201)


class SectionViewSet(Shown, ScopedViewSet):
    """A section; of a draft it can be changed. Internal."""

    model = Section
    serializer_class = SectionSerializer
    requires = {
        "retrieve": READ,
        "partial_update": PREPARE,
        "destroy": PREPARE,
        "questions": PREPARE,
        "position": PREPARE,
    }

    def shape(self, rows: Any) -> Any:
        return rows.prefetch_related("questions")

    @extend_schema(request=SectionFields, responses=SectionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            given = self.body(SectionFields, partial=True)
            return self.shown(
                templates.change_section(self.locked(version=version), by=self.user, now=self.now, **given)
            )

    def destroy(self, request: Request, pk: str) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            templates.remove_section(self.locked(version=version), by=self.user, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=QuestionInput, responses={201: SectionSerializer})
    @action(detail=True, methods=["post"])
    def questions(self, request: Request, pk: str) -> Response:
        """Add a question at the end."""
        with transaction.atomic():
            section = self.locked()
            templates.add_question(section, by=self.user, now=self.now, **self.body(QuestionInput))
        return self.shown(section, status_code=201)

    @extend_schema(request=MoveInput, responses=SectionSerializer)
    @action(detail=True, methods=["post"])
    def position(self, request: Request, pk: str) -> Response:
        """Move the section one place up or down."""
        with transaction.atomic():
            up = self.body(MoveInput)["up"]
            return self.shown(templates.move_section(self.locked(), up=up, by=self.user, now=self.now))


class QuestionViewSet(Shown, ScopedViewSet):
    """A question; of a draft it can be changed. Internal."""

    model = Question
    serializer_class = QuestionSerializer
    requires = {"retrieve": READ, "partial_update": PREPARE, "destroy": PREPARE, "position": PREPARE}

    @extend_schema(request=QuestionInput, responses=QuestionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            given = self.body(QuestionInput, partial=True)
            return self.shown(
                templates.change_question(self.locked(version=version), by=self.user, now=self.now, **given)
            )

    def destroy(self, request: Request, pk: str) -> Response:
        version = self.asked_version()
        with transaction.atomic():
            templates.remove_question(self.locked(version=version), by=self.user, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=MoveInput, responses=QuestionSerializer)
    @action(detail=True, methods=["post"])
    def position(self, request: Request, pk: str) -> Response:
        """Move the question one place up or down in its section."""
        with transaction.atomic():
            up = self.body(MoveInput)["up"]
            return self.shown(templates.move_question(self.locked(), up=up, by=self.user, now=self.now))
