from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.choices import Role
from accounts.models import User
from kpis.choices import Aggregation, BreachState
from kpis.domain.evaluation import refresh_due
from kpis.models import Breach, Kpi, Measurement, MeasurementImport
from kpis.tasks import run_imports
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import make_kpi, measure

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


@pytest.fixture
def browser(client: Client, manager: User) -> Client:
    client.force_login(manager)
    return client


@pytest.fixture
def breached(kpi: Kpi) -> Breach:
    measure(kpi, ("2026-03-10T00:00:00Z", "97.2"))
    refresh_due(now=NOW)
    return Breach.objects.get()


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_list_says_how_each_kpi_stands(browser: Client, breached: Breach) -> None:
    page = text_of(browser.get("/kpis/"))
    assert "One KPI missed its target in its last period." in page
    assert "97.20" in page and "March 2026" in page and "Below minimum" in page


@pytest.mark.parametrize(
    ("query", "found"), [("q=avail", True), ("q=zzz", False), ("status=met", False), ("status=below_minimum", True)]
)
def test_the_list_is_filtered_in_the_database(browser: Client, breached: Breach, query: str, found: bool) -> None:
    assert ("Availability</a>" in text_of(browser.get(f"/kpis/?{query}"))) == found


def queries_of(browser: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries, expected: int) -> None:
    with django_assert_num_queries(expected):
        assert browser.get(address).status_code == 200


@pytest.mark.parametrize(("address", "queries"), [("/kpis/", 9), ("/breaches/", 7), ("/measurement-imports/", 5)])
@pytest.mark.parametrize("count", [1, 3])
def test_a_list_takes_the_same_queries_for_one_row_and_three(
    browser: Client,
    project: Project,
    address: str,
    queries: int,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for kpi in [make_kpi(project) for _ in range(count)]:
        measure(kpi, ("2026-03-10T00:00:00Z", "97.2"))
        MeasurementImport.objects.create(kpi=kpi, file="x.csv", name="x.csv", asked_by=project.manager, asked_at=NOW)
    refresh_due(now=NOW)
    queries_of(browser, address, django_assert_num_queries, queries)


def test_the_first_line_of_a_kpi_says_how_it_stands_in_words(browser: Client, breached: Breach) -> None:
    page = text_of(browser.get(breached.kpi.get_absolute_url()))
    assert "Below minimum in March 2026: 97.20\u00a0% against 99.5\u00a0%." in page
    assert "<svg" in page
    assert "REST API" in page
    assert '<th scope="row">March 2026' in page
    assert breached.get_absolute_url() in page


def test_a_kpi_that_is_not_complete_says_what_is_missing(browser: Client, project: Project) -> None:
    kpi = make_kpi(project, unit="", data_source="", missing_data="", levels=None)
    page = text_of(browser.get(kpi.get_absolute_url()))
    for gap in ("It has no unit.", "It has no target.", "It is not said where its data come from."):
        assert gap in page


def test_a_kpi_is_defined_with_its_first_target(browser: Client, project: Project) -> None:
    data = {
        "name": "Answered in time",
        "kind": "critical_service_level",
        "starts_on": "2026-02-14",
        "aggregation": "share",
        "threshold": "10",
        "threshold_side": "at_most",
        "unit": "%",
        "direction": "higher",
        "period": "month",
        "time_zone": "Europe/Berlin",
        "precision": "1",
        "settling_hours": "0",
        "data_source": "Telephone system",
        "missing_data": "fail",
        "weight": "1",
        "expected": "80",
        "minimum": "70",
        "owner": project.manager.pk,
    }
    response = browser.post(f"/projects/{project.pk}/kpis/new/", data)
    kpi = Kpi.objects.get()
    assert response.url == kpi.get_absolute_url()
    assert kpi.versions.get().effective_from == datetime(2026, 1, 31, 23, tzinfo=UTC)
    assert kpi.targets.get().expected == 80


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ({"minimum": "99"}, "Say which level is expected."),
        ({"expected": "99", "warning": "98"}, "stricter than the expected"),
        ({"expected": "99", "minimum": "99.5"}, "not stricter than the expected"),
        ({"expected": "99", "band_low": "1"}, "inside a band"),
        ({}, "Say which level is expected."),
    ],
)
def test_a_target_that_contradicts_itself_is_refused_at_its_field(
    browser: Client, kpi: Kpi, levels: dict[str, str], reason: str
) -> None:
    data = {"starts_on": "2026-02-01", "grace_periods": "0", "version": kpi.version, **levels}
    response = browser.post(f"/kpis/{kpi.pk}/target/", data)
    assert response.status_code == 422 and reason in text_of(response)
    assert kpi.targets.count() == 1


def test_a_definition_changes_from_a_period_and_the_results_follow(browser: Client, kpi: Kpi) -> None:
    measure(kpi, ("2026-03-10T00:00:00Z", 90), ("2026-03-20T00:00:00Z", 100))
    refresh_due(now=NOW)
    data = {
        "starts_on": "2026-03-01", "aggregation": "maximum", "unit": "%", "direction": "higher", "period": "month",
        "time_zone": "UTC", "precision": "2", "settling_hours": "0", "weight": "1", "reason": "The best counts",
        "version": kpi.version,
    }  # fmt: skip
    assert browser.post(f"/kpis/{kpi.pk}/definition/", data).status_code == 302
    refresh_due(now=NOW)
    assert kpi.results.get().value == 100 and kpi.results.get().kpi_version.number == 2


def test_a_measurement_is_typed_in_the_zone_of_the_kpi(browser: Client, project: Project) -> None:
    kpi = make_kpi(project, time_zone="Europe/Berlin")
    browser.post(f"/kpis/{kpi.pk}/measurement/", {"at": "2026-03-10T08:00", "value": "4.5", "version": kpi.version})
    assert Measurement.objects.get().at == datetime(2026, 3, 10, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "value", "field"), [("2026-03-10T08:00", "٤", "value"), ("", "4", "at"), ("2999-01-01T00:00", "4", "at")]
)
def test_a_typed_measurement_that_cannot_be_is_refused_at_its_field(
    browser: Client, kpi: Kpi, at: str, value: str, field: str
) -> None:
    response = browser.post(f"/kpis/{kpi.pk}/measurement/", {"at": at, "value": value, "version": kpi.version})
    assert response.status_code == 422 and list(response.context["form"].errors) == [field]
    assert not Measurement.objects.exists()


def upload(browser: Client, kpi: Kpi, content: bytes, **columns: str) -> Any:
    file = SimpleUploadedFile("checks.csv", content, "text/csv")
    response = browser.post(f"/kpis/{kpi.pk}/import/", {"file": file, "version": kpi.version})
    if response.status_code != 302:
        return response
    data = {"time_zone": "UTC", "on_bad_rows": "good_rows", "version": "1", **columns}
    return browser.post(response.url, data)


def test_a_file_is_imported_and_its_page_is_found_again(browser: Client, project: Project) -> None:
    kpi = make_kpi(project, aggregation=Aggregation.AVAILABILITY)
    content = "\ufeffwhen;service;state\n2026-03-01T00:00:00Z;Möller;up\n2026-03-02T00:00:00Z;=evil();down\nno;x;up\n"
    response = upload(
        browser,
        kpi,
        content.encode(),
        value_column="state",
        true_words="up",
        instant_column="when",
        subject_column="service",
    )
    job = MeasurementImport.objects.get()
    assert response.url == job.get_absolute_url()
    assert "A worker reads the file." in text_of(browser.get(response.url))
    assert 'hx-trigger="every 1s"' in text_of(browser.get(response.url, headers={"HX-Request": "true"}))
    run_imports()
    page = text_of(browser.get(response.url))
    assert "one row was refused" in page
    assert list(Measurement.objects.order_by("at").values_list("subject", "value")) == [("Möller", 1), ("=evil()", 0)]
    refused = b"".join(browser.get(f"{response.url}refused/").streaming_content).decode("utf-8-sig")
    assert refused.splitlines()[1].startswith("4,when,")
    assert "checks.csv" in text_of(browser.get("/measurement-imports/"))
    assert browser.get(response.url, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_the_columns_are_chosen_by_what_they_hold(browser: Client, kpi: Kpi) -> None:
    content = b"when;state\n2026-03-01T00:00:00Z;up\n2026-03-02T00:00:00Z;down\n"
    file = SimpleUploadedFile("checks.csv", content, "text/csv")
    columns = browser.post(f"/kpis/{kpi.pk}/import/", {"file": file, "version": kpi.version}).url
    assert "state: up, down" in text_of(browser.get(columns))
    refused = browser.post(columns, {"time_zone": "UTC", "on_bad_rows": "good_rows", "instant_column": "when"})
    assert refused.status_code == 422 and list(refused.context["form"].errors) == ["value_column"]


def test_instants_are_spread_where_the_file_has_none_and_the_batch_says_so(browser: Client, kpi: Kpi) -> None:
    upload(
        browser,
        kpi,
        b"length\n77\n289\n",
        value_column="length",
        assign_from="2026-03-01T00:00",
        assign_until="2026-03-03T00:00",
    )
    run_imports()
    assert [at.day for at in Measurement.objects.order_by("at").values_list("at", flat=True)] == [1, 2]
    assert "the file has no instants: they were spread evenly" in MeasurementImport.objects.get().batch.note


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("wert;größe\n1;ä\n".encode("latin-1"), "not in UTF-8"),
        (b"a,a\n1,2\n", "same name"),
    ],
)
def test_a_file_that_cannot_be_read_is_answered_at_once(browser: Client, kpi: Kpi, content: bytes, reason: str) -> None:
    response = upload(browser, kpi, content)
    assert response.status_code == 422 and reason in text_of(response)


def test_a_file_that_is_broken_further_down_keeps_nothing_and_says_so(browser: Client, kpi: Kpi) -> None:
    rows = b"".join(b"2026-03-01T00:00:%02dZ,1\n" % second for second in range(60)) * 2000
    upload(
        browser, kpi, b"at,value\n" + rows + b"2026-03-02T00:00:00Z,\xff\n", value_column="value", instant_column="at"
    )
    run_imports()
    job = MeasurementImport.objects.get()
    assert job.state == "failed" and "not in UTF-8" in job.failure and not Measurement.objects.exists()


def test_the_page_of_an_import_that_was_started_has_no_columns_to_choose(browser: Client, kpi: Kpi) -> None:
    upload(browser, kpi, b"at,value\n2026-03-01T00:00:00Z,1\n", value_column="value", instant_column="at")
    assert browser.get(f"{MeasurementImport.objects.get().get_absolute_url()}columns/").status_code == 404


def test_a_breach_is_acknowledged_and_closed_with_its_cause(browser: Client, breached: Breach) -> None:
    page = text_of(browser.get(breached.get_absolute_url()))
    assert "The target was missed in one period" in page and "March 2026" in page
    browser.post(f"{breached.get_absolute_url()}acknowledgement/", {"note": "On it", "version": breached.version})
    breached.refresh_from_db()
    closing = {"cause": "A disk", "corrective_action": "Two disks", "version": breached.version}
    refused = browser.post(f"{breached.get_absolute_url()}closing/", closing)
    assert refused.status_code == 422 and "No period has met the target since" in text_of(refused)
    browser.post(f"{breached.get_absolute_url()}closing/", {**closing, "reason": "The service has ended"})
    breached.refresh_from_db()
    assert breached.state == BreachState.CLOSED
    assert [step.note for step in breached.handling.all()] == ["On it", "The service has ended"]


def test_the_history_of_a_kpi_tells_of_its_targets_and_definitions_too(
    browser: Client, kpi: Kpi, manager: User
) -> None:
    assert f'hx-get="{kpi.get_absolute_url()}history/"' in text_of(browser.get(kpi.get_absolute_url()))
    data = {"starts_on": "2026-03-01", "expected": "90", "grace_periods": "0", "reason": "Agreed in March"}
    browser.post(f"{kpi.get_absolute_url()}target/", {**data, "version": kpi.version})
    panel = text_of(browser.get(f"{kpi.get_absolute_url()}history/", headers={"HX-Request": "true"}))
    assert "set a target" in panel and "Agreed in March" in panel and manager.name in panel


def test_the_history_of_a_breach_tells_who_did_what(browser: Client, breached: Breach, manager: User) -> None:
    assert f'hx-get="{breached.get_absolute_url()}history/"' in text_of(browser.get(breached.get_absolute_url()))
    browser.post(f"{breached.get_absolute_url()}acknowledgement/", {"note": "On it", "version": breached.version})
    panel = text_of(browser.get(f"{breached.get_absolute_url()}history/", headers={"HX-Request": "true"}))
    assert "acknowledged a breach" in panel and "judged a period" in panel and manager.name in panel


def test_the_panel_of_a_project_shows_its_kpis_and_between_two_instants_their_results(
    browser: Client, breached: Breach, project: Project
) -> None:
    panel = text_of(browser.get(f"/projects/{project.pk}/kpis/", headers={"HX-Request": "true"}))
    assert panel.lstrip().startswith("<div") and "Availability" in panel
    inside = {"from": "2026-03-01T00:00:00+00:00", "until": "2026-04-01T00:00:00+00:00"}
    assert "March 2026" in text_of(browser.get(f"/projects/{project.pk}/kpis/", inside))
    outside = {"from": "2026-04-01T00:00:00+00:00", "until": "2026-05-01T00:00:00+00:00"}
    assert "no results to show" in text_of(browser.get(f"/projects/{project.pk}/kpis/", outside))


def test_a_viewer_reads_and_changes_nothing(client: Client, cast: Cast, kpi: Kpi) -> None:
    client.force_login(cast[Role.VIEWER])
    assert "Set a target" not in text_of(client.get(kpi.get_absolute_url()))
    for address in ("target", "definition", "edit", "measurement", "import"):
        assert client.post(f"{kpi.get_absolute_url()}{address}/", {}).status_code == 403


def test_the_portal_shows_a_vendor_its_own_kpis_and_breaches(
    client: Client, cast: Cast, breached: Breach, globex_project: Project
) -> None:
    foreign = make_kpi(globex_project, name="Foreign")
    client.force_login(cast.acme_lead)
    listed = text_of(client.get("/portal/kpis/"))
    assert "Availability" in listed and "Foreign" not in listed
    assert "Below minimum in March 2026" in text_of(client.get(breached.kpi.get_portal_url()))
    assert "March 2026" in text_of(client.get(breached.get_portal_url()))
    assert "Availability" in text_of(client.get("/portal/breaches/"))
    assert "Availability" in text_of(client.get(f"/portal/projects/{breached.kpi.project_id}/kpis/"))
    assert client.get(foreign.get_portal_url()).status_code == 404
    assert client.get(breached.kpi.get_absolute_url()).status_code == 404
