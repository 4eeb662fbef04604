"""KPIs, and their history: measured, judged, missed, recovered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kpis.choices import Aggregation, BreachState, Direction, KpiKind, MissingData, Source, ThresholdSide
from kpis.domain.breaches import acknowledge, close
from kpis.domain.definitions import Definition, create_kpi
from kpis.domain.evaluation import open_periods, refresh_due
from kpis.domain.ingest import ingest
from kpis.domain.judgement import Levels
from kpis.domain.rows import Row
from kpis.models import Breach, Kpi
from outsourcing.demo.agreeing import Team, agreed_goal
from outsourcing.demo.clock import ZONE, Clock
from outsourcing.demo.series import Point
from projects.models import Project


@dataclass(frozen=True)
class Plan:
    """A KPI to be made, the goal that it proves, and where its measurements come from."""

    name: str
    what: str
    goal: tuple[str, str, str]  # statement, where we are, where we want to be
    definition: Definition
    levels: Levels
    kind: KpiKind = KpiKind.KEY_MEASUREMENT


def _levels(expected: str, minimum: str, warning: str) -> Levels:
    return Levels(expected=Decimal(expected), minimum=Decimal(minimum), warning=Decimal(warning))


AVAILABILITY = Plan(
    "Availability",
    "Time in which the online services answer, out of all time; checked every few hours and when the state changes.",
    ("Customers can reach us online at any hour", "96 % at the former provider", "97.5 % every month"),
    Definition(
        aggregation=Aggregation.AVAILABILITY,
        time_zone=ZONE,
        unit="%",
        direction=Direction.HIGHER,
        data_source="Checks of the external monitor",
        missing_data=MissingData.LEAVE_OUT,
        weight=Decimal(3),
    ),
    _levels("97.5", "95", "99"),
    KpiKind.CRITICAL_SERVICE_LEVEL,
)
REQUESTS = Plan(
    "Requests on time",
    "Service requests that are done by their target date, out of all whose target date lies in the month.",
    ("Departments get what they ask for when it was promised", "81 %", "88 % every month"),
    Definition(
        aggregation=Aggregation.SHARE,
        threshold=Decimal(1),
        threshold_side=ThresholdSide.AT_LEAST,
        time_zone=ZONE,
        unit="%",
        direction=Direction.HIGHER,
        precision=1,
        data_source="Export of the ticket system",
        missing_data=MissingData.FAIL,
        weight=Decimal(2),
    ),
    _levels("88", "80", "90"),
)
CALLS = Plan(
    "Calls of at most 10 s",
    "Calls that end within 10 seconds, out of all: callers who gave up or were cut off.",
    ("Callers reach a person who helps", "15 % end within 10 s", "at most 11 %"),
    Definition(
        aggregation=Aggregation.SHARE,
        threshold=Decimal(10),
        threshold_side=ThresholdSide.AT_MOST,
        time_zone=ZONE,
        unit="%",
        direction=Direction.LOWER,
        precision=1,
        data_source="Call lengths from the telephone system",
        missing_data=MissingData.LEAVE_OUT,
        weight=Decimal(2),
    ),
    _levels("11", "14", "7.5"),
)
SATISFACTION = Plan(
    "Satisfaction of callers",
    "Mean of the marks, 1 to 5, that callers give after a call.",
    ("Callers are content with how they were helped", "3.6", "3.8 or better"),
    Definition(
        aggregation=Aggregation.MEAN,
        time_zone=ZONE,
        unit="marks",
        direction=Direction.HIGHER,
        precision=1,
        data_source="Monthly report of the survey, typed in",
        missing_data=MissingData.CARRY,
    ),
    _levels("3.8", "3.4", "3.9"),
    KpiKind.EXPERIENCE,
)
PAYSLIPS = Plan(
    "Payslips without correction",
    "Payslips of a parallel run that needed no correction, in per cent.",
    ("Everybody is paid the right amount", "98 %", "99.5 % in two months running"),
    Definition(
        aggregation=Aggregation.MEAN,
        time_zone=ZONE,
        unit="%",
        direction=Direction.HIGHER,
        data_source="Record of the parallel run, typed in",
        missing_data=MissingData.LEAVE_OUT,
    ),
    _levels("99.5", "98", "99.6"),
)


def measure_by(plan: Plan, project: Project, team: Team, *, starts_on: date, due_on: date, at: datetime) -> Kpi:
    """The KPI of `plan`, complete, with the goal that it proves."""
    statement, baseline, target = plan.goal
    goal = agreed_goal(
        project, team, statement=statement, measure=plan.name, baseline=baseline, target=target, due_on=due_on, at=at
    )
    return create_kpi(
        project=project,
        name=plan.name,
        what=plan.what,
        goal=goal,
        kind=plan.kind,
        owner=team.manager,
        definition=plan.definition,
        levels=plan.levels,
        starts_on=starts_on,
        by=team.manager,
        now=at,
    )


@dataclass(frozen=True)
class Feed:
    """A series that flows into a KPI, batch by batch."""

    kpi: Kpi
    team: Team
    points: Sequence[Point]
    source: Source = Source.UPLOAD
    note: str = ""

    def take_in(self, first: datetime, last: datetime, *, now: datetime) -> None:
        """Submit the points from `first` up to `last` as one batch."""
        points = [point for point in self.points if first <= point.at < last]
        if points:
            ingest(_rows(self.kpi, points), source=self.source, note=self.note, by=self.team.manager, now=now)


def judge(*, now: datetime) -> None:
    """Do what the workers do: open the present periods, and evaluate until nothing is due."""
    open_periods(now=now)
    while refresh_due(now=now):
        pass


def handle_breaches(feeds: Iterable[Feed], *, now: datetime) -> None:
    """What a diligent manager does: acknowledge what is open, close what has recovered."""
    for feed in feeds:
        for breach in Breach.objects.filter(kpi=feed.kpi).exclude(state=BreachState.CLOSED):
            if breach.recovered_at is None and breach.state == BreachState.DETECTED:
                acknowledge(breach, by=feed.team.manager, now=now, note="The vendor is looking into it.")
            elif breach.recovered_at is not None:
                close(
                    breach,
                    cause="A backlog after two people had fallen ill.",
                    corrective_action="A third person is trained for these requests.",
                    by=feed.team.manager,
                    now=now,
                )


def _rows(kpi: Kpi, points: Iterable[Point]) -> Iterable[Row]:
    for number, point in enumerate(points, start=1):
        yield Row(number, str(kpi.pk), point.at.isoformat(), point.value, "", point.subject)


def month_starts(clock: Clock, number: int) -> datetime:
    """The instant at which month `number` of the history begins."""
    return clock.on(clock.month(number), hour=0)
