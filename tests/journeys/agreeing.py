"""Step 2: a project is scoped, signed by both sides, and activated once nothing is missing."""

from datetime import timedelta

from tests.journeys.choosing import LEAD, TODAY, VENDOR
from tests.journeys.desk import Desk

PROJECT = "Service desk"


def begin(manager: Desk, *, sponsor: str) -> str:
    """A contract with its dates, and a project in scoping; returns the project's address."""
    manager.go("/contracts/")
    manager.follow("Enter a contract")
    manager.fill(
        vendor=VENDOR,
        title="Operation of the service desk",
        start_on=TODAY - timedelta(days=30),
        term_months=24,
        renewal="automatic",
        notice_amount=3,
        notice_unit="months",
        currency="EUR",
        annual_value="240000",
    )
    manager.press("Enter")
    manager.go("/projects/")
    manager.follow("Begin a project")
    manager.fill(
        vendor=VENDOR,
        name=PROJECT,
        purpose="Whoever needs help gets it on the day that was promised.",
        contract="Operation of the service desk",
        sponsor=sponsor,
    )
    manager.press("Begin")
    project = manager.path
    manager.follow("Open scoping")
    manager.press("Open scoping")
    return project


def is_refused(manager: Desk, project: str, *missing: str) -> None:
    """Activation answers with the list of what is missing, and nothing changes."""
    manager.go(f"{project}activation/")
    manager.reads(*missing)
    assert not manager.button("Activate").count()
    manager.go(project)
    manager.reads("Scoping", *missing)


def write_scope(manager: Desk, project: str) -> None:
    """In and out; proposing waits until both are said."""
    manager.go(f"{project}agreement/")
    manager.follow("Write a scope version")
    manager.fill(in_scope="First-line calls and requests in German and English.")
    manager.press("Save the draft")
    manager.reads("Before it can be proposed it needs")
    manager.follow("Edit")
    manager.fill(out_of_scope="Visits on site.", acceptance_criteria="Four weeks without a lost day.")
    manager.press("Save the draft")
    manager.ask("Propose")
    manager.reads("waits for both signatures")


def state_goals(manager: Desk, project: str, goals: tuple[tuple[str, str, str], ...]) -> None:
    """Each goal as (statement, measure, target)."""
    for statement, measure, target in goals:
        manager.go(f"{project}goals/new/")
        manager.fill(
            statement=statement,
            measure=measure,
            baseline="not known",
            target=target,
            due_on=TODAY + timedelta(days=200),
            owner="Manager",
        )
        manager.press("State the goal")


def plan(manager: Desk, project: str) -> None:
    """A milestone, who answers for what, and a line of communication with an owner on both sides."""
    manager.go(f"{project}plan/")
    manager.follow("Plan a milestone")
    manager.fill(title="Take-over is complete", due_on=TODAY + timedelta(days=60))
    manager.press("Plan")
    manager.go(f"{project}people/")
    manager.follow("Edit the grid")
    manager.follow("Add an activity")
    manager.fill(title="Run the service desk")
    manager.press("Add")
    manager.go(f"{project}raci/")
    manager.fill(new_role="Service manager", new_side="vendor")
    manager.page.get_by_label("Run the service desk: new role").select_option("A")
    manager.press("Save the grid")
    manager.go(f"{project}people/")
    manager.follow("Add a line")
    manager.fill(
        audience="Both teams",
        purpose="What happened, what is next",
        channel="call",
        starts_on=TODAY,
        rhythm="weekly",
        client_owner="Manager",
        vendor_owner=LEAD,
    )
    manager.press("Add")


def sign_for_us(sponsor: Desk) -> None:
    """Home says that a signature is waited for."""
    sponsor.go("/")
    sponsor.reads("waits for our signature")
    sponsor.follow("Read and sign")
    _sign(sponsor)
    sponsor.reads("One side has signed")


def sign_for_the_vendor(lead: Desk) -> None:
    lead.go("/portal/")
    lead.reads(PROJECT)
    lead.follow("Read")
    _sign(lead)
    lead.reads("In force")


def _sign(signer: Desk) -> None:
    """On the version's page, or straight where it is signed."""
    if not signer.path.endswith("/signature/"):
        signer.follow("Read and sign")
    signer.reads("Visits on site.")
    signer.press("Sign")


def activate(manager: Desk, project: str) -> None:
    manager.go(project)
    manager.ask("Activate")
    manager.reads("The project is active.")
