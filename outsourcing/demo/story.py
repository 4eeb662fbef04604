"""The demonstration from its first day to this one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kpis.choices import Source
from outsourcing.demo import agreeing, measuring, series
from outsourcing.demo.agreeing import Team, team_of
from outsourcing.demo.choosing import Chosen, choose
from outsourcing.demo.clock import MONTHS, Clock
from outsourcing.demo.measuring import Feed, measure_by, month_starts
from outsourcing.demo.people import Login, listen, make_our_people
from outsourcing.demo.running import Promise, Talk, discuss, hold
from projects.domain.activation import activate_project
from projects.domain.communication import add_line
from projects.domain.goals import create_goal
from projects.domain.projects import create_project
from projects.domain.scope import draft_scope, propose_scope
from projects.domain.transitions import hold_project, open_scoping
from projects.models import Contract, Project
from relationships.domain.reviews import schedule_review
from relationships.models import PerformanceReview
from vendors.models import Vendor

Say = Callable[[str], None]
HALF = 6  # the month of the history at which the first reviews end and availability begins to be measured
PAUSED = 9  # the month after which the payroll project rests


@dataclass
class Stage:
    """A project with what the story needs to know of it."""

    project: Project
    team: Team
    review: PerformanceReview
    feeds: list[Feed]


@transaction.atomic
def play(now: datetime, say: Say) -> dict[str, Login]:
    """Make everything, or nothing; returns who can log in."""
    clock = Clock(now)
    say("People, vendors and due diligence")
    people = make_our_people(now=now)
    chosen = choose(clock, people)
    logins = {**people, **chosen.logins}
    say("Contract, scope, goals, RACI and communication of four projects")
    online, calls, payroll = _begin(clock, chosen, logins)
    _prepare_field_service(clock, chosen, logins)
    for month in range(MONTHS - 1):
        say(f"Month {month + 1} of {MONTHS}: measurements, judgement, reviews")
        _live_through(month, clock, online, calls, payroll)
    say(f"Month {MONTHS} of {MONTHS}: what it came to is told")
    listen(logins.values(), now=now)
    _arrive(clock, online, calls)
    return logins


def _begin(clock: Clock, chosen: Chosen, logins: Mapping[str, Login]) -> tuple[Stage, Stage, Stage]:
    """Two projects that run all year and one that rests now, all with the qualified vendor."""
    contract = agreeing.running_contract(chosen.alster, clock, by=logins["marta"].user)
    online = _start(
        "Online services",
        purpose="Customers reach portal and tariff calculator at any hour, and departments get their requests done.",
        scope=agreeing.ONLINE_SERVICES,
        measured=(measuring.REQUESTS, list(series.requests(clock)), Source.UPLOAD, "Export of the ticket system"),
        team=team_of("marta", "katrin", logins),
        clock=clock,
        vendor=chosen.alster,
        contract=contract,
    )
    note = series.ASSIGNED_NOTE % {"first": clock.start, "last": clock.end - timedelta(days=1)}
    calls = _start(
        "Customer call centre",
        purpose="Private customers reach somebody who helps, in German and English.",
        scope=agreeing.CALL_CENTRE,
        measured=(measuring.CALLS, list(series.calls(clock)), Source.UPLOAD, note),
        team=team_of("marta", "katrin", logins),
        clock=clock,
        vendor=chosen.alster,
        contract=contract,
    )
    marks = list(series.monthly(clock, "3.9 4.0 4.1 4.0 3.9 4.1 4.2 4.2 4.1 4.3 4.2 4.3"))
    at = clock.before_start(20)
    satisfaction = measure_by(
        measuring.SATISFACTION, calls.project, calls.team, starts_on=clock.start, due_on=clock.end, at=at
    )
    calls.feeds.append(Feed(satisfaction, calls.team, marks, Source.TYPED, "From the monthly report of the survey"))
    payslips = list(series.monthly(clock, "99.61 99.58 99.70 99.66 99.72 99.64 99.75 99.70 99.71"))
    payroll = _start(
        "Payroll migration",
        purpose="Payroll moves to the new system without anybody noticing.",
        scope=agreeing.PAYROLL,
        measured=(measuring.PAYSLIPS, payslips, Source.TYPED, "From the record of the parallel run"),
        team=team_of("jonas", "katrin", logins),
        clock=clock,
        vendor=chosen.alster,
        contract=contract,
    )
    return online, calls, payroll


def _start(
    name: str,
    *,
    purpose: str,
    scope: agreeing.Scope,
    measured: tuple[measuring.Plan, list[series.Point], Source, str],
    team: Team,
    clock: Clock,
    vendor: Vendor,
    contract: Contract,
) -> Stage:
    """A project made ready and active, with its first KPI and its first review planned."""
    at = clock.before_start(30)
    project = agreeing.agree(vendor, name, purpose, scope, team, contract=contract, at=at, starts_on=clock.start)
    plan, points, source, note = measured
    kpi = measure_by(plan, project, team, starts_on=clock.start, due_on=clock.end, at=at)
    review = schedule_review(
        project,
        first_day=clock.start,
        last_day=clock.month(HALF) - timedelta(days=1),
        due_on=clock.month(HALF) + timedelta(days=13),
        by=team.manager,
        now=at,
    )
    activate_project(project, by=team.manager, now=clock.before_start(5))
    project.refresh_from_db()
    return Stage(project, team, review, [Feed(kpi, team, points, source, note)])


def _prepare_field_service(clock: Clock, chosen: Chosen, logins: Mapping[str, Login]) -> None:
    """A project in scoping with much that is still missing: its vendor is not qualified, nothing is signed."""
    team = team_of("jonas", "aoife", logins)
    at = clock.on(clock.today - timedelta(days=12))
    project = create_project(
        vendor=chosen.brightline,
        name="Appointments for field service",
        purpose="Customers agree on an engineer’s visit by phone or chat, and the visit takes place.",
        sponsor=team.sponsor,
        manager=team.manager,
        time_zone="Europe/Berlin",
        by=team.manager,
        now=at,
    )
    open_scoping(project, by=team.manager, now=at)
    project.refresh_from_db()
    create_goal(
        project,
        statement="Nine of ten appointments are kept",
        measure="Appointments kept, out of all",
        owner=team.manager,
        by=team.manager,
        now=at,
    )
    version = draft_scope(project, by=team.manager, now=at, **vars(agreeing.FIELD_SERVICE))
    propose_scope(version, by=team.manager, now=at)
    add_line(
        project,
        audience="Both teams",
        purpose="Preparation of the pilot",
        channel=agreeing.Channel.CALL,
        cadence="FREQ=WEEKLY;BYDAY=WE",
        client_owner=team.manager,
        by=team.manager,
        now=at,
    )


def _live_through(month: int, clock: Clock, online: Stage, calls: Stage, payroll: Stage) -> None:
    """One month of the past, and the day after it."""
    stages = [online, calls] + ([payroll] if month < PAUSED else [])
    feeds = [feed for stage in stages for feed in stage.feeds]
    after = clock.on(clock.month(month + 1), hour=7)
    for feed in feeds:
        feed.take_in(month_starts(clock, month), month_starts(clock, month + 1), now=after)
    measuring.judge(now=after)
    measuring.handle_breaches(feeds, now=after + timedelta(hours=4))
    if month + 1 == 3:
        for stage in stages:
            agreeing.reach_milestones(stage.project, stage.team, clock)
    if month + 1 == HALF:
        _hold_first_reviews(clock, online, calls, payroll)
        _measure_availability(clock, online)
    if month + 1 == PAUSED:
        hold_project(
            payroll.project,
            reason="The new collective agreement changes the rules of pay; we wait for its text.",
            by=payroll.team.manager,
            now=after + timedelta(days=3),
        )


def _hold_first_reviews(clock: Clock, online: Stage, calls: Stage, payroll: Stage) -> None:
    at = clock.on(clock.month(HALF) + timedelta(days=2))
    lead, ends = online.team.vendor_lead, clock.end - timedelta(days=1)
    online.review = hold(
        online.review,
        online.team,
        Talk(
            "Requests were late in three of six months. We want to see where they wait.",
            "Two colleagues fell ill in spring. A third is being trained, and we will report the backlog weekly.",
        ),
        summary="The take-over is complete and went well. Requests need a third trained person on the vendor’s side.",
        promises=[
            Promise("Train a third person for service requests", lead, 40, done_after=33),
            Promise("Show the backlog in the weekly page", lead, 14, done_after=10),
            Promise("Write down how a failure of single sign-on is reported at night", online.team.manager, 165),
        ],
        next_last_day=ends,
        next_due_on=clock.today + timedelta(days=5),
        at=at,
    )
    calls.review = hold(
        calls.review,
        calls.team,
        Talk(
            "Callers are content. In the sixth month too many calls broke off.",
            "A new menu confused callers; it was taken back after nine days.",
        ),
        summary="A good half-year. Changes of the menu are tried with twenty callers first.",
        promises=[Promise("Try changes of the menu with twenty callers first", lead, 60, done_after=50)],
        next_last_day=ends,
        next_due_on=clock.today + timedelta(days=20),
        at=at,
    )
    payroll.review = hold(
        payroll.review,
        payroll.team,
        Talk("The parallel runs agree to the cent.", "So they do on our side."),
        summary="Ready for the last step once the collective agreement is known.",
        promises=[],
        next_last_day=ends,
        next_due_on=clock.today + timedelta(days=60),
        at=at,
    )


def _measure_availability(clock: Clock, online: Stage) -> None:
    """Availability is measured from the month for which the series has checks."""
    starts_on = clock.month(HALF)
    at = clock.on(starts_on, hour=10)
    kpi = measure_by(measuring.AVAILABILITY, online.project, online.team, starts_on=starts_on, due_on=clock.end, at=at)
    online.feeds.append(Feed(kpi, online.team, list(series.availability(clock)), Source.API, "External monitor"))


def _arrive(clock: Clock, online: Stage, calls: Stage) -> None:
    """Last month's measurements come in now, and what they come to is told to everybody."""
    for feed in [*online.feeds, *calls.feeds]:
        feed.take_in(month_starts(clock, MONTHS - 1), month_starts(clock, MONTHS), now=clock.now)
    measuring.judge(now=clock.now)
    discuss(
        online.review,
        online.team,
        Talk(
            "Requests are on time since spring: thank you. Availability fell below what we agreed on last month.",
            "Three outages of the same storage. It is replaced, and a new check would have told us sooner.",
        ),
        at=clock.now - timedelta(hours=1),
    )
