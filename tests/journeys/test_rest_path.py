"""The main job over REST, from a vendor's registration to the end of a review, with tokens as clients have them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient

from accounts.access import granted
from accounts.choices import Role
from accounts.domain.people import accept_invitation, issue_invitation
from accounts.domain.tokens import make_token
from accounts.models import User
from kpis.domain.evaluation import open_periods, refresh_due
from notifications.models import Notice
from tests.cast import Cast

TODAY = timezone.localdate()
LAST_MONTH = (TODAY.replace(day=1) - timedelta(days=1)).replace(day=1)


class Person:
    """Somebody at a REST client, with a token of their own."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.client = APIClient()
        _token, secret = make_token(
            user,
            name="Journey",
            scopes=granted(user),
            expires_at=timezone.now() + timedelta(days=1),
            by=user,
            now=timezone.now(),
        )
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")

    def post(self, path: str, body: Any = None, *, expect: int | None = None, **options: Any) -> Any:
        answer = self.client.post(f"/api/v1/{path}", body, **{"format": "json", **options})
        expected = (200, 201) if expect is None else (expect,)
        assert answer.status_code in expected, (path, answer.status_code, answer.content.decode()[:800])
        return answer.json() if answer.content else None

    def put(self, path: str, body: Any, *, version: int | None = None) -> Any:
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        answer = self.client.put(f"/api/v1/{path}", body, format="json", headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.content.decode()[:800])
        return answer.json()

    def get(self, path: str, *, expect: int = 200) -> Any:
        answer = self.client.get(f"/api/v1/{path}")
        assert answer.status_code == expect, (path, answer.status_code, answer.content.decode()[:800])
        return answer.json()


@pytest.fixture
def people(cast: Cast, settings: Settings, tmp_path: Path) -> dict[Role, Person]:
    settings.MEDIA_ROOT = tmp_path
    return {role: Person(user) for role, user in cast.people.items()}


def test_from_first_contact_to_the_end_of_a_review(people: dict[Role, Person], cast: Cast) -> None:
    officer, evaluator = people[Role.PROCUREMENT_OFFICER], people[Role.EVALUATOR]
    manager, sponsor = people[Role.MANAGER], people[Role.APPROVER]
    vendor, lead = _register_and_invite(officer)
    _qualify(vendor, officer=officer, evaluator=evaluator, lead=lead)
    project = _agree(vendor, manager=manager, sponsor=sponsor, lead=lead)
    kpi = _define_kpi(project, manager=manager)
    _plan_review(project, manager=manager)
    assert manager.get(f"projects/{project}/readiness/")["is_ready"]
    manager.post(f"projects/{project}/activation/")
    breach = _miss_the_target(kpi, manager=manager, lead=lead)
    manager.post(f"breaches/{breach}/acknowledgement/", {"note": "We talk tomorrow."})
    _hold_review(project, kpi, manager=manager, lead=lead)
    stranger = Person(cast.globex_lead)
    for path in (f"projects/{project}/", f"kpis/{kpi}/", f"breaches/{breach}/", f"vendors/{vendor}/"):
        stranger.get(path, expect=404)


def _register_and_invite(officer: Person) -> tuple[int, Person]:
    vendor = officer.post(
        "vendors/", {"legal_name": "Initech Services AG", "country": "CH", "time_zone": "Europe/Zurich"}
    )
    member = officer.post(
        f"vendors/{vendor['id']}/members/",
        {"name": "Ida Keller", "email": "ida@initech.example", "role": "vendor_lead"},
    )
    user = User.objects.get(email=member["email"])
    link = issue_invitation(user, by=officer.user, now=timezone.now())
    secret = link.rstrip("/").rpartition("/")[2]
    user = accept_invitation(secret, name="Ida Keller", password="a fresh pass phrase for ida", now=timezone.now())
    return vendor["id"], Person(user)


def _qualify(vendor: int, *, officer: Person, evaluator: Person, lead: Person) -> None:
    """The seven standing criteria are asked, answered with a file as evidence, scored with reasons, accepted."""
    template = officer.post("questionnaire-templates/standing-criteria/")
    version = template["versions"][0]["id"]
    officer.post(f"template-versions/{version}/publication/")
    sent = officer.post(
        "questionnaires/",
        {
            "vendor": vendor,
            "template_version": version,
            "due_on": str(TODAY + timedelta(days=21)),
            "evaluators": [evaluator.user.pk],
        },
    )
    address = f"questionnaires/{sent['id']}/"
    shown = lead.get(address)
    asked = [question for section in shown["sections"] for question in section["questions"]]
    answers = [_answer(question) for question in asked if question["kind"] != "file"]
    lead.put(f"{address}answers/", {"answers": answers}, version=shown["version"])
    refused = lead.post(f"{address}submission/", expect=409)
    assert any("file" in reason for reason in refused["reasons"])
    for question in asked:
        if question["needs_evidence"] or question["kind"] == "file":
            file = SimpleUploadedFile("report.txt", b"What we measured last year.", content_type="text/plain")
            lead.post(f"{address}evidence/", {"question": question["id"], "file": file}, format="multipart")
    lead.post(f"{address}submission/")
    assessment = evaluator.post(f"{address}assessment/")
    scores = [
        {"section": section["id"], "score": 4, "reason": "Convincing, with evidence."}
        for section in evaluator.get(address)["sections"]
    ]
    evaluator.put(f"assessments/{assessment['id']}/scores/", {"scores": scores}, version=assessment["version"])
    evaluator.post(f"assessments/{assessment['id']}/lock/")
    review_on = str(TODAY + timedelta(days=365))
    decision = {"outcome": "qualified", "rationale": "Strong throughout.", "next_review_on": review_on}
    officer.post(f"{address}decision/", decision)
    held = officer.get(f"vendors/{vendor}/assessment/")
    assert (held["onboarding"], held["next_review_on"]) == ("qualified", review_on)


def _answer(question: dict[str, Any]) -> dict[str, Any]:
    given = {
        "number": {"text": "42"},
        "date": {"text": str(TODAY - timedelta(days=30))},
        "single": {"choices": question["options"][:1]},
        "multiple": {"choices": question["options"][:1]},
    }
    return {"question": question["id"], **given.get(question["kind"], {"text": "As described in our handbook."})}


def _agree(vendor: int, *, manager: Person, sponsor: Person, lead: Person) -> int:
    """Contract, project, scope signed by both sides, milestone, RACI, a communication line."""
    contract = manager.post(
        "contracts/",
        {
            "vendor": vendor,
            "title": "Service desk",
            "start_on": str(TODAY),
            "term_months": 24,
            "currency": "EUR",
        },
    )
    project = manager.post(
        "projects/",
        {
            "vendor": vendor,
            "contract": contract["id"],
            "name": "Service desk",
            "sponsor": sponsor.user.pk,
            "manager": manager.user.pk,
        },
    )["id"]
    lead.get(f"projects/{project}/", expect=404)
    manager.post("project-transitions/", {"project": project, "step": "scoping"})
    refused = manager.post(f"projects/{project}/activation/", expect=409)
    assert len(refused["reasons"]) >= 4
    scope = manager.post(
        "scope-versions/",
        {
            "project": project,
            "in_scope": "First-line calls.",
            "out_of_scope": "Visits on site.",
            "acceptance_criteria": "Four weeks without a lost day.",
        },
    )["id"]
    manager.post(f"scope-versions/{scope}/proposal/")
    for signer in (sponsor, lead):
        shown = signer.get(f"scope-versions/{scope}/")
        signer.post(f"scope-versions/{scope}/signature/", {"content_hash": shown["content_hash"]})
    assert lead.get(f"scope-versions/{scope}/")["state"] == "in_force"
    manager.post("milestones/", {"project": project, "title": "Take-over", "due_on": str(TODAY + timedelta(days=60))})
    activity = manager.post("activities/", {"project": project, "title": "Run the service desk"})["id"]
    manager.post("raci-entries/", {"activity": activity, "side": "vendor", "role": "Service manager", "letter": "A"})
    manager.post(
        "communication-lines/",
        {
            "project": project,
            "audience": "Both teams",
            "purpose": "State of the service",
            "channel": "call",
            "cadence": "FREQ=WEEKLY",
            "client_owner": manager.user.pk,
            "vendor_owner": lead.user.pk,
        },
    )
    return int(project)


def _define_kpi(project: int, *, manager: Person) -> int:
    """A goal, and the KPI that proves it, measured from the first day of last month."""
    goal = manager.post(
        "goals/",
        {
            "project": project,
            "statement": "Requests are done when it was promised",
            "measure": "Share of requests on time",
            "baseline": "80 %",
            "target": "90 %",
            "due_on": str(TODAY + timedelta(days=200)),
            "owner": manager.user.pk,
        },
    )["id"]
    return int(
        manager.post(
            "kpis/",
            {
                "project": project,
                "goal": goal,
                "name": "Requests on time",
                "owner": manager.user.pk,
                "starts_on": str(LAST_MONTH),
                "definition": {
                    "aggregation": "ratio",
                    "time_zone": "UTC",
                    "unit": "%",
                    "direction": "higher",
                    "data_source": "Ticket system",
                    "missing_data": "fail",
                },
                "target": {"expected": "90", "minimum": "80"},
            },
        )["id"]
    )


def _plan_review(project: int, *, manager: Person) -> None:
    manager.post(
        "reviews/",
        {
            "project": project,
            "first_day": str(LAST_MONTH),
            "last_day": str(TODAY.replace(day=1) - timedelta(days=1)),
            "due_on": str(TODAY + timedelta(days=7)),
        },
    )


def _miss_the_target(kpi: int, *, manager: Person, lead: Person) -> int:
    """Measurements as JSON and as CSV, a bad row answered; the worker judges; a breach opens once and is told."""
    middle = f"{LAST_MONTH:%Y-%m}-15T12:00:00Z"
    rows = [
        {"kpi": kpi, "at": middle, "value": "8", "denominator": "10", "subject": "week 1"},
        {"kpi": kpi, "at": middle, "value": "many", "denominator": "10", "subject": "week 2"},
    ]
    report = manager.post("measurements/", rows, expect=200)
    assert (report["new"], report["refused"]) == (1, 1)
    assert report["errors"][0]["field"] == "value"
    csv = f"kpi,at,value,denominator,subject\n{kpi},{middle},9,10,week 3\n"
    answer = manager.client.generic("POST", "/api/v1/measurements/", csv, content_type="text/csv")
    assert answer.status_code == 200, answer.content
    for _twice in range(2):
        run_worker()
    (breach,) = lead.get(f"breaches/?kpi={kpi}")["results"]
    result = lead.get(f"period-results/?kpi={kpi}")["results"][-1]
    assert (result["value"].rstrip("0").rstrip("."), result["status"]) == ("85", "below_expected")
    for person in (manager, lead):
        told = Notice.objects.filter(recipient=person.user, message__topic="kpis.breach_opened")
        assert told.count() == 1
    return int(breach["id"])


def run_worker() -> None:
    """What the worker does when it is woken."""
    open_periods(now=timezone.now())
    while refresh_due(now=timezone.now()):
        pass


def _hold_review(project: int, kpi: int, *, manager: Person, lead: Person) -> None:
    """Opened, commented on by both sides, an action agreed on and done, closed with the next date; the result locks."""
    (review,) = manager.get(f"reviews/?project={project}")["results"]
    address = f"reviews/{review['id']}/"
    manager.post(f"{address}opening/")
    manager.post(f"{address}comments/", {"text": "Late in a third of all cases."})
    lead.post(f"{address}comments/", {"text": "Two people fell ill; a third is trained."})
    action = manager.post(
        f"{address}actions/",
        {"title": "Train a third person", "owner": lead.user.pk, "due_on": str(TODAY + timedelta(days=30))},
    )
    lead.post(f"review-actions/{action['id']}/completion/")
    closing = {
        "summary": "Understood, and on its way.",
        "next_first_day": str(TODAY.replace(day=1)),
        "next_last_day": str(TODAY + timedelta(days=40)),
        "next_due_on": str(TODAY + timedelta(days=50)),
    }
    closed = manager.post(f"{address}closing/", closing)
    assert closed["state"] == "final"
    late = {"kpi": kpi, "at": f"{LAST_MONTH:%Y-%m}-16T12:00:00Z", "value": "10", "denominator": "10"}
    report = manager.post("measurements/", [late], expect=200)
    assert report["locked_periods"] == 1
