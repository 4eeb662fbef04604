"""Bodies that get past the form: of a page, what its own form holds; of the API, what its schema asks for."""

from html.parser import HTMLParser
from typing import Any

FILLED = {"date": "2027-01-15", "datetime-local": "2027-01-15T10:00", "number": "1", "email": "someone@example.com"}
SKIPPED = {"submit", "button", "file", "reset", "image"}


class FormReader(HTMLParser):
    """The fields of a page's POST forms with a value for each: its own, else a plausible one."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._is_post = False
        self._select: str | None = None
        self._textarea: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_post = given.get("method", "").lower() == "post" and "logout" not in given.get("action", "")
        elif not self._is_post:
            return
        elif tag == "input" and given.get("name") and given.get("type", "text") not in SKIPPED:
            self._input(given)
        elif tag == "textarea" and given.get("name"):
            self._textarea = given["name"]
            self.fields[given["name"]] = "plausible text"
        elif tag == "select":
            self._select = given.get("name")
        elif tag == "option" and self._select and given.get("value"):
            chosen = "selected" in given or not self.fields.get(self._select)
            if chosen:
                self.fields[self._select] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_post = False
        elif tag == "select":
            self._select = None

    def _input(self, given: dict[str, str]) -> None:
        kind, name = given.get("type", "text"), given["name"]
        if kind in {"checkbox", "radio"}:
            self.fields.setdefault(name, given.get("value", "on"))
        else:
            self.fields[name] = given.get("value") or FILLED.get(kind, "plausible text")


def form_body(html: str) -> dict[str, str]:
    reader = FormReader()
    reader.feed(html)
    return reader.fields


def schema_body(schema: dict[str, Any], operation: dict[str, Any]) -> Any:
    """A value of an operation's JSON body, after the OpenAPI `schema`."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return _value(schema, content.get("schema", {})) if content else {}


def _value(schema: dict[str, Any], part: dict[str, Any], depth: int = 0) -> Any:
    if "$ref" in part:
        return _value(schema, schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]], depth)
    for many in ("allOf", "oneOf", "anyOf"):
        if many in part:
            return _value(schema, part[many][0], depth)
    if "enum" in part:
        return part["enum"][0]
    kind = part.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" or "properties" in part:
        wanted = part.get("properties", {})
        return {} if depth > 4 else {name: _value(schema, inner, depth + 1) for name, inner in wanted.items()}
    if kind == "array":
        return [_value(schema, part.get("items", {}), depth + 1)]
    return SIMPLE.get((kind, part.get("format"))) or SIMPLE.get((kind, None), "x")


SIMPLE: dict[tuple[Any, Any], Any] = {
    ("integer", None): 1,
    ("number", None): 1,
    ("boolean", None): True,
    ("string", None): "plausible text",
    ("string", "decimal"): "1",
    ("string", "date"): "2027-01-15",
    ("string", "date-time"): "2027-01-15T10:00:00Z",
    ("string", "email"): "someone@example.com",
    ("string", "uri"): "https://example.com/",
}
