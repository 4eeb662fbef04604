from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import Refused
from kpis.choices import Aggregation, BreachState, Direction, MissingData, Status
from kpis.domain import breaches
from kpis.domain.definitions import Definition, change_definition
from kpis.domain.evaluation import open_periods, refresh_due
from kpis.domain.judgement import Levels
from kpis.domain.targets import set_target
from kpis.models import Breach, BreachMiss, Kpi, PeriodResult, StatusChange
from kpis.topics import AT_RISK, BREACH_OPENED, BREACH_RECOVERED
from notifications.models import Message, Notice
from projects.choices import ProjectState
from projects.domain.transitions import hold_project, take_step
from projects.models import Project
from tests.cast import Cast
from tests.factories.kpis import MADE_AT, make_kpi, measure

NOW = MADE_AT  # 20 May 2026
MONTHS = {month: f"2026-{month:02}-10T00:00:00Z" for month in range(1, 6)}


def evaluate(now: datetime = NOW) -> None:
    while refresh_due(now=now):
        pass


def statuses(kpi: Kpi) -> list[str]:
    return list(kpi.results.order_by("starts_at").values_list("status", flat=True))


def told(topic: object) -> int:
    return Message.objects.filter(topic=topic.code).count()  # type: ignore[attr-defined]


def test_a_period_is_rolled_up_rounded_once_and_judged(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[3], "99.555"), ("2026-03-11T00:00:00Z", "99.554"))
    evaluate()
    result = kpi.results.get()
    assert (result.value, result.count, result.status, result.is_final) == (Decimal("99.55"), 2, Status.AT_RISK, True)
    assert (result.stale_at, result.check_at, result.evaluated_at) == (None, None, NOW)
    assert result.target == kpi.targets.get() and result.kpi_version == kpi.versions.get()


def test_an_open_period_is_judged_so_far_and_looked_at_again_when_it_has_settled(project: Project) -> None:
    kpi = make_kpi(project, settling_hours=12)
    measure(kpi, (MONTHS[5], 90))
    evaluate()
    result = kpi.results.get()
    assert (result.status, result.is_final, result.check_at) == (
        Status.BELOW_MINIMUM,
        False,
        datetime(2026, 6, 1, 12, tzinfo=UTC),
    )
    assert not Breach.objects.exists()
    evaluate(now=datetime(2026, 6, 1, 11, 59, tzinfo=UTC))
    assert not Breach.objects.exists()
    evaluate(now=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert kpi.results.get().is_final and Breach.objects.get().kpi == kpi


def test_a_breach_opens_once_when_the_target_is_missed_twice(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[2], 98))
    evaluate()
    measure(kpi, (MONTHS[3], 99))
    evaluate()
    breach = Breach.objects.get()
    assert breach.state == BreachState.DETECTED and breach.recovered_at is None
    assert [miss.result.starts_at.month for miss in breach.misses.order_by("result__starts_at")] == [2, 3]
    assert told(BREACH_OPENED) == 1


def test_the_first_met_period_marks_recovery_and_a_further_miss_takes_it_back(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[2], 98))
    evaluate()
    measure(kpi, (MONTHS[3], 100))
    evaluate()
    assert Breach.objects.get().recovered_at == NOW and told(BREACH_RECOVERED) == 1
    measure(kpi, (MONTHS[4], 98))
    evaluate()
    assert Breach.objects.get().recovered_at is None and told(BREACH_OPENED) == 1


def test_a_late_correction_of_the_only_miss_is_a_recovery(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[3], 98))
    evaluate()
    measure(kpi, (MONTHS[3], 100))
    evaluate()
    assert statuses(kpi) == [Status.MET] and Breach.objects.get().recovered_at == NOW


def test_evaluating_again_changes_and_tells_nothing(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[2], 98), (MONTHS[3], 100))
    evaluate()
    before = (StatusChange.objects.count(), BreachMiss.objects.count(), Message.objects.count())
    PeriodResult.objects.update(stale_at=NOW)
    evaluate()
    assert (StatusChange.objects.count(), BreachMiss.objects.count(), Message.objects.count()) == before


def test_a_miss_after_a_closed_breach_opens_another(kpi: Kpi, manager: User) -> None:
    measure(kpi, (MONTHS[2], 98), (MONTHS[3], 100))
    evaluate()
    breaches.close(Breach.objects.get(), cause="A disk", corrective_action="Two disks", by=manager, now=NOW)
    measure(kpi, (MONTHS[4], 98))
    evaluate()
    assert Breach.objects.count() == 2 and told(BREACH_OPENED) == 2


def test_the_right_people_are_told_and_the_vendor_only_of_what_it_may_see(
    kpi: Kpi, globex_project: Project, cast: Cast
) -> None:
    draft = make_kpi(globex_project)
    Project.objects.filter(pk=globex_project.pk).update(state=ProjectState.DRAFT)
    measure(kpi, (MONTHS[3], 98))
    measure(draft, (MONTHS[3], 98))
    evaluate()
    people = defaultdict(set)
    for notice in Notice.objects.select_related("message", "recipient"):
        people[notice.message.about_id].add(notice.recipient)
    assert people == {
        Breach.objects.get(kpi=kpi).pk: {kpi.project.manager, cast.acme_lead},
        Breach.objects.get(kpi=draft).pk: {globex_project.manager},
    }


def test_a_period_at_risk_is_told_once_even_while_it_is_open(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[5], "99.6"))
    evaluate()
    measure(kpi, ("2026-05-11T00:00:00Z", "100"), ("2026-05-12T00:00:00Z", "100"))
    evaluate()
    measure(kpi, ("2026-05-13T00:00:00Z", "99"))
    evaluate()
    assert statuses(kpi) == [Status.AT_RISK] and told(AT_RISK) == 1


def test_a_sum_that_still_grows_is_no_warning(project: Project) -> None:
    kpi = make_kpi(project, aggregation=Aggregation.SUM)
    measure(kpi, (MONTHS[5], "99.6"))
    evaluate()
    assert told(AT_RISK) == 0


def test_every_change_of_status_is_kept(kpi: Kpi) -> None:
    for value in (100, 100, 98):
        measure(kpi, (MONTHS[3], value))
        evaluate()
    assert list(StatusChange.objects.order_by("pk").values_list("from_status", "to_status")) == [
        ("", Status.MET),
        (Status.MET, Status.BELOW_MINIMUM),
    ]


@pytest.mark.parametrize(
    ("missing_data", "status"), [(MissingData.FAIL, Status.BELOW_MINIMUM), (MissingData.LEAVE_OUT, Status.NO_DATA)]
)
def test_a_period_without_data_is_noticed_when_it_ends(project: Project, missing_data: str, status: str) -> None:
    kpi = make_kpi(project, missing_data=missing_data)
    assert open_periods(now=NOW) == 1 and open_periods(now=NOW) == 0
    evaluate()
    assert kpi.results.get().evaluated_at is None
    evaluate(now=datetime(2026, 6, 1, tzinfo=UTC))
    assert statuses(kpi) == [status]
    assert Breach.objects.exists() == (missing_data == MissingData.FAIL)


def test_periods_missed_while_nothing_ran_are_opened_too(kpi: Kpi) -> None:
    open_periods(now=NOW)
    open_periods(now=datetime(2026, 8, 2, tzinfo=UTC))
    assert [result.starts_at.month for result in kpi.results.order_by("starts_at")] == [5, 6, 7, 8]


def test_a_project_that_does_not_run_is_not_missed(project: Project) -> None:
    make_kpi(project)
    Project.objects.update(state=ProjectState.SCOPING)
    assert open_periods(now=NOW) == 0


def test_a_carried_value_is_marked_and_follows_its_source(project: Project) -> None:
    kpi = make_kpi(project, missing_data=MissingData.CARRY)
    open_periods(now=datetime(2026, 3, 5, tzinfo=UTC))
    measure(kpi, (MONTHS[2], 100))
    evaluate(now=datetime(2026, 4, 5, tzinfo=UTC))
    carried = kpi.results.get(starts_at__month=3)
    assert (carried.value, carried.is_carried, carried.status, carried.count) == (100, True, Status.MET, 0)
    measure(kpi, (MONTHS[2], 98))
    evaluate(now=datetime(2026, 4, 6, tzinfo=UTC))
    carried.refresh_from_db()
    assert (carried.value, carried.status) == (98, Status.BELOW_MINIMUM)


def test_a_target_judges_the_periods_from_its_start(kpi: Kpi, manager: User) -> None:
    set_target(kpi, levels=Levels(expected=Decimal(90)), starts_on=date(2026, 3, 15), by=manager, now=NOW)
    measure(kpi, (MONTHS[2], 95), (MONTHS[3], 95))
    evaluate()
    assert statuses(kpi) == [Status.BELOW_MINIMUM, Status.MET]


def test_misses_within_the_grace_of_a_target_are_excused(kpi: Kpi, manager: User) -> None:
    set_target(
        kpi, levels=Levels(expected=Decimal(99)), starts_on=date(2026, 2, 1), grace_periods=2, by=manager, now=NOW
    )
    measure(kpi, (MONTHS[2], 95), (MONTHS[3], 95), (MONTHS[4], 95))
    evaluate()
    assert statuses(kpi) == [Status.EXCUSED, Status.EXCUSED, Status.BELOW_EXPECTED]
    assert BreachMiss.objects.get().result.starts_at.month == 4


def test_a_locked_result_is_never_claimed(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[3], 98))
    kpi.results.update(locked_at=NOW)
    assert refresh_due(now=NOW) == 0


def test_a_worker_that_dies_in_a_batch_loses_and_doubles_nothing(kpi: Kpi, monkeypatch: pytest.MonkeyPatch) -> None:
    measure(kpi, (MONTHS[2], 98), (MONTHS[3], 100))

    class Killed(BaseException):
        pass

    def die(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr("kpis.domain.evaluation.announce_risks", die)
        with pytest.raises(Killed):
            refresh_due(now=NOW)
    assert not Breach.objects.exists() and not Message.objects.exists() and not StatusChange.objects.exists()
    assert kpi.results.filter(stale_at__isnull=False).count() == 2
    evaluate()
    assert (Breach.objects.count(), StatusChange.objects.count(), told(BREACH_OPENED)) == (1, 2, 1)


def test_a_large_sum_is_kept(project: Project) -> None:
    kpi = make_kpi(project, aggregation=Aggregation.SUM)
    measure(kpi, *((f"2026-03-10T00:00:{second:02}Z", "9" * 18) for second in range(30)))
    evaluate()
    assert kpi.results.get().value == Decimal("9" * 18) * 30


def test_a_batch_takes_the_same_number_of_queries_for_one_result_and_for_many(
    project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kpis = [make_kpi(project) for _ in range(3)]
    measure(kpis[0], (MONTHS[3], 100))
    with django_assert_num_queries(18):
        refresh_due(now=NOW)
    for kpi in kpis:
        measure(kpi, *((MONTHS[month], 100) for month in (1, 2, 3)))
    with django_assert_num_queries(18):
        refresh_due(now=NOW)


def test_a_month_without_data_between_two_measured_ones_has_no_data(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[1], 100), (MONTHS[4], 100))
    evaluate()
    assert statuses(kpi) == [Status.MET, Status.NO_DATA, Status.NO_DATA, Status.MET]
    assert all(result.is_final and result.evaluated_at for result in kpi.results.all())


def test_months_before_and_after_what_is_known_already_are_filled_too(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[3], 100))
    evaluate()
    measure(kpi, (MONTHS[1], 100))
    measure(kpi, (MONTHS[5], 100))
    evaluate()
    assert statuses(kpi) == [Status.MET, Status.NO_DATA, Status.MET, Status.NO_DATA, Status.MET]


def test_silence_between_two_measured_months_is_a_miss_where_the_definition_says_so(project: Project) -> None:
    kpi = make_kpi(project, missing_data=MissingData.FAIL)
    measure(kpi, (MONTHS[1], 100), (MONTHS[3], 100))
    evaluate()
    assert BreachMiss.objects.get().result.starts_at.month == 2
    assert Breach.objects.get().recovered_at == NOW


def test_a_gap_is_filled_by_the_periods_of_the_version_that_was_in_force(kpi: Kpi, manager: User) -> None:
    version = kpi.versions.get()
    definition = {name: getattr(version, name) for name in Definition.__dataclass_fields__}
    change_definition(
        kpi,
        definition=Definition(**{**definition, "period": "quarter"}),
        starts_on=date(2026, 4, 1),
        by=manager,
        now=NOW,
    )
    measure(kpi, (MONTHS[1], 100), (MONTHS[5], 100))
    evaluate()
    assert [(result.starts_at.month, result.ends_at.month) for result in kpi.results.order_by("starts_at")] == [
        (1, 2),
        (2, 3),
        (3, 4),
        (4, 7),
    ]


def test_months_on_hold_are_no_miss(project: Project, manager: User) -> None:
    kpi = make_kpi(project, missing_data=MissingData.FAIL)
    open_periods(now=datetime(2026, 1, 5, tzinfo=UTC))
    hold_project(project, reason="Waiting", by=manager, now=datetime(2026, 1, 31, tzinfo=UTC))
    take_step(project, "resumption", reason="Goes on", by=manager, now=datetime(2026, 4, 2, tzinfo=UTC))
    open_periods(now=datetime(2026, 4, 3, tzinfo=UTC))
    evaluate()
    assert [result.starts_at.month for result in kpi.results.order_by("starts_at")] == [1, 4]


def test_what_was_at_risk_long_ago_is_told_nobody(kpi: Kpi) -> None:
    measure(kpi, *((MONTHS[month], "99.6") for month in range(1, 5)))
    evaluate()
    assert statuses(kpi) == [Status.AT_RISK] * 4
    (message,) = Message.objects.filter(topic=AT_RISK.code)
    assert message.params["first_day"] == {"date": "2026-04-01"}


def test_a_message_says_the_value_at_the_precision_of_the_kpi(kpi: Kpi) -> None:
    measure(kpi, (MONTHS[3], "97.2"))
    evaluate()
    params = Message.objects.get(topic=BREACH_OPENED.code).params
    assert (params["value"], params["expected"]) == ("97.20 %", "99.5 %")


def test_a_target_that_does_not_fit_a_new_direction_ends_with_it(kpi: Kpi, manager: User) -> None:
    version = kpi.versions.get()
    definition = {name: getattr(version, name) for name in Definition.__dataclass_fields__}
    turned = Definition(**{**definition, "direction": Direction.LOWER})
    change_definition(kpi, definition=turned, starts_on=date(2026, 3, 1), by=manager, now=NOW)
    measure(kpi, (MONTHS[2], 98), (MONTHS[3], 98))
    evaluate()
    assert statuses(kpi) == [Status.BELOW_MINIMUM, Status.NO_TARGET]
    set_target(kpi, levels=Levels(expected=Decimal(99)), starts_on=date(2026, 3, 1), by=manager, now=NOW)
    evaluate()
    assert statuses(kpi) == [Status.BELOW_MINIMUM, Status.MET]


def test_a_version_whose_direction_is_corrected_takes_its_target_back(kpi: Kpi, manager: User) -> None:
    version = kpi.versions.get()
    measure(kpi, (MONTHS[3], 98))
    evaluate()
    definition = {name: getattr(version, name) for name in Definition.__dataclass_fields__}
    turned = Definition(**{**definition, "direction": Direction.LOWER})
    change_definition(kpi, definition=turned, starts_on=date(2026, 1, 1), by=manager, now=NOW)
    evaluate()
    assert not kpi.targets.exists() and statuses(kpi) == [Status.NO_TARGET]


def test_there_is_no_target_before_it_is_said_which_direction_is_better(project: Project, manager: User) -> None:
    kpi = make_kpi(project, direction="", levels=None)
    with pytest.raises(Refused) as refused:
        set_target(kpi, levels=Levels(expected=Decimal(99)), starts_on=date(2026, 3, 1), by=manager, now=NOW)
    assert refused.value.field == "direction"
