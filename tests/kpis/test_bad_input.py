"""Bad measurements are answered row by row, through the API and through the upload in the browser alike."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from rest_framework.test import APIClient

from accounts.models import User
from kpis.choices import Source
from kpis.domain.ingest import ingest
from kpis.models import Kpi, Measurement, MeasurementImport
from kpis.tasks import run_imports
from tests.factories.kpis import MADE_AT, measure, row

MEASUREMENTS = "/api/v1/measurements/"
SINCE = datetime(2026, 1, 5, tzinfo=UTC)
HUNDRED_THOUSAND = 100_000

Bad = tuple[int, str]
"""The number of a row, and the field that is wrong with it."""


class Doors:
    """The two ways in, answering alike: rows kept, and what is wrong with which row."""

    def __init__(self, api: APIClient, browser: Client, kpi: Kpi) -> None:
        self.api, self.browser, self.kpi = api, browser, kpi

    def send(self, body: bytes, query: str = "") -> Any:
        """Through HTTP: lines with their KPI in front."""
        return self.api.generic("POST", f"{MEASUREMENTS}{query}", body, content_type="text/csv")

    def sent(self, lines: Sequence[str]) -> tuple[int, list[Bad]]:
        rows = "".join(f"{self.kpi.pk},{line}\n" for line in lines)
        answer = self.send(f"kpi,at,value\n{rows}".encode()).json()
        return answer.get("new", 0), [(error["row"], error["field"]) for error in answer["errors"]]

    def upload(self, body: bytes, **columns: str) -> Any:
        """Through the browser: both pages of an import."""
        address = f"/kpis/{self.kpi.pk}/import/"
        file = SimpleUploadedFile("export.csv", body, "text/csv")
        response = self.browser.post(address, {"file": file, "version": self.kpi.version})
        if response.status_code != 302:
            return response
        data = {"time_zone": "UTC", "on_bad_rows": "good_rows", "version": "1"}
        columns = {"value_column": "value", "instant_column": "at"} | columns
        return self.browser.post(response["Location"], data | columns)

    def uploaded(self, lines: Sequence[str], **columns: str) -> tuple[int, list[Bad]]:
        self.upload("\n".join(["at,value", *lines]).encode(), **columns)
        run_imports()
        job = MeasurementImport.objects.get()
        kept = job.batch.new_count if job.batch else 0
        return kept, self.refused(job)

    def refused(self, job: MeasurementImport) -> list[Bad]:
        if not job.errors:
            return []
        page = self.browser.get(f"{job.get_absolute_url()}refused/")
        by_api = self.api.get(f"/api/v1/measurement-imports/{job.pk}/refused/")
        text, same = (b"".join(each.streaming_content).decode("utf-8-sig") for each in (page, by_api))
        assert text == same
        return [(int(each["row"]), each["column"]) for each in csv.DictReader(io.StringIO(text))]


@pytest.fixture
def doors(api: APIClient, client: Client, manager: User, kpi: Kpi) -> Doors:
    api.force_authenticate(manager)
    client.force_login(manager)
    return Doors(api, client, kpi)


def at(second: int) -> str:
    return f"{SINCE + timedelta(seconds=second):%Y-%m-%dT%H:%M:%SZ}"


WRONG_TYPES = [f"{at(0)},99", f"{at(1)},up", "yesterday,99", f"{at(2)},", f"{at(3)},٣", f"{at(4)},NaN", f"{at(5)},98"]
WRONG = [(3, "value"), (4, "at"), (5, "value"), (6, "value"), (7, "value")]
TWICE = [f"{at(0)},99", f"{at(0)},99", f"{at(1)},98", f"{at(1)},97"]


def test_wrong_types_are_answered_over_http(doors: Doors) -> None:
    assert doors.sent(WRONG_TYPES) == (2, WRONG)


def test_wrong_types_are_answered_in_the_upload(doors: Doors) -> None:
    assert doors.uploaded(WRONG_TYPES) == (2, WRONG)


def test_a_row_twice_is_kept_once_and_a_contradiction_refused_over_http(doors: Doors) -> None:
    assert doors.sent(TWICE) == (1, [(4, "at"), (5, "at")])


def test_a_row_twice_is_kept_once_and_a_contradiction_refused_in_the_upload(doors: Doors) -> None:
    assert doors.uploaded(TWICE) == (1, [(4, "at"), (5, "at")])
    assert MeasurementImport.objects.get().batch.unchanged_count == 1


def hundred_thousand() -> list[str]:
    """Rows of which the 10th, the 50,000th and the last are bad; the header is row 1."""
    lines = [f"{at(second)},{99 + second % 10 / 10}" for second in range(HUNDRED_THOUSAND)]
    lines[8], lines[49_998], lines[-1] = f"{at(8)},x", "2026-02-30T00:00:00Z,99", f"{at(99_999)},1e400"
    return lines


THREE = [(10, "value"), (50_000, "at"), (100_001, "value")]


def test_of_a_hundred_thousand_rows_three_bad_ones_are_named_over_http(doors: Doors) -> None:
    assert doors.sent(hundred_thousand()) == (HUNDRED_THOUSAND - 3, THREE)
    assert Measurement.objects.count() == HUNDRED_THOUSAND - 3


def test_of_a_hundred_thousand_rows_three_bad_ones_are_named_in_the_upload(doors: Doors) -> None:
    assert doors.uploaded(hundred_thousand()) == (HUNDRED_THOUSAND - 3, THREE)


def test_three_bad_rows_forbid_all_where_that_is_asked_for(doors: Doors) -> None:
    assert doors.uploaded(hundred_thousand()[:12], on_bad_rows="all_or_nothing") == (0, [(10, "value")])
    assert MeasurementImport.objects.get().state == "failed" and not Measurement.objects.exists()


def test_an_unknown_kpi_is_a_refused_row_over_http(doors: Doors) -> None:
    answer = doors.send(f"kpi,at,value\n999999,{at(0)},1\nx,{at(0)},1\n{doors.kpi.pk},{at(0)},1\n".encode()).json()
    assert (answer["new"], [(error["row"], error["field"]) for error in answer["errors"]]) == (
        1,
        [(2, "kpi"), (3, "kpi")],
    )


def test_an_unknown_kpi_has_no_page_to_upload_to(doors: Doors) -> None:
    doors.kpi.pk = 999_999
    assert doors.upload(b"at,value\n").status_code == 404


LATIN_1 = "at,value\n2026-01-05T00:00:00Z,1\nä,ö\n".encode("latin-1")
UTF_16 = "at,value\n2026-01-05T00:00:00Z,1\n".encode("utf-16")
WITH_BOM = f"\ufeffat,value\n{at(0)},1\n".encode()


@pytest.mark.parametrize("body", [LATIN_1, UTF_16])
def test_another_encoding_than_utf_8_is_named_over_http(doors: Doors, body: bytes) -> None:
    answer = doors.send(body)
    assert answer.status_code == 400 and "not in UTF-8" in answer.json()["detail"]


@pytest.mark.parametrize("body", [LATIN_1, UTF_16])
def test_another_encoding_than_utf_8_is_named_in_the_upload(doors: Doors, body: bytes) -> None:
    refused = doors.upload(body)
    assert refused.status_code == 422 and "not in UTF-8" in refused.content.decode()


def test_a_byte_order_mark_is_no_part_of_the_first_column(doors: Doors) -> None:
    doors.upload(WITH_BOM)
    run_imports()
    assert MeasurementImport.objects.get().batch.new_count == 1
    assert doors.send(f"\ufeffkpi,at,value\n{doors.kpi.pk},{at(1)},1\n".encode()).json()["new"] == 1


@pytest.mark.parametrize(("content_type", "body"), [
    ("text/csv", ""), ("text/csv", "kpi,at,value\n"), ("application/json", "[]"), ("application/x-ndjson", ""),
])  # fmt: skip
def test_nothing_at_all_is_said_to_be_nothing_over_http(doors: Doors, content_type: str, body: str) -> None:
    answer = doors.api.generic("POST", MEASUREMENTS, body, content_type=content_type)
    assert answer.status_code == 400
    assert any(words in answer.json()["detail"] for words in ("empty", "no rows"))


def test_nothing_at_all_is_said_to_be_nothing_in_the_upload(doors: Doors) -> None:
    empty = doors.upload(b"")
    assert empty.status_code == 422 and "empty" in empty.content.decode()
    assert doors.uploaded([]) == (0, [])
    assert MeasurementImport.objects.get().failure == "The file holds no rows below its header."


def test_a_stray_quote_is_named_with_its_line_over_http(doors: Doors) -> None:
    answer = doors.send(f'kpi,at,value\n{doors.kpi.pk},{at(0)},1\n{doors.kpi.pk},{at(1)},"1"x\n'.encode())
    assert answer.status_code == 400 and "not a valid CSV table, in line 3" in answer.json()["detail"]


def test_a_stray_quote_is_named_with_its_line_in_the_upload(doors: Doors) -> None:
    good, stray = "".join(f"{at(second)},1\n" for second in range(9)), f'{at(9)},"1"x\n'
    refused = doors.upload(f"at,value\n{stray}".encode())
    assert refused.status_code == 422 and "not a valid CSV table, in line 2" in refused.content.decode()
    doors.upload(f"at,value\n{good}{stray}".encode())
    run_imports()
    assert "not a valid CSV table, in line 11" in MeasurementImport.objects.get().failure


@pytest.mark.parametrize("header", ["at,va\x00lue", f"at,value,{'x' * 201}"])
def test_a_column_that_cannot_be_named_is_refused_at_once(doors: Doors, header: str) -> None:
    refused = doors.upload(f"{header}\n{at(0)},1\n".encode())
    assert refused.status_code == 422 and "name is too long" in refused.content.decode()


def test_a_file_over_the_limit_is_refused_at_once(doors: Doors) -> None:
    with override_settings(MEASUREMENT_BODY_LIMIT_BYTES=20):
        refused = doors.upload(f"at,value\n{at(0)},1\n".encode())
    assert refused.status_code == 422 and "import it in parts" in refused.content.decode()


@pytest.mark.parametrize("item", [{"at": "\ud800"}, {"value": "1\x00"}, {"\ud800": 1}, {"subject": "\ud800"}])
def test_signs_that_are_no_text_are_no_500(doors: Doors, item: dict[str, Any]) -> None:
    body = json.dumps([{"kpi": doors.kpi.pk, "at": at(0), "value": "1"} | item])
    assert doors.api.generic("POST", MEASUREMENTS, body, content_type="application/json").status_code == 400


def test_an_instant_at_the_end_of_time_is_a_refused_row(doors: Doors) -> None:
    body = f"kpi,at,value\n{doors.kpi.pk},0001-01-01T00:00:00,1\n{doors.kpi.pk},9999-12-31T23:59:59,1\n"
    for zone in ("Asia/Tokyo", "America/New_York"):
        answer = doors.send(body.encode(), f"?zone={zone}")
        assert [error["field"] for error in answer.json()["errors"]] == ["at", "at"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("form", ["target", "definition"])
def test_a_day_at_the_end_of_time_is_refused_at_its_field(doors: Doors, form: str, day: str) -> None:
    data = {
        "starts_on": day, "expected": "9", "grace_periods": "0", "aggregation": "mean", "period": "month",
        "time_zone": "Asia/Tokyo", "precision": "2", "settling_hours": "0", "weight": "1", "reason": "x",
    }  # fmt: skip
    response = doors.browser.post(f"/kpis/{doors.kpi.pk}/{form}/", data)
    assert response.status_code == 422 and list(response.context["form"].errors) == ["starts_on"]


def test_every_row_of_one_instant_is_read_back_once(doors: Doors) -> None:
    kpi = doors.kpi
    rows = [row(kpi, at(0), 1, subject=f"service {number}", number=number) for number in range(1, 1_251)]
    ingest(rows, source=Source.API, by=kpi.project.manager, now=MADE_AT)
    measure(kpi, (at(60), 1))
    address, seen = f"{MEASUREMENTS}?kpi={kpi.pk}", []
    while address:
        page = doors.api.get(address).json()
        seen += [each["subject"] for each in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == 1_251 and seen[0] == ""


@pytest.mark.parametrize("query", ["cursor=x", "cursor=WzEsMiwzXQ==", "cursor=bnVsbA==", "page_size=0", "page_size=x"])
def test_a_page_that_cannot_be_is_a_400(doors: Doors, query: str) -> None:
    assert doors.api.get(f"{MEASUREMENTS}?kpi={doors.kpi.pk}&{query}").status_code == 400
