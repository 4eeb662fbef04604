"""What was agreed with the vendors: contracts, projects with their scope, plan, RACI and communication."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta

from accounts.choices import Side
from accounts.models import User
from outsourcing.demo.clock import ZONE, Clock
from outsourcing.demo.people import Login
from projects.choices import Channel, ContractKind, GoalState, NoticeUnit, RaciLetter, Renewal
from projects.domain.communication import add_line
from projects.domain.contracts import create_contract
from projects.domain.goals import create_goal, decide_goal
from projects.domain.milestones import accept_milestone, begin_milestone, plan_milestone, submit_milestone
from projects.domain.projects import create_project
from projects.domain.raci import add_activity, set_letter
from projects.domain.scope import draft_scope, propose_scope, sign_scope
from projects.domain.transitions import open_scoping
from projects.models import Contract, Goal, Project
from vendors.models import Vendor


@dataclass(frozen=True)
class Team:
    """Who leads a project on either side."""

    manager: User
    sponsor: User
    vendor_lead: User


@dataclass(frozen=True)
class Scope:
    """The texts of a scope version."""

    in_scope: str
    out_of_scope: str
    acceptance_criteria: str
    assumptions: str = ""
    we_owe: str = ""


ONLINE_SERVICES = Scope(
    in_scope="Hosting, monitoring and maintenance of the customer portal, the tariff calculator and single sign-on.\n"
    "Handling of service requests from our departments.",
    out_of_scope="Development of new features.\nEnd-user devices.",
    assumptions="Data centre Hamburg stays available until the end of the contract.",
    we_owe="A person who can decide on changes, reachable on working days from 08:00 to 18:00.",
    acceptance_criteria="Each service is taken over with its runbook, and restored once from backup before it is live.",
)
CALL_CENTRE = Scope(
    in_scope="First-line calls of private customers in German and English, Monday to Saturday.",
    out_of_scope="Complaints that need a lawyer.\nOutbound sales.",
    we_owe="Training material and a list of planned tariff changes, six weeks ahead.",
    acceptance_criteria="Four weeks of parallel operation without a day on which calls were lost.",
)
PAYROLL = Scope(
    in_scope="Migration of payroll for 900 employees to the new system, with two months of parallel runs.",
    out_of_scope="Time recording.",
    acceptance_criteria="Two parallel months without a difference of more than one cent a payslip.",
)
FIELD_SERVICE = Scope(
    in_scope="Appointments with field engineers by phone and chat.",
    out_of_scope="Dispatching of engineers.",
    acceptance_criteria="Nine of ten appointments are kept in the pilot region.",
)


def running_contract(vendor: Vendor, clock: Clock, *, by: User) -> Contract:
    """The contract under which the vendor works; notice has to be given in three weeks or it renews."""
    notice_by = clock.today + timedelta(days=22)
    return create_contract(
        vendor=vendor,
        title="Operation of online services and call centre",
        reference="NE-2025-017",
        kind=ContractKind.MASTER_AGREEMENT,
        start_on=notice_by + relativedelta(months=3) - relativedelta(months=18),
        term_months=18,
        renewal=Renewal.AUTOMATIC,
        notice_amount=3,
        notice_unit=NoticeUnit.MONTHS,
        lead_days=30,
        currency="EUR",
        annual_value="640000.00",
        time_zone=ZONE,
        by=by,
        now=clock.before_start(90),
    )


def agree(
    vendor: Vendor,
    name: str,
    purpose: str,
    scope: Scope,
    team: Team,
    *,
    contract: Contract | None,
    at: datetime,
    starts_on: date,
) -> Project:
    """A project in scoping with all that both sides agree on, signed by both; its goals and KPIs follow."""
    by = team.manager
    project = create_project(
        vendor=vendor,
        name=name,
        purpose=purpose,
        sponsor=team.sponsor,
        manager=team.manager,
        contract=contract,
        time_zone=ZONE,
        by=by,
        now=at,
    )
    open_scoping(project, by=by, now=at)
    sign_scope_of(project, scope, team, at=at)
    plan(project, team, at=at, starts_on=starts_on)
    return project


def sign_scope_of(project: Project, scope: Scope, team: Team, *, at: datetime) -> None:
    """Write the scope, propose it, and have both sides sign it."""
    version = draft_scope(project, by=team.manager, now=at, **vars(scope))
    propose_scope(version, by=team.manager, now=at)
    version.refresh_from_db()
    for signer in (team.sponsor, team.vendor_lead):
        sign_scope(version, content_hash=version.content_hash, by=signer, now=at)
        version.refresh_from_db()


def plan(project: Project, team: Team, *, at: datetime, starts_on: date) -> None:
    """Milestones, who answers for what, who talks to whom."""
    by = team.manager
    for months, title in (
        (1, "Knowledge is handed over"),
        (2, "Parallel operation begins"),
        (3, "Take-over is complete"),
    ):
        due_on = starts_on + relativedelta(months=months) - timedelta(days=1)
        plan_milestone(
            project, title=title, due_on=due_on, acceptance_criteria="Both sides have signed the record.", by=by, now=at
        )
    for title, ours, theirs in (
        ("Run the service", RaciLetter.INFORMED, RaciLetter.ACCOUNTABLE),
        ("Decide on changes", RaciLetter.ACCOUNTABLE, RaciLetter.CONSULTED),
        ("Report on KPIs", RaciLetter.CONSULTED, RaciLetter.ACCOUNTABLE),
    ):
        activity = add_activity(project, title=title, by=by, now=at)
        set_letter(activity, side=Side.CLIENT, role="Project manager", letter=ours, by=by, now=at)
        set_letter(activity, side=Side.VENDOR, role="Service manager", letter=theirs, by=by, now=at)
    for audience, purpose, channel, cadence in (
        ("Both teams", "What happened, what is next", Channel.CALL, "FREQ=WEEKLY;BYDAY=MO"),
        (
            "Sponsor and vendor’s management",
            "How the service does, and what to decide",
            Channel.MEETING,
            "FREQ=MONTHLY",
        ),
    ):
        add_line(
            project,
            audience=audience,
            purpose=purpose,
            channel=channel,
            cadence=cadence,
            client_owner=team.manager,
            vendor_owner=team.vendor_lead,
            by=by,
            now=at,
        )


def reach_milestones(project: Project, team: Team, clock: Clock) -> None:
    """The milestones of the take-over were reached when they were due."""
    for milestone in project.milestones.all():
        at = clock.on(milestone.due_on)
        begin_milestone(milestone, by=team.manager, now=at)
        milestone.refresh_from_db()
        submit_milestone(milestone, by=team.vendor_lead, now=at)
        milestone.refresh_from_db()
        accept_milestone(milestone, by=team.manager, now=at)


def agreed_goal(
    project: Project,
    team: Team,
    *,
    statement: str,
    measure: str,
    baseline: str,
    target: str,
    due_on: date,
    at: datetime,
) -> Goal:
    """A goal that can be measured, agreed on by both sides."""
    goal = create_goal(
        project,
        statement=statement,
        measure=measure,
        baseline=baseline,
        target=target,
        due_on=due_on,
        owner=team.manager,
        by=team.manager,
        now=at,
    )
    decide_goal(goal, state=GoalState.AGREED, reason="Agreed on in the kick-off.", by=team.manager, now=at)
    goal.refresh_from_db()
    return goal


def team_of(manager: str, vendor_lead: str, people: Mapping[str, Login]) -> Team:
    return Team(people[manager].user, people["henrik"].user, people[vendor_lead].user)
