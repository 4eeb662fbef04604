"""Pages of measurements."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.pagination import Pages
from kpis.models import Measurement


class ByKey(Pages):
    """Pages that follow the table's key within one KPI, the newest first: a deep page costs what the first one costs.

    The cursor is the key of the last row shown, so that any number of subjects may share an instant.
    """

    page_size = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> Any:
        size = self.get_page_size(request) or self.page_size
        rows = queryset.order_by("-at", "-subject", "-revision")
        if cursor := request.query_params.get("cursor"):
            rows = rows.filter(_after(cursor))
        found = list(rows[: size + 1])
        self.rows, has_more = found[:size], len(found) > size
        self.address = request.build_absolute_uri()
        self.cursor = _cursor_of(self.rows[-1]) if has_more else None
        return self.rows

    def get_paginated_response(self, data: Any) -> Response:
        following = replace_query_param(self.address, "cursor", self.cursor) if self.cursor else None
        return Response({"next": following, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What the documentation says of a page."""
        following = {"type": "string", "nullable": True, "format": "uri"}
        return {"type": "object", "required": ["next", "results"], "properties": {"next": following, "results": schema}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            {"name": name, "in": "query", "required": False, "schema": {"type": kind}}
            for name, kind in (("cursor", "string"), ("page_size", "integer"))
        ]


def _cursor_of(row: Measurement) -> str:
    key = json.dumps([row.at.isoformat(), row.subject, row.revision])
    return urlsafe_b64encode(key.encode()).decode()


def _after(cursor: str) -> Q:
    """The rows that follow the one that `cursor` names. A cursor that `_cursor_of` cannot have written is a 400."""
    try:
        written, subject, revision = json.loads(urlsafe_b64decode(cursor))
        at = datetime.fromisoformat(written)
        is_key = isinstance(subject, str) and subject.isprintable() and isinstance(revision, int) and at.tzinfo
    except (ValueError, TypeError):
        is_key = None
    if not is_key:
        raise ValidationError({"cursor": [_("Take the cursor from the address of the next page.")]})
    same = Q(at=at, subject__lt=subject) | Q(at=at, subject=subject, revision__lt=revision)
    return Q(at__lte=at) & (Q(at__lt=at) | same)
