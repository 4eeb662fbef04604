"""KPIs for tests, made by the product's own functions: the months of measurements are there when they are needed."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from kpis.choices import Aggregation, Direction, MissingData, Source
from kpis.domain.definitions import Definition, create_kpi
from kpis.domain.ingest import IngestReport, ingest
from kpis.domain.judgement import Levels
from kpis.domain.rows import Row
from kpis.models import Kpi
from projects.models import Project

BEGAN = date(2026, 1, 1)
MADE_AT = datetime(2026, 5, 20, 9, 30, tzinfo=UTC)


def make_kpi(project: Project, **given: Any) -> Kpi:
    """A KPI of `project` from January 2026; `given` are parts of its definition, its levels or its own fields."""
    definition = {
        "aggregation": Aggregation.MEAN,
        "time_zone": "UTC",
        "unit": "%",
        "direction": Direction.HIGHER,
        "data_source": "Monitoring",
        "missing_data": MissingData.LEAVE_OUT,
    }
    definition |= {name: given.pop(name) for name in list(given) if name in Definition.__dataclass_fields__}
    levels = given.pop("levels", Levels(expected=Decimal("99.5"), minimum=Decimal(99), warning=Decimal("99.8")))
    return create_kpi(
        project=project,
        definition=Definition(**definition),
        levels=levels,
        **{
            "name": f"KPI {Kpi.objects.count() + 1}",
            "starts_on": BEGAN,
            "owner": project.manager,
            "by": project.manager,
            "now": MADE_AT,
            **given,
        },
    )


def row(
    kpi: Kpi, at: str | datetime, value: object, *, subject: str = "", denominator: object = "", number: int = 1
) -> Row:
    """A row as a door would hand it over."""
    text = at if isinstance(at, str) else at.isoformat()
    return Row(number, str(kpi.pk), text, str(value), str(denominator), subject)


def measure(kpi: Kpi, *pairs: tuple[str, object], by: User | None = None, now: datetime = MADE_AT) -> IngestReport:
    """Submit (instant, value) pairs to `kpi`."""
    rows = [row(kpi, at, value, number=number) for number, (at, value) in enumerate(pairs, start=1)]
    return ingest(rows, source=Source.API, by=by or kpi.project.manager, now=now)
