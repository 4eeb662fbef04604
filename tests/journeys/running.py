"""Steps 5 and 6: the review of a project, home, and what everybody else sees."""

from datetime import date

from playwright.sync_api import expect

from tests.journeys.agreeing import PROJECT
from tests.journeys.choosing import LEAD, TODAY
from tests.journeys.desk import Desk


def plan_review(manager: Desk, project: str, *, first_day: date, last_day: date, due_on: date) -> None:
    manager.go(f"{project}reviews/new/")
    manager.fill(first_day=first_day, last_day=last_day, due_on=due_on)
    manager.press("Plan the review")
    manager.reads("Draft")


def handle_breach(manager: Desk) -> str:
    """Home puts the breach first; the manager takes care of it. Returns its address."""
    manager.go("/")
    manager.reads("What needs you today", "Requests on time")
    manager.open(manager.main.locator(".t-action").first.locator("a.btn"))
    if "/acknowledgement/" not in manager.path:
        manager.follow("Acknowledge")
    manager.fill(note="We talk with the vendor tomorrow.")
    manager.press("Acknowledge")
    manager.reads("Acknowledged")
    return manager.path


def close_breach(manager: Desk, breach: str) -> None:
    manager.go(breach)
    manager.reads("meets its target again")
    manager.follow("Close the breach")
    manager.fill(cause="Two people had fallen ill.", corrective_action="A third person is trained.")
    manager.press("Close the breach")
    manager.reads("Closed, with its cause")


def hold_review(manager: Desk, lead: Desk) -> str:
    """Opened, commented on by both sides, closed with an action and the next dates. Returns its address."""
    manager.go("/reviews/")
    manager.open(manager.main.locator("tbody a").first)
    review = manager.path
    manager.ask("Open for comments")
    manager.reads("Requests on time", "Below expected", "Met")
    manager.fill(text="Late in every eighth case; that was too often.")
    manager.press("Comment")
    _reply(lead)
    manager.go(review)
    manager.reads("Two people fell ill; a third is trained.")
    manager.follow("Agree on an action")
    manager.fill(title="Train a third person", owner=LEAD, due_on=date(TODAY.year + 1, 1, 31))
    manager.press("Add the action")
    manager.follow("Close the review")
    manager.fill(summary="Understood, and on its way.")
    manager.press("Close the review")
    manager.reads("Closed by", "Train a third person")
    return review


def _reply(lead: Desk) -> None:
    lead.go("/portal/reviews/")
    lead.open(lead.main.locator("tbody a").first)
    lead.reads("Late in every eighth case", "Requests on time")
    lead.fill(text="Two people fell ill; a third is trained.")
    lead.press("Comment")


def sees_nothing_of_it(stranger: Desk, *addresses: str) -> None:
    """Another vendor's person: nothing in the portal, and no address answers."""
    for page in (
        "/portal/",
        "/portal/projects/",
        "/portal/kpis/",
        "/portal/breaches/",
        "/portal/reviews/",
        "/notices/",
    ):
        stranger.go(page)
        stranger.does_not_read(PROJECT, "Initech", "Requests on time")
    for address in addresses:
        stranger.is_nothing(address)


def reads_the_trail(auditor: Desk, vendor: str, kpi: str) -> None:
    """Who did what, when, and what it was before."""
    auditor.go("/trail/")
    auditor.reads("closed the performance review")
    auditor.fill(q="decided on due diligence")
    auditor.press("Search")
    auditor.reads("Procurement officer", "Strong throughout; the evidence holds.")
    auditor.main.locator("summary", has_text="Vendor assessment").first.click()
    auditor.look()
    change = auditor.main.locator("details[open] tr", has_text="In due diligence")
    expect(change.locator("del")).to_contain_text("In due diligence")
    expect(change.locator("ins")).to_contain_text("Qualified")
    auditor.go(f"{vendor}history/")
    auditor.reads("registered")
    auditor.go(kpi)
    auditor.does_not_read("Type in a measurement")
