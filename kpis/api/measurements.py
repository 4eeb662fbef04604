"""Measurements in the API: they come in as JSON, NDJSON or CSV, and are read back by KPI and time."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError as InvalidZone
from django.db import transaction
from django.http import FileResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Listed, ScopedViewSet, Shown, refuse_unknown
from accounts.choices import Capability
from accounts.doors import found, found_for_change
from accounts.problems import CONTENT_TYPE, problem
from core.periods import validate_time_zone
from kpis.api.pages import ByKey
from kpis.api.parsers import Body, CsvRows, JsonRows, NdjsonRows, TooLarge
from kpis.api.serializers import (
    BatchSerializer,
    ImportInput,
    ImportSerializer,
    IngestReportSerializer,
    MeasurementInput,
    MeasurementSerializer,
)
from kpis.choices import OnBadRows, Source
from kpis.domain.imports import Columns, prepare_import, start_import
from kpis.domain.ingest import ingest
from kpis.domain.tables import UnreadableTable
from kpis.downloads import refused_rows
from kpis.filters import ImportFilter
from kpis.models import Kpi, Measurement, MeasurementBatch, MeasurementImport

READ, SUBMIT = Capability.READ_KPIS, Capability.SUBMIT_MEASUREMENTS
OPTIONS = frozenset({"on_bad_rows", "zone", "note"})


class MeasurementViewSet(ScopedViewSet):
    """Values at instants; a correction is a further revision."""

    model = Measurement
    serializer_class = MeasurementSerializer
    pagination_class = ByKey
    body_limit = settings.MEASUREMENT_BODY_LIMIT_BYTES
    address_options = {"create": OPTIONS}
    parser_classes = (JsonRows, NdjsonRows, CsvRows)
    filter_backends = ()  # type: ignore[assignment]  # its filters are the key of the table
    requires = {"list": READ, "create": SUBMIT}

    @extend_schema(
        parameters=[
            OpenApiParameter("kpi", int, required=True),
            OpenApiParameter("from", OpenApiTypes.DATETIME, description="From this instant on."),
            OpenApiParameter("until", OpenApiTypes.DATETIME, description="Before this instant."),
        ],
        responses=MeasurementSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """The measurements of one KPI with all their revisions, the newest first."""
        refuse_unknown(request, {"kpi", "from", "until", "cursor", "page_size"})
        kpi = request.query_params.get("kpi", "")
        if not (kpi.isascii() and kpi.isdecimal()):
            raise ValidationError({"kpi": [_("Say which KPI, by its id.")]})
        rows = self.rows().filter(kpi=found(self.rows(Kpi), pk=int(kpi[:19])))
        for name, lookup in (("from", "at__gte"), ("until", "at__lt")):
            if name in request.query_params:
                rows = rows.filter(**{lookup: _instant(name, request.query_params[name])})
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(
        request={
            "application/json": MeasurementInput(many=True),
            "application/x-ndjson": OpenApiTypes.STR,
            "text/csv": OpenApiTypes.STR,
        },
        parameters=[
            OpenApiParameter("on_bad_rows", str, enum=OnBadRows.values, description="`good_rows` unless given."),
            OpenApiParameter("zone", str, description="Time zone of instants that name none; else they are refused."),
            OpenApiParameter("note", str, description="What the batch is called."),
        ],
        responses=IngestReportSerializer,
    )
    def create(self, request: Request) -> Response:
        """Submit measurements: an array of objects, an object with the array `rows`, one object a line, or CSV under
        the header `kpi,at,value` with `denominator` and `subject` where wanted.

        Safe to repeat: the same row again changes nothing, another value at the same KPI, instant and subject is kept
        as a revision. Answers what became of the rows and why a row was refused; 400 where none was kept.
        """
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MEASUREMENT_BODY_LIMIT_BYTES:
            raise TooLarge
        options, body = _options(request), request.data
        if not isinstance(body, Body):
            raise ParseError(_("The body is empty."))
        try:
            report = ingest(body.rows(), source=Source.API, by=self.user, now=self.now, **options)
        except UnreadableTable as unreadable:
            raise ParseError(str(unreadable)) from unreadable
        if not report.kept and not report.refused:
            raise ParseError(_("The body holds no rows."))
        shown = IngestReportSerializer(report).data
        if report.refused and not report.kept:
            detail = _("Nothing was kept, because rows were refused.")
            return Response(problem(400, detail, **shown), status=400, content_type=CONTENT_TYPE)
        return Response(shown)


def _options(request: Request) -> dict[str, Any]:
    """What the address says of how the rows are to be taken."""
    options: dict[str, Any] = {name: request.query_params[name] for name in OPTIONS if name in request.query_params}
    if "on_bad_rows" in options:
        if options["on_bad_rows"] not in OnBadRows.values:
            raise ValidationError({"on_bad_rows": [_("One of %s is expected.") % ", ".join(OnBadRows.values)]})
        options["on_bad_rows"] = OnBadRows(options["on_bad_rows"])
    if options.get("zone"):
        try:
            validate_time_zone(options["zone"])
        except InvalidZone as error:
            raise ValidationError({"zone": [_("There is no such time zone.")]}) from error
    options["note"] = options.get("note", "").replace("\x00", "")[:300]
    return options


def _instant(name: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise ValidationError({name: [_("An instant such as 2026-05-31T14:05:00Z is expected.")]})
    return at


class BatchViewSet(Listed, Shown, ScopedViewSet):
    """Measurements that came in together: from where, by whom, and what became of them."""

    model = MeasurementBatch
    serializer_class = BatchSerializer
    requires = {"list": READ, "retrieve": READ}


class ImportViewSet(Listed, Shown, ScopedViewSet):
    """Files of measurements that a worker reads."""

    model = MeasurementImport
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    parser_classes = (MultiPartParser,)
    requires = {"list": READ, "retrieve": READ, "create": SUBMIT, "refused": READ}

    @extend_schema(request={"multipart/form-data": ImportInput}, responses={202: ImportSerializer})
    def create(self, request: Request) -> Response:
        """Hand in a CSV file with what its columns mean. Ask for its address until its state is done or failed."""
        body = self.body(ImportInput)
        file, asked = body.pop("file"), body.pop("kpi")
        with transaction.atomic():
            kpi = found_for_change(self.rows(Kpi), request.user, pk=asked.pk)
            job = prepare_import(kpi, file=file, by=self.user, now=self.now)
            body.setdefault("time_zone", job.time_zone)
            start_import(job, columns=Columns(**body), by=self.user, now=self.now)
        return self.shown(job, status_code=202)

    @extend_schema(responses={(200, "text/csv"): OpenApiTypes.BINARY})
    @action(detail=True, pagination_class=None, filterset_class=None)
    def refused(self, request: Request, pk: str) -> FileResponse:
        """The refused rows as a CSV file: row, column and reason. 404 where no row was refused."""
        return refused_rows(self.get_object())
