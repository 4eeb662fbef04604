"""What falls due of agreements: notice of contracts, and milestones."""

from collections.abc import Iterator
from datetime import date

from notifications.reminders import DueItem, Reminder
from projects.choices import UNREACHED_MILESTONE_STATES, ProjectState
from projects.domain.contracts import terms_of
from projects.domain.dates import reminders_between
from projects.models import Contract, Milestone
from projects.people import keepers_of, team_of, vendor_people_of
from projects.querysets import ENDED
from projects.topics import CONTRACT_NOTICE, MILESTONE_DUE


def notices_due(date_from: date, date_to: date) -> Iterator[DueItem]:
    """Contracts whose day to be reminded falls on these days: so long before notice as the contract itself says."""
    contracts = Contract.objects.select_related("vendor__assessment").prefetch_related("projects")
    for contract in contracts.iterator(chunk_size=500):
        for dates in reminders_between(terms_of(contract), date_from, date_to):
            yield DueItem(
                about=contract,
                due_on=dates.remind_on,
                recipients=keepers_of(contract),
                params={
                    "contract": contract.title,
                    "vendor": contract.vendor.legal_name,
                    "notice_by": dates.notice_by,
                    "renews_on": dates.renews_on,
                },
                zone=contract.time_zone,
            )


def milestones_due(date_from: date, date_to: date) -> Iterator[DueItem]:
    """Milestones that are due and not yet submitted, of projects that go on."""
    due = Milestone.objects.filter(due_on__range=(date_from, date_to), state__in=UNREACHED_MILESTONE_STATES)
    going_on = due.exclude(project__state__in=[ProjectState.DRAFT, *ENDED])
    for milestone in going_on.select_related("project"):
        project = milestone.project
        yield DueItem(
            about=milestone,
            due_on=milestone.due_on,
            recipients=[*team_of(project), *vendor_people_of(project)],
            params={"milestone": milestone.title, "project": project.name},
            vendor_id=project.vendor_id,
            zone=project.time_zone,
        )


CONTRACT_NOTICES = Reminder(CONTRACT_NOTICE, notices_due, offsets=(0,))
MILESTONES = Reminder(MILESTONE_DUE, milestones_due, offsets=(7, 1))
