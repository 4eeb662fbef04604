"""The main job in the browser, by everybody whose job it is: from first contact to a breach that reaches people, its
end, and the review that closes it. Worker, beat, broker, mail server and webhook receiver are real ones."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer
from standardwebhooks import Webhook

from accounts.choices import Role
from tests.cast import make_cast
from tests.journeys import agreeing, choosing, measuring, running, series
from tests.journeys.desk import Desk
from tests.journeys.machinery import Machinery, wait_until
from tests.journeys.measuring import Plan
from tests.receivers import Call

MVSP = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "questionnaires/mvsp_oscal_catalog.json"
CATALOG = MVSP if MVSP.exists() else Path(__file__).parent / "data/mvsp_extract.json"  # four sections either way
TODAY = timezone.localdate()
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)
MONTH_BEFORE = (LAST_MONTH - timedelta(days=1)).replace(day=1)
# Months of the series: 87.50 % and 95.45 % of the requests were done on time in them, and services were up.
MISSED, MET, CHECKED = "2022-02", "2022-03", "2025-12"

ON_TIME = "Requests are done when it was promised"
REACHED = "Whoever calls reaches somebody"
GOALS = (
    (ON_TIME, "Share of requests done on time, a month", "90 %"),
    (REACHED, "Share of short calls, a month", "5 %"),
)
AT_LEAST_1 = {"aggregation": "share", "threshold": "1", "threshold_side": "at_least"}
AT_MOST_10 = {"aggregation": "share", "threshold": "10", "threshold_side": "at_most"}
PLANS = (
    Plan("Requests on time", ON_TIME, "%", "Ticket system", "90", AT_LEAST_1),
    Plan("Satisfaction", ON_TIME, "of 5", "Survey", "4", {"aggregation": "mean", "kind": "experience"}),
    Plan("Availability", REACHED, "%", "External monitor", "99", {"aggregation": "availability"}),
    Plan("Short calls", REACHED, "%", "Telephone system", "5", AT_MOST_10),
)
REQUESTS = {
    "value_column": "on time",
    "true_words": series.ON_TIME,
    "subject_column": "case",
    "instant_column": "target",
}
CHECKS = {"value_column": "state", "true_words": "up", "subject_column": "service", "instant_column": "seen"}
BAD_ROWS = (f"1;{LAST_MONTH}T99:00:00;ONTIME", "2;;OVERDUE", "3;ONTIME")
REASONS = (r"\d+,target,", r"\d+,target,", r"\d+,,")


OURS = (
    Role.PROCUREMENT_OFFICER,
    Role.EVALUATOR,
    Role.MANAGER,
    Role.APPROVER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)


@pytest.fixture
def works(machinery: Machinery, settings: Settings, live_server: LiveServer) -> Machinery:
    """The machinery, starting up while the first pages are filled in."""
    settings.SITE_URL = machinery.environment["SITE_URL"] = live_server.url
    machinery.start()
    return machinery


@pytest.fixture
def desk(live_server: LiveServer, open_context: Callable[..., Any]) -> Callable[[], Desk]:
    seen: set[str] = set()
    return lambda: Desk(open_context, live_server.url, seen)


@pytest.mark.browser
def test_from_first_contact_to_a_breach_its_end_and_the_review(
    works: Machinery, desk: Callable[[], Desk], tmp_path: Path
) -> None:
    cast = make_cast()
    people = {role: desk().log_in(cast[role].email) for role in OURS}
    lead = desk()
    vendor = _choose(people, lead, works, tmp_path)
    project, kpis = _agree(people, lead)
    secret = measuring.make_webhook(people[Role.ADMINISTRATOR], works)
    _measure(people, lead, works, kpis, tmp_path, secret)
    review = running.hold_review(people[Role.MANAGER], lead)
    stranger = desk().log_in(cast.globex_lead.email)
    running.sees_nothing_of_it(stranger, vendor, project, *kpis.values(), review, *_portal(kpis, project, review))
    running.reads_the_trail(people[Role.AUDITOR], vendor, kpis["Requests on time"])
    complaints = {name: one.complaints() for name, one in {**people, "lead": lead, "stranger": stranger}.items()}
    assert {name: said for name, said in complaints.items() if said} == {}


def _choose(people: dict[Role, Desk], lead: Desk, works: Machinery, folder: Path) -> str:
    officer = people[Role.PROCUREMENT_OFFICER]
    vendor = choosing.register(officer)
    choosing.invite(officer, vendor)
    choosing.prepare_questionnaire(officer, CATALOG)
    choosing.accept_invitation(lead, works)
    questionnaire = choosing.send_questionnaire(
        officer, vendor, evaluator="Evaluator", due_on=TODAY + timedelta(days=21)
    )
    evidence = folder / "certificate.txt"
    evidence.write_text("Certificate 27001-4711, valid until next year.\n")
    choosing.answer(lead, evidence)
    choosing.score(people[Role.EVALUATOR], questionnaire)
    choosing.accept(officer, questionnaire, vendor, next_review_on=TODAY + timedelta(days=365))
    return vendor


def _agree(people: dict[Role, Desk], lead: Desk) -> tuple[str, dict[str, str]]:
    """The project, and its KPIs by name."""
    manager = people[Role.MANAGER]
    project = agreeing.begin(manager, sponsor="Approver")
    agreeing.is_refused(manager, project, "The scope is signed by both sides", "The plan has milestones")
    agreeing.write_scope(manager, project)
    agreeing.state_goals(manager, project, GOALS)
    agreeing.plan(manager, project)
    agreeing.sign_for_us(people[Role.APPROVER])
    agreeing.sign_for_the_vendor(lead)
    agreeing.is_refused(manager, project, "KPI")
    kpis = {plan.name: measuring.define(manager, project, plan, starts_on=MONTH_BEFORE) for plan in PLANS}
    running.plan_review(
        manager,
        project,
        first_day=MONTH_BEFORE,
        last_day=TODAY.replace(day=1) - timedelta(days=1),
        due_on=TODAY + timedelta(days=7),
    )
    agreeing.activate(manager, project)
    return project, kpis


def _measure(
    people: dict[Role, Desk], lead: Desk, works: Machinery, kpis: dict[str, str], folder: Path, secret: str
) -> None:
    """Files of real measurements; the month before last misses its target, which reaches people; the last meets it."""
    manager, kpi = people[Role.MANAGER], kpis["Requests on time"]
    missed = series.requests(folder, source=MISSED, month=MONTH_BEFORE, bad=BAD_ROWS)
    job = measuring.upload(manager, kpi, missed, **REQUESTS)
    measuring.is_told_of_bad_rows(manager, job, *REASONS)
    measuring.shows(manager, kpi, missed.percent, "Below expected")
    hearers = {"manager@tandem.example": manager, choosing.LEAD_EMAIL: lead}
    _everybody_hears(hearers, works, "Requests on time missed its target", "kpis.breach_opened", secret)
    breach = running.handle_breach(manager)
    _measure_the_others(manager, kpis, folder)
    met = series.requests(folder, source=MET, month=LAST_MONTH)
    measuring.upload(manager, kpi, met, **REQUESTS)
    measuring.shows(manager, kpi, met.percent, "Met")
    _everybody_hears(hearers, works, "Requests on time meets its target again", "kpis.breach_recovered", secret)
    running.close_breach(manager, breach)


def _measure_the_others(manager: Desk, kpis: dict[str, str], folder: Path) -> None:
    """Checks of services, lengths of calls without instants, and a mark that is typed in."""
    checks = series.availability(folder, source=CHECKED, month=LAST_MONTH)
    measuring.upload(manager, kpis["Availability"], checks, **CHECKS)
    calls = series.calls(folder, count=1_000)
    spread = {"assign_from": f"{LAST_MONTH}T00:00", "assign_until": f"{TODAY.replace(day=1)}T00:00"}
    measuring.upload(manager, kpis["Short calls"], calls, value_column="length", **spread)
    manager.reads("the file has no instants: they were spread evenly")
    measuring.type_in(manager, kpis["Satisfaction"], month=LAST_MONTH, value="4.2")
    measuring.shows(manager, kpis["Satisfaction"], "4.20", "Met")
    measuring.shows(manager, kpis["Short calls"], calls.percent, "Met")
    measuring.shows(manager, kpis["Availability"], "%", "Met")


def _everybody_hears(hearers: dict[str, Desk], works: Machinery, title: str, topic: str, secret: str) -> None:
    """Once each: in the app, by a mail whose link leads there, by a webhook whose signature the receiver can check."""
    for address, desk in hearers.items():
        mail = works.mail_to(address, title)
        desk.go("/notices/")
        desk.reads(title)
        desk.go(choosing.link_in(mail, "/breaches/"))
        desk.reads("Requests on time")
        assert len([one for one in works.mails_to(address) if title in one]) == 1
    wait_until(lambda: _calls(works, topic), f"a webhook about {topic}")
    (call,) = _calls(works, topic)
    said = Webhook(secret).verify(call.body, call.headers)
    assert said["data"]["kpi"], said


def _calls(works: Machinery, topic: str) -> list[Call]:
    return [call for call in works.receiver.calls if json.loads(call.body)["type"] == topic]


def _portal(kpis: dict[str, str], project: str, review: str) -> list[str]:
    """The same records as the vendor finds them."""
    return [f"/portal{address}" for address in (*kpis.values(), project, review)]
