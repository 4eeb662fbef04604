"""Long work is held by one worker at a time, taken up again after its death, and comes to an end."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs import domain as jobs
from jobs.models import JobState
from kpis.models import MeasurementImport
from projects.choices import ProjectState
from tests.cast import Cast
from tests.factories.kpis import make_kpi
from tests.factories.projects import ProjectFactory

NOW = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)
LATER = NOW + jobs.LEASE + timedelta(seconds=1)


@pytest.fixture
def job(cast: Cast) -> MeasurementImport:
    kpi = make_kpi(ProjectFactory.create(vendor=cast.acme, state=ProjectState.ACTIVE))
    return MeasurementImport.objects.create(
        kpi=kpi, file="x.csv", name="x.csv", asked_by=kpi.project.manager, asked_at=NOW, state=JobState.WAITING
    )


def claimed(now: datetime = NOW) -> MeasurementImport:
    job = jobs.claim(MeasurementImport, now=now)
    assert job is not None
    return job


def test_a_job_is_started_once(job: MeasurementImport) -> None:
    MeasurementImport.objects.update(state=JobState.PREPARED)
    assert jobs.start(job) and not jobs.start(job)


def test_a_job_is_held_by_one_worker_at_a_time(job: MeasurementImport) -> None:
    assert claimed() == job
    assert jobs.claim(MeasurementImport, now=NOW) is None


def test_the_oldest_comes_first(job: MeasurementImport) -> None:
    older = MeasurementImport.objects.create(
        kpi=job.kpi, file="y.csv", name="y.csv", asked_by=job.asked_by, asked_at=NOW - timedelta(hours=1)
    )
    assert claimed() == older


def test_a_lease_that_ran_out_hands_the_job_to_another_and_the_first_learns_of_it(job: MeasurementImport) -> None:
    first, second = claimed(), claimed(LATER)
    assert (first, second.attempts) == (second, 2)
    assert not jobs.progress(first, done=1, now=LATER) and not jobs.finish(first, now=LATER)
    assert not jobs.is_held(first)
    assert jobs.finish(second, now=LATER) and second.state == JobState.DONE


def test_progress_renews_the_lease(job: MeasurementImport) -> None:
    jobs.progress(claimed(), done=5, total=10, now=NOW + timedelta(seconds=50))
    assert jobs.claim(MeasurementImport, now=LATER) is None
    job.refresh_from_db()
    assert (job.done_count, job.total_count) == (5, 10)


def test_a_job_that_ends_no_attempt_is_given_up_with_a_reason(job: MeasurementImport) -> None:
    at = NOW
    for _attempt in range(jobs.MOST_ATTEMPTS):
        claimed(at)
        at += jobs.LEASE + timedelta(seconds=1)
    assert jobs.claim(MeasurementImport, now=at) is None
    job.refresh_from_db()
    assert (job.state, job.finished_at) == (JobState.FAILED, at) and "begun 5 times" in job.failure


def test_a_job_fails_with_the_reason_for_who_asked(job: MeasurementImport) -> None:
    assert jobs.fail(claimed(), reason="The file is empty.", now=NOW)
    job.refresh_from_db()
    assert (job.state, job.failure, job.lease_until) == (JobState.FAILED, "The file is empty.", None)
