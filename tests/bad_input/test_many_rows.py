"""A hundred thousand rows of which three are bad: the good ones are kept, each bad one is named."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.models import User
from kpis.choices import Aggregation
from kpis.models import Kpi, Measurement, MeasurementImport
from kpis.tasks import run_imports
from projects.choices import ProjectState
from tests.cast import Cast
from tests.factories.kpis import make_kpi
from tests.factories.projects import ProjectFactory

ROWS = 100_000
AT = "2026-03-01T00:00:00Z"
BAD = {500: ("at", "31/31/2026,1"), 50_000: ("value", f"{AT},many"), 99_998: ("value", f"{AT},NaN")}
"""Which line is bad (the header is line 1), at which column, and what stands there."""


@pytest.fixture
def kpi(cast: Cast, manager: User, settings: Settings, tmp_path: object) -> Kpi:
    settings.MEDIA_ROOT = tmp_path
    project = ProjectFactory.create(vendor=cast.acme, manager=manager, state=ProjectState.ACTIVE)
    return make_kpi(project, aggregation=Aggregation.MEAN)


def table(before: str = "") -> bytes:
    """A file of 100,000 rows, `before` each of which stands the same cell."""
    began = datetime(2026, 3, 1, tzinfo=UTC)
    lines = [f"{before}{(began + timedelta(seconds=second)).isoformat()},{second % 100}" for second in range(ROWS)]
    for number, (_, cells) in BAD.items():
        lines[number - 2] = f"{before}{cells}"
    return "\n".join([f"{'kpi,' if before else ''}at,value", *lines]).encode()


def test_by_rest(kpi: Kpi, api: APIClient, manager: User) -> None:
    api.force_authenticate(manager)
    answer = api.generic("POST", "/api/v1/measurements/", table(f"{kpi.pk},"), content_type="text/csv")
    report = answer.json()
    assert (answer.status_code, report["new"], report["refused"]) == (200, ROWS - 3, 3)
    assert [(bad["row"], bad["field"]) for bad in report["errors"]] == [(row, field) for row, (field, _) in BAD.items()]
    assert all(bad["detail"] for bad in report["errors"])
    assert Measurement.objects.count() == ROWS - 3


def test_on_the_page(kpi: Kpi, client: Client, manager: User) -> None:
    client.force_login(manager)
    file = SimpleUploadedFile("checks.csv", table(), "text/csv")
    columns = client.post(f"/kpis/{kpi.pk}/import/", {"file": file, "version": kpi.version})
    chosen = {"value_column": "value", "instant_column": "at", "time_zone": "UTC", "on_bad_rows": "good_rows"}
    job = client.post(columns.url, chosen)
    run_imports()
    page = client.get(job.url).content.decode()
    assert "The good rows are kept; 3 rows were refused." in page
    assert MeasurementImport.objects.get().done_count == ROWS
    assert Measurement.objects.count() == ROWS - 3
    refused = b"".join(client.get(f"{job.url}refused/").streaming_content).decode("utf-8-sig").splitlines()
    places = [tuple(line.split(",")[:2]) for line in refused[1:]]
    assert places == [(str(row), field) for row, (field, _) in BAD.items()]
