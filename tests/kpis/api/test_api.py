import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from kpis.choices import BreachState
from kpis.domain.evaluation import refresh_due
from kpis.models import Breach, Kpi, Measurement
from kpis.tasks import run_imports
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import make_kpi, measure

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
AT = "2026-03-10T00:00:00Z"
MEASUREMENTS = "/api/v1/measurements/"


@pytest.fixture
def client(api: APIClient, manager: User) -> APIClient:
    api.force_authenticate(manager)
    return api


def send(client: APIClient, body: str | bytes, content_type: str = "application/json", query: str = "") -> Any:
    return client.generic("POST", f"{MEASUREMENTS}{query}", body, content_type=content_type)


def test_a_kpi_is_defined_changed_and_given_a_target(client: APIClient, project: Project) -> None:
    body = {
        "project": project.pk,
        "name": "Answered in time",
        "starts_on": "2026-02-14",
        "definition": {
            "aggregation": "share",
            "time_zone": "UTC",
            "threshold": "10",
            "threshold_side": "at_most",
            "direction": "higher",
        },
    }
    made = client.post("/api/v1/kpis/", body, format="json")
    assert made.status_code == 201, made.json()
    kpi = made.json()
    assert kpi["definition"]["effective_from"] == "2026-02-01T00:00:00Z" and "It has no target." in kpi["missing"]
    address = f"/api/v1/kpis/{kpi['id']}/"
    target = client.post(f"{address}targets/", {"starts_on": "2026-02-01", "expected": "80.5"}, format="json")
    assert target.status_code == 201 and target.json()["expected"] == "80.5000000000"
    changed = client.patch(address, {"name": "Answered"}, format="json", headers={"If-Match": made.headers["ETag"]})
    assert changed.json()["name"] == "Answered" and changed.json()["target"]["id"] == target.json()["id"]
    definition = {"aggregation": "mean", "time_zone": "UTC", "starts_on": "2026-04-01"}
    assert client.post(f"{address}versions/", definition, format="json").json()["number"] == 2
    assert [version["number"] for version in client.get(f"{address}versions/").json()] == [2, 1]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"project": 999999}, "project"),
        ({"definition": {"aggregation": "median", "time_zone": "UTC"}}, "definition.aggregation"),
        ({"definition": {"aggregation": "mean", "time_zone": "Mars/Olympus"}}, "definition.time_zone"),
        ({"definition": {"aggregation": "share", "time_zone": "UTC"}}, "threshold"),
        ({"target": {"expected": "9", "warning": "8"}}, "warning"),
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_definition_that_cannot_be_is_answered_with_its_field(
    client: APIClient, project: Project, change: dict[str, object], field: str
) -> None:
    definition = {"aggregation": "mean", "time_zone": "UTC", "direction": "higher"}
    body = {"project": project.pk, "name": "X", "starts_on": "2026-01-01", "definition": definition}
    answer = client.post("/api/v1/kpis/", {**body, **change}, format="json")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("starts_on", ["0001-01-01", "9999-12-31"])
def test_a_day_at_the_end_of_time_is_a_400(client: APIClient, project: Project, starts_on: str) -> None:
    definition = {"aggregation": "mean", "time_zone": "Asia/Tokyo"}
    body = {"project": project.pk, "name": "X", "starts_on": starts_on, "definition": definition}
    assert client.post("/api/v1/kpis/", body, format="json").status_code == 400


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_json_array_is_kept_and_each_bad_row_answered(client: APIClient, kpi: Kpi, wrapped: bool) -> None:
    rows = [
        {"kpi": kpi.pk, "at": AT, "value": 99.123456789},
        {"kpi": kpi.pk, "at": AT, "value": "98", "subject": "a"},
        {"kpi": kpi.pk, "at": AT, "value": True},
        {"kpi": kpi.pk, "at": AT},
        {"kpi": kpi.pk, "at": AT, "value": 1, "surprise": 1},
        "nonsense",
    ]
    answer = send(client, json.dumps({"rows": rows} if wrapped else rows))
    report = answer.json()
    assert (answer.status_code, report["new"], report["refused"]) == (200, 2, 4)
    places = [(error["row"], error["field"]) for error in report["errors"]]
    assert places == [(3, "value"), (4, "value"), (5, "surprise"), (6, "")]
    assert str(Measurement.objects.get(subject="").value) == "99.123456789"


def test_csv_and_ndjson_take_the_same_way(client: APIClient, kpi: Kpi) -> None:
    csv = f'\ufeffkpi;at;value;subject\r\n{kpi.pk};{AT};1;"a;b"\r\n{kpi.pk};{AT};x;\r\n{kpi.pk};{AT}\r\n'
    report = send(client, csv.encode(), "text/csv").json()
    assert (report["new"], [(error["row"], error["field"]) for error in report["errors"]]) == (
        1,
        [(3, "value"), (4, "")],
    )
    lines = f'{{"kpi": {kpi.pk}, "at": "{AT}", "value": 2}}\n\nnot json\n'
    report = send(client, lines, "application/x-ndjson").json()
    assert (report["new"], [error["row"] for error in report["errors"]]) == (1, [3])


def test_the_same_body_again_changes_nothing(client: APIClient, kpi: Kpi) -> None:
    body = f"kpi,at,value\n{kpi.pk},{AT},1\n"
    send(client, body, "text/csv")
    assert send(client, body, "text/csv").json()["unchanged"] == 1


def test_nothing_is_kept_where_all_or_nothing_is_asked_for(client: APIClient, kpi: Kpi) -> None:
    body = f"kpi,at,value\n{kpi.pk},{AT},1\n{kpi.pk},{AT},NaN\n"
    answer = send(client, body, "text/csv", "?on_bad_rows=all_or_nothing")
    assert answer.status_code == 400 and answer.headers["Content-Type"] == "application/problem+json"
    assert (
        answer.json()["errors"]
        == [{"row": 3, "field": "value", "detail": "“NaN” is not a number that can be measured."}]
        and not Measurement.objects.exists()
    )


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("", "text/csv"),
        ("a,b\n1,2\n", "text/csv"),
        ("kpi,at,value,value\n", "text/csv"),
        ("kpi,at,value\n1,2,ä\n".encode("latin-1"), "text/csv"),
        ("", "application/json"),
        ("[", "application/json"),
        ('"text"', "application/json"),
        ("[" * 100_000, "application/json"),
        ('[{"kpi": 1, "kpi": 2}]', "application/json"),
        (b"\xff[]", "application/json"),
    ],
)
def test_a_body_that_is_no_table_is_a_400(client: APIClient, kpi: Kpi, body: str | bytes, content_type: str) -> None:
    assert send(client, body, content_type).status_code == 400


@pytest.mark.parametrize("query", ["?surprise=1", "?on_bad_rows=maybe", "?zone=Mars"])
def test_an_option_that_there_is_not_is_a_400(client: APIClient, kpi: Kpi, query: str) -> None:
    assert send(client, f"kpi,at,value\n{kpi.pk},{AT},1\n", "text/csv", query).status_code == 400


def test_another_kind_of_body_is_a_415(client: APIClient) -> None:
    assert send(client, "<xml/>", "application/xml").status_code == 415


def test_a_body_over_the_limit_is_a_413(client: APIClient, kpi: Kpi) -> None:
    with override_settings(MEASUREMENT_BODY_LIMIT_BYTES=50):
        assert send(client, f"kpi,at,value\n{kpi.pk},{AT},1\n" * 5, "text/csv").status_code == 413


def test_a_kpi_without_a_place_answers_as_an_unknown_one(api: APIClient, cast: Cast, globex_project: Project) -> None:
    foreign = make_kpi(globex_project)
    api.force_authenticate(cast[Role.MANAGER])
    globex_project.places.all().delete()
    bodies = [f"kpi,at,value\n{pk},{AT},1\n" for pk in (foreign.pk, 99999999)]
    answers = [send(api, body, "text/csv").json()["errors"] for body in bodies]
    assert answers[0] == answers[1] and answers[0][0]["field"] == "kpi"


def test_a_vendor_reads_its_results_and_submits_nothing(
    api: APIClient, cast: Cast, kpi: Kpi, globex_project: Project
) -> None:
    foreign = make_kpi(globex_project)
    for each in (kpi, foreign):
        measure(each, (AT, 98))
    refresh_due(now=NOW)
    api.force_authenticate(cast.acme_lead)
    for address in ("kpis", "period-results", "breaches"):
        assert api.get(f"/api/v1/{address}/").json()["count"] == 1
    assert api.get("/api/v1/measurement-batches/").json()["count"] == 0
    assert api.get(f"{MEASUREMENTS}?kpi={kpi.pk}").json()["results"][0]["value"].startswith("98")
    assert api.get(f"{MEASUREMENTS}?kpi={foreign.pk}").status_code == 404
    assert send(api, f"kpi,at,value\n{kpi.pk},{AT},1\n", "text/csv").status_code == 403


def test_measurements_are_read_by_time_with_their_revisions(client: APIClient, kpi: Kpi) -> None:
    for value in (1, 2):
        measure(kpi, (AT, value), ("2026-04-10T00:00:00Z", 5))
    answer = client.get(f"{MEASUREMENTS}?kpi={kpi.pk}&until=2026-04-01T00:00:00Z").json()
    assert [row["revision"] for row in answer["results"]] == [2, 1]
    for query in ("", "?kpi=x", f"?kpi={kpi.pk}&from=yesterday", f"?kpi={kpi.pk}&surprise=1"):
        assert client.get(f"{MEASUREMENTS}{query}").status_code == 400


def test_results_are_filtered(client: APIClient, kpi: Kpi) -> None:
    measure(kpi, (AT, 98), ("2026-04-10T00:00:00Z", 100))
    refresh_due(now=NOW)
    found = client.get(f"/api/v1/period-results/?kpi={kpi.pk}&status=met").json()["results"]
    assert [(result["value"], result["starts_at"]) for result in found] == [("100.0000000000", "2026-04-01T00:00:00Z")]


def test_a_breach_is_acknowledged_and_closed(client: APIClient, kpi: Kpi) -> None:
    measure(kpi, (AT, 98), ("2026-04-10T00:00:00Z", 100))
    refresh_due(now=NOW)
    address = f"/api/v1/breaches/{Breach.objects.get().pk}/"
    assert client.post(f"{address}acknowledgement/", {"note": "On it"}, format="json").json()["state"] == "acknowledged"
    assert client.post(f"{address}acknowledgement/", {}, format="json").status_code == 409
    assert client.post(f"{address}closing/", {"cause": "A disk"}, format="json").status_code == 400
    closed = client.post(f"{address}closing/", {"cause": "A disk", "corrective_action": "Two"}, format="json").json()
    assert closed["state"] == BreachState.CLOSED and len(closed["handling"]) == 2 and len(closed["misses"]) == 1


def test_a_file_is_handed_in_and_followed(client: APIClient, kpi: Kpi) -> None:
    file = SimpleUploadedFile("a.csv", b"when,what\n2026-03-10 08:00:00,5\nbad,6\n", "text/csv")
    body = {"kpi": kpi.pk, "file": file, "value_column": "what", "instant_column": "when"}
    job = client.post("/api/v1/measurement-imports/", body, format="multipart")
    assert job.status_code == 202 and job.json()["state"] == "waiting"
    run_imports()
    done = client.get(f"/api/v1/measurement-imports/{job.json()['id']}/").json()
    assert (done["state"], done["total_count"], done["refused_count"]) == ("done", 2, 1)
    batch = client.get(f"/api/v1/measurement-batches/{done['batch']}/").json()
    assert (batch["new_count"], batch["source"]) == (1, "upload")


def test_an_import_whose_column_is_missing_is_refused_at_its_field(client: APIClient, kpi: Kpi) -> None:
    file = SimpleUploadedFile("a.csv", b"when,what\n1,2\n", "text/csv")
    body = {"kpi": kpi.pk, "file": file, "value_column": "nothing", "instant_column": "when"}
    answer = client.post("/api/v1/measurement-imports/", body, format="multipart")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "value_column"
