"""The log: one JSON object a line on standard error, from structlog and the standard library alike, without secrets.

Two things keep secrets out. A field named like one is hidden whole. From an address, which may hold the key of a
password reset, an invitation or a reference, every long word and every query value is taken out.
"""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "[hidden]"
SECRET_NAMES = re.compile(r"passw|token|secret|authorization|cookie|api_?key|credential|signature", re.IGNORECASE)
# The fields that quote an address or a sentence with one.
QUOTING = ("event", "request", "path", "url")
LONG_WORD = re.compile(r"(?<=/)[A-Za-z0-9_:=-]{20,}(?=[/?\s]|$)")
QUERY_VALUE = re.compile(r"(?<=[?&])([\w.\[\]-]+)=[^&\s]*")
PROBES = frozenset({"GET /healthz", "GET /readyz"})

Event = MutableMapping[str, Any]


def hide_secrets(logger: Any, method: str, event: Event) -> Event:
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = HIDDEN
        elif name in QUOTING and isinstance(value, str):
            event[name] = without_secrets(value)
    return event


def without_secrets(text: str) -> str:
    return QUERY_VALUE.sub(rf"\1={HIDDEN}", LONG_WORD.sub(HIDDEN, text))


def drop_quiet_probes(logger: Any, method: str, event: Event) -> Event:
    """Probes ask every few seconds; only their failures are worth a line."""
    if event.get("request") in PROBES and event.get("code", 200) == 200:
        raise structlog.DropEvent
    return event


# What happens to every event, whoever logs it.
SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    drop_quiet_probes,
    hide_secrets,
]


def configure(level: str) -> dict[str, Any]:
    """Sets structlog up, and returns Django's LOGGING for the standard library's loggers."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": [structlog.stdlib.add_log_level, *SHARED],
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.JSONRenderer(),
                ],
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # django_structlog tells of each request, with its user; Django would say it again.
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "CRITICAL"},
            # Celery tells of each tick of the clock, thousands an hour; failures come through.
            "celery.app.trace": quiet,
            "celery.beat": quiet,
            "celery.worker.strategy": quiet,
            "kombu": quiet,
        },
    }
