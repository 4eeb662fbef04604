"""Step 1: a vendor is registered, invited, asked, scored and qualified."""

import re
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Locator

from tests.journeys.desk import Desk
from tests.journeys.machinery import Machinery

VENDOR, LEAD, LEAD_EMAIL = "Initech Services AG", "Ida Keller", "ida@initech.example"
TODAY = timezone.localdate()
PASS_PHRASE = "a fresh pass phrase for ida"
TEMPLATE = "Seven standing criteria"


def register(officer: Desk) -> str:
    """The officer registers the vendor; returns its address."""
    officer.go("/vendors/")
    officer.follow("Register a vendor")
    officer.press("Register", refused=True)
    officer.reads("Legal name")
    officer.fill(
        legal_name=VENDOR,
        country="Switzerland",
        time_zone="Europe/Zurich",
        tier="critical",
        tier_reason="Everybody in the house calls it when something stands still.",
    )
    officer.press("Register")
    officer.reads("Prospect")
    return officer.path


def invite(officer: Desk, vendor: str) -> None:
    """The officer invites the vendor's lead; the letter goes by the worker."""
    officer.go(vendor)
    officer.follow("Invite a person")
    officer.fill(name=LEAD, email=LEAD_EMAIL, role="vendor_lead")
    officer.press("Send the invitation")
    officer.reads(LEAD)


def accept_invitation(lead: Desk, machinery: Machinery) -> None:
    """The vendor's person reads the letter, follows its link, sets a password, and is in the portal."""
    link = link_in(machinery.mail_to(LEAD_EMAIL, "invit"), "/invitation/")
    lead.go(link)
    lead.fill(password="too short")
    lead.press("Set the password and come in", refused=True)
    lead.fill(password=PASS_PHRASE)
    lead.press("Set the password and come in")
    lead.go("/portal/")
    lead.reads("Nothing")
    lead.expected.append("status of 410")
    lead.go(link)
    lead.reads("used")


def link_in(mail: str, path: str) -> str:
    """The first link of a mail that leads to an address with `path` in it."""
    found = re.search(rf"https?://\S+{path}\S+", mail)
    assert found, mail
    return found.group()


def prepare_questionnaire(officer: Desk, catalog: Path) -> None:
    """The seven criteria as sections, the catalog's groups behind them, published as one version."""
    officer.go("/questionnaire-templates/")
    officer.ask("Seven standing criteria", "Make the draft")
    officer.follow("Add a catalog")
    officer.fill(catalog=catalog)
    officer.press("Import")
    officer.reads("11 sections")
    officer.ask("Publish")
    officer.reads("it never changes")


def send_questionnaire(officer: Desk, vendor: str, *, evaluator: str, due_on: date) -> str:
    """To the vendor, with the evaluator asked; returns the questionnaire's address."""
    officer.go(vendor)
    officer.open(officer.page.locator(f"main a[href='{vendor}questionnaire/']").first)
    officer.fill(version_sent=f"{TEMPLATE}, version 1", due_on=due_on, message="Please answer for your Zurich site.")
    officer.page.get_by_label(evaluator).check()
    officer.press("Send")
    officer.reads("Sent")
    return officer.path


def answer(lead: Desk, evidence: Path) -> None:
    """Every question of every section; a file where evidence is asked for. Submitting waits for the last one."""
    lead.go("/portal/")
    lead.reads(TEMPLATE)
    lead.follow("Begin")
    lead.reads("What is missing before you can submit")
    sections = lead.main.locator("a.t-sections-link").evaluate_all("all => all.map(one => one.pathname)")
    assert len(sections) == 11
    for section in sections:
        lead.go(section)
        for question in lead.main.locator("article.t-question").all():
            _answer_one(lead, question, evidence)
        lead.press("Save")
    lead.go(sections[0])
    lead.follow("Overview and submission")
    lead.ask("Submit")
    lead.reads("Your answers are submitted")


def _answer_one(lead: Desk, question: Locator, evidence: Path) -> None:
    field = question.locator("[name$='-answer']")
    if field.count():
        kind = field.first.get_attribute("type") or "textarea"
        if kind in ("radio", "checkbox"):
            field.nth(1 if kind == "radio" else 0).check()  # the first of the radio buttons is “No answer yet”
        elif field.get_attribute("inputmode") == "decimal":
            field.fill("12")
        else:
            field.fill(str(TODAY) if kind == "date" else "As our handbook says, and as we do it every day.")
    if question.locator(".t-question-evidence >> text=Evidence is needed").count() or not field.count():
        with lead.page.expect_response(lambda answer: "/answers/" in answer.url and answer.request.method == "POST"):
            question.locator("input[type=file]").set_input_files(evidence)
        lead.page.wait_for_function("() => !document.querySelector('.htmx-request')")


def score(evaluator: Desk, questionnaire: str) -> None:
    """Each section with a reason; a missing reason is answered; then locked."""
    evaluator.go(questionnaire)
    evaluator.reads("certificate.txt")
    evaluator.follow("Score the answers")
    evaluator.press("Score the answers")
    sections = evaluator.main.locator(".t-scoring")
    for number, section in enumerate(sections.all()):
        section.locator("input[type=radio][value='4']").check()
        if number:
            section.locator("textarea").fill("Convincing, with evidence that we could check.")
    evaluator.press("Save and lock …")
    evaluator.press("Lock the scores", refused=True)
    evaluator.go(questionnaire)
    evaluator.follow("Score the answers")
    evaluator.press("Score the answers")
    sections.first.locator("textarea").fill("Twelve years, and two clients of our size.")
    evaluator.press("Save and lock …")
    evaluator.press("Lock the scores")
    evaluator.reads("80")


def accept(officer: Desk, questionnaire: str, vendor: str, *, next_review_on: date) -> None:
    """Without the next review's date it is refused; with it the vendor is qualified."""
    officer.go(questionnaire)
    officer.follow("Decide")
    officer.fill(outcome="qualified", rationale="Strong throughout; the evidence holds.")
    officer.press("Decide", refused=True)
    officer.reads("Name the day of the next review.")
    officer.fill(outcome="qualified", next_review_on=TODAY - timedelta(days=1))
    officer.press("Decide", refused=True)
    officer.fill(outcome="qualified", next_review_on=next_review_on)
    officer.press("Decide")
    officer.go(vendor)
    officer.reads("Qualified", f"{next_review_on.day} {next_review_on:%b %Y}")
