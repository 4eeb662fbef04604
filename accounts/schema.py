"""What every operation of the API has in common, said once in its description."""

from typing import Any

STATUSES = {
    "400": "Some of the input is not valid; `errors` names each field or row.",
    "401": "No token, or one that is unknown, expired or revoked.",
    "403": "The role, or the token's scopes, do not include this.",
    "404": "There is nothing here, or nothing that you may see.",
    "409": "A rule says no, or the first request with this Idempotency-Key still runs.",
    "412": "Somebody else has changed the record since it was read.",
    "422": "The Idempotency-Key was used for another request.",
    "428": "A change must name, in If-Match, the version that it was made from.",
}
OF_METHOD = {
    "get": ("400", "401", "403", "404"),
    "post": ("400", "401", "403", "404", "409", "422"),
    "put": ("400", "401", "403", "404", "409", "412", "428"),
    "patch": ("400", "401", "403", "404", "409", "412", "428"),
    "delete": ("401", "403", "404", "409", "412", "428"),
}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "reasons": {"type": "array", "items": {"type": "string"}},
        "incident": {"type": "string", "description": "Name it when asking for help; also in X-Incident."},
    },
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "1 to 255 visible ASCII characters. Again within 24 hours: the same answer, no second effect.",
    "schema": {"type": "string", "maxLength": 255},
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The ETag of the record as it was read.",
    "schema": {"type": "string"},
}


def describe_the_common(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Postprocessing hook of drf-spectacular: problems, `Idempotency-Key` and `If-Match`."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            _describe(method, operation)
    return result


def _describe(method: str, operation: dict[str, Any]) -> None:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in OF_METHOD.get(method, ()):
        operation["responses"].setdefault(status, {"description": STATUSES[status], "content": content})
    if method == "post":
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    elif method in {"put", "patch", "delete"}:
        operation.setdefault("parameters", []).append(IF_MATCH)
