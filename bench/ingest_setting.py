"""What `bench.ingest` sends to. Needs Django to be set up."""

from datetime import UTC, datetime, timedelta

from django.db import connection

from accounts.choices import Capability
from accounts.domain.tokens import make_token
from projects.choices import ProjectState
from tests.factories.kpis import make_kpi
from tests.factories.projects import ProjectFactory


def made(kpis: int, since: datetime, yardstick: str) -> tuple[str, list[int]]:
    """A token that may submit, and the ids of `kpis` KPIs of its user's project; the yardstick's table stands."""
    project = ProjectFactory.create(state=ProjectState.ACTIVE)
    now = datetime.now(UTC)
    _token, secret = make_token(
        project.manager,
        name="Bench",
        scopes=[Capability.SUBMIT_MEASUREMENTS],
        expires_at=now + timedelta(days=1),
        by=project.manager,
        now=now,
    )
    with connection.cursor() as cursor:
        cursor.execute(yardstick)
    return secret, [make_kpi(project, name=f"KPI {number}", starts_on=since.date()).pk for number in range(kpis)]
