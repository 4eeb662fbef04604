"""What measuring does by itself. Tasks carry no arguments: they ask the database what is due."""

import time

from celery import shared_task
from django.utils import timezone

from jobs.domain import claim
from kpis.domain import evaluation
from kpis.domain.imports import run_import
from kpis.models import MeasurementImport
from kpis.queries.partitions import attach_months, months_ahead

# A tick works for so long at most; what is left is taken up by the next one.
TICK_SECONDS = 30
MONTHS_AHEAD = 3


@shared_task
def refresh_due() -> None:
    """Evaluate what is stale or due, batch by batch."""
    ends = time.monotonic() + TICK_SECONDS
    while evaluation.refresh_due(now=timezone.now()) and time.monotonic() < ends:
        pass


@shared_task
def open_periods() -> None:
    """Open the present period of every KPI that is measured."""
    ends = time.monotonic() + TICK_SECONDS
    while evaluation.open_periods(now=timezone.now()) and time.monotonic() < ends:
        pass


@shared_task
def attach_months_ahead() -> None:
    """Have the months of measurements that come next."""
    attach_months(months_ahead(timezone.now(), MONTHS_AHEAD))


@shared_task
def run_imports() -> None:
    """Read the files that wait, one after the other."""
    ends = time.monotonic() + TICK_SECONDS
    while time.monotonic() < ends and (job := claim(MeasurementImport, now=timezone.now())):
        run_import(job, clock=timezone.now)
