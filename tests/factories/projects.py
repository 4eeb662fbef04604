"""Contracts, projects and what hangs on them, for tests."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import factory

from accounts.choices import Role, Side
from accounts.models import User
from core.text import folded
from projects.choices import Channel, ProjectState, RaciLetter
from projects.models import (
    Activity,
    CommunicationLine,
    Contract,
    Goal,
    Milestone,
    Project,
    ProjectPlace,
    RaciEntry,
    ScopeVersion,
)
from tests.factories.accounts import UserFactory
from tests.factories.vendors import VendorFactory


class ContractFactory(factory.django.DjangoModelFactory[Contract]):
    class Meta:
        model = Contract

    vendor = factory.SubFactory(VendorFactory)
    title = factory.Sequence(lambda number: f"Statement of work {number}")
    title_key = factory.LazyAttribute(lambda contract: folded(contract.title))
    start_on = date(2026, 1, 1)
    term_months = 24
    currency = "EUR"
    annual_value = Decimal("120000.00")


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A project in scoping, whose manager and sponsor have their places; `team` adds others."""

    class Meta:
        model = Project
        skip_postgeneration_save = True

    vendor = factory.SubFactory(VendorFactory)
    name = factory.Sequence(lambda number: f"Project {number}")
    name_key = factory.LazyAttribute(lambda project: folded(project.name))
    manager = factory.SubFactory(UserFactory, role=Role.MANAGER)
    sponsor = factory.SubFactory(UserFactory, role=Role.APPROVER)
    state = ProjectState.SCOPING

    @factory.post_generation
    def team(self, create: bool, extracted: Iterable[User] | None, **kwargs: Any) -> None:
        project: Any = self
        for person in {project.manager, project.sponsor, *(extracted or ())}:
            ProjectPlace.objects.get_or_create(project=project, user=person)


class ScopeVersionFactory(factory.django.DjangoModelFactory[ScopeVersion]):
    class Meta:
        model = ScopeVersion

    project = factory.SubFactory(ProjectFactory)
    number = 1
    in_scope = "Service desk in German and English."
    out_of_scope = "On-site support."
    acceptance_criteria = "Four weeks of parallel running without a critical incident."


class GoalFactory(factory.django.DjangoModelFactory[Goal]):
    class Meta:
        model = Goal

    project = factory.SubFactory(ProjectFactory)
    statement = "Calls are answered quickly"
    measure = "Share of calls answered within 10 s"
    baseline = "71 %"
    target = "90 %"
    due_on = date(2026, 12, 31)
    owner = factory.SelfAttribute("project.manager")


class MilestoneFactory(factory.django.DjangoModelFactory[Milestone]):
    class Meta:
        model = Milestone

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda number: f"Milestone {number}")
    due_on = date(2026, 6, 30)


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    class Meta:
        model = Activity

    project = factory.SubFactory(ProjectFactory)
    title = factory.Sequence(lambda number: f"Activity {number}")
    position = factory.Sequence(lambda number: number + 1)


class RaciEntryFactory(factory.django.DjangoModelFactory[RaciEntry]):
    class Meta:
        model = RaciEntry

    activity = factory.SubFactory(ActivityFactory)
    role = "Service manager"
    side = Side.VENDOR
    letter = RaciLetter.ACCOUNTABLE


class CommunicationLineFactory(factory.django.DjangoModelFactory[CommunicationLine]):
    class Meta:
        model = CommunicationLine

    project = factory.SubFactory(ProjectFactory)
    audience = "Steering committee"
    purpose = "Monthly state of the service"
    channel = Channel.MEETING
    cadence = "FREQ=MONTHLY"
    starts_on = date(2026, 2, 3)
