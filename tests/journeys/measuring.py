"""Steps 3 and 4: KPIs with targets, files of real measurements, a breach that reaches people, and its end."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import expect

from tests.journeys.desk import Desk
from tests.journeys.machinery import Machinery, wait_until
from tests.journeys.series import File

IMPORT_SECONDS = 60


@dataclass(frozen=True)
class Plan:
    """A KPI to define: which goal it proves, how its measurements become a value, and its target."""

    name: str
    goal: str
    unit: str
    data_source: str
    expected: str
    fields: dict[str, Any]


def define(manager: Desk, project: str, plan: Plan, *, starts_on: date) -> str:
    """Returns the KPI's address."""
    manager.go(f"{project}kpis/new/")
    manager.fill(
        name=plan.name,
        goal=plan.goal,
        starts_on=starts_on,
        unit=plan.unit,
        direction="higher",
        time_zone="UTC",
        data_source=plan.data_source,
        missing_data="fail",
        expected=plan.expected,
        **plan.fields,
    )
    manager.press("Define")
    return manager.path


def upload(manager: Desk, kpi: str, file: File, **columns: Any) -> str:
    """A file in the browser: its columns are chosen, a worker reads it while the page waits; returns its page."""
    manager.go(kpi)
    manager.follow("Import a file")
    manager.fill(file=file.path)
    manager.press("Go on to the columns")
    manager.fill(**columns)
    manager.press("Import", look=False)
    job = manager.path
    expect(manager.main.locator("#progress")).not_to_contain_text("You can leave this page", timeout=30_000)
    manager.go(job)
    return job


def is_told_of_bad_rows(manager: Desk, job: str, *reasons: str) -> None:
    """The page counts them, and the file to download names row, column and reason."""
    manager.reads(f"{len(reasons)} rows were refused")
    with manager.page.expect_download() as downloading:
        manager.main.get_by_role("link", name="Download them with the reasons").click()
    text = downloading.value.path().read_text(encoding="utf-8-sig")
    lines = text.splitlines()[1:]
    assert len(lines) == len(reasons), text
    for line, reason in zip(lines, reasons, strict=True):
        assert re.match(reason, line), (reason, line)


def shows(person: Desk, kpi: str, value: str, status: str) -> None:
    """The KPI's page shows the worked-out result, once the worker has judged it."""

    def is_shown() -> bool:
        person.page.goto(f"{person.base}{kpi}")
        return value in person.main.inner_text() and status in person.main.inner_text()

    wait_until(is_shown, f"{kpi} shows {value}, {status}", seconds=IMPORT_SECONDS)
    person.look()


def type_in(manager: Desk, kpi: str, *, month: date, value: str) -> None:
    """One measurement by hand; a value that is none is answered at its field."""
    manager.go(kpi)
    manager.follow("Type in a measurement")
    manager.fill(at=f"{month:%Y-%m}-15T12:00", value="rather good", note="Monthly survey")
    manager.press("Submit", refused=True)
    manager.fill(value=value)
    manager.press("Submit")


def make_webhook(administrator: Desk, machinery: Machinery) -> str:
    """An inner address is refused unless the operator allowed it; returns the secret, which is shown once."""
    administrator.go("/webhooks/")
    administrator.follow("New webhook")
    administrator.fill(name="Operations desk", url="http://10.0.0.1/hooks")
    administrator.press("Make the webhook", refused=True)
    administrator.fill(url=machinery.receiver.url)
    administrator.press("Make the webhook")
    secret = administrator.main.locator("input[data-select]").input_value()
    administrator.follow("I have copied it")
    administrator.reads("Nothing sent yet")
    return secret
