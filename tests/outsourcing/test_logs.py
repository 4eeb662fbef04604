"""Tests that the log is readable by a machine and holds no secret."""

import json
import logging
from io import StringIO

import pytest
import structlog

from outsourcing import logs

KEY = "c8c2Qm1xVn3rT5yU7iO9pA"


@pytest.fixture
def written() -> "Written":
    return Written()


class Written:
    """What a handler set up as in the settings writes for one event."""

    def __init__(self) -> None:
        formatter = logs.configure("INFO")["formatters"]["json"]
        self._stream = StringIO()
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
            )
        )

    def by(self, name: str, level: int, message: str, *args: object, **fields: object) -> dict[str, object]:
        logger = logging.getLogger(name)
        logger.addHandler(self._handler)
        try:
            logger.log(level, message, *args, extra=fields)
        finally:
            logger.removeHandler(self._handler)
        line: dict[str, object] = json.loads(self._stream.getvalue().splitlines()[-1])
        return line


def test_line_is_json_with_level_logger_and_time(written: Written) -> None:
    line = written.by("kpis", logging.WARNING, "%d rows are late", 3, kpi=7)
    assert (line["event"], line["level"], line["logger"], line["kpi"]) == ("3 rows are late", "warning", "kpis", 7)
    assert str(line["timestamp"]).endswith("Z")


@pytest.mark.parametrize(
    "name", ["password", "api_token", "webhook_secret", "Authorization", "session_cookie", "apikey"]
)
def test_field_named_like_a_secret_is_hidden(written: Written, name: str) -> None:
    assert written.by("accounts", logging.ERROR, "refused", **{name: KEY})[name] == "[hidden]"


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        (f"GET /invitations/{KEY}/", "GET /invitations/[hidden]/"),
        (f"GET /account/password/reset/key/3-{KEY}/", "GET /account/password/reset/key/[hidden]/"),
        (f"POST /references/{KEY}", "POST /references/[hidden]"),
        (f"GET /login?next=/home&key={KEY}", "GET /login?next=[hidden]&key=[hidden]"),
        ("GET /projects/12/goals/3/", "GET /projects/12/goals/3/"),
        ("GET /relationships/improvement-plans/4/", "GET /relationships/improvement-plans/4/"),
    ],
)
def test_address_loses_its_keys_and_stays_readable(address: str, safe: str) -> None:
    assert logs.without_secrets(address) == safe


@pytest.mark.parametrize(("code", "is_told"), [(200, False), (503, True)])
def test_probe_is_told_of_when_it_fails(code: int, is_told: bool) -> None:
    event = {"event": "request_finished", "request": "GET /readyz", "code": code}
    if is_told:
        assert logs.drop_quiet_probes(None, "info", event) == event
    else:
        with pytest.raises(structlog.DropEvent):
            logs.drop_quiet_probes(None, "info", event)
