"""Start-up checks: no page or API action is without its `requires`, no record without its road."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import ScopedModel

OWN_ROOMS = (
    *("accounts", "audit", "notifications", "jobs", "documents", "actions", "vendors", "projects", "kpis"),
    *("relationships", "portal", "outsourcing"),
)


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the product with its full pattern, as ("api/v1/vendors/<int:pk>/", pattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry


@register()
def every_route_says_what_it_requires(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """E001 for a view of our own whose class declares no `requires`."""
    return [
        Error(f"The view behind {route!r} does not declare what it requires.", obj=pattern.callback, id="accounts.E001")
        for route, pattern in routes()
        if _is_ours(pattern) and not _declares_requires(pattern.callback)
    ]


@register()
def every_record_has_its_road(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """E002 for a scoped model without a `vendor_path`."""
    return [
        Error(f"{model.__name__} does not declare its vendor_path.", obj=model, id="accounts.E002")
        for model in apps.get_models()
        if issubclass(model, ScopedModel) and not hasattr(model, "vendor_path")
    ]


def _is_ours(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.partition(".")[0] in OWN_ROOMS


def _declares_requires(view: Any) -> bool:
    view_class = getattr(view, "cls", getattr(view, "view_class", None))
    holder = view if view_class is None else view_class
    requires = getattr(holder, "requires", None)
    actions = getattr(view, "actions", None)
    if isinstance(requires, dict) and actions:
        return all(action in requires for action in actions.values())
    return requires is not None
