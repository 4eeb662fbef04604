"""What falls due of agreements."""

from datetime import date

from projects.choices import MilestoneState, NoticeUnit, ProjectState, Renewal
from projects.models import Project
from projects.reminders import milestones_due, notices_due
from tests.cast import Cast
from tests.factories.projects import ContractFactory, MilestoneFactory


def test_a_contract_reminds_on_its_own_day_whoever_decides(project: Project, cast: Cast) -> None:
    contract = ContractFactory.create(
        vendor=cast.acme,
        start_on=date(2024, 3, 31),
        term_months=11,
        renewal=Renewal.AUTOMATIC,
        notice_amount=2,
        notice_unit=NoticeUnit.MONTHS,
        lead_days=14,
    )
    Project.objects.filter(pk=project.pk).update(contract=contract)
    assert list(notices_due(date(2024, 12, 1), date(2024, 12, 13))) == []
    (due,) = notices_due(date(2024, 12, 1), date(2024, 12, 31))
    assert (due.due_on, due.params["notice_by"]) == (date(2024, 12, 14), date(2024, 12, 28))
    assert {person.pk for person in due.recipients} == {
        project.manager_id,
        project.sponsor_id,
        cast.acme.assessment.owner_id,
    }
    assert due.vendor_id is None, "when we mean to decide is none of the vendor's business"


def test_milestones_that_are_still_to_be_reached_are_due(project: Project, foreign: Project) -> None:
    waiting = MilestoneFactory.create(project=project, due_on=date(2026, 6, 30))
    MilestoneFactory.create(project=project, due_on=date(2026, 6, 30), state=MilestoneState.SUBMITTED)
    MilestoneFactory.create(project=foreign, due_on=date(2026, 6, 30))
    Project.objects.filter(pk=foreign.pk).update(state=ProjectState.CLOSED)
    assert [due.about for due in milestones_due(date(2026, 6, 1), date(2026, 6, 30))] == [waiting]
