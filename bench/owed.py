"""What `bench.faults` feeds, and what is owed for it. Needs Django to be set up."""

import threading
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import connection

from kpis.choices import Source
from kpis.domain.ingest import ingest
from kpis.models import Breach, Kpi, PeriodResult
from notifications.choices import Channel, DeliveryState
from notifications.domain.endpoints import make_endpoint
from notifications.models import Delivery, Message, Notice
from projects.choices import ProjectState
from tests.factories.kpis import make_kpi, row
from tests.factories.projects import ProjectFactory

MISSED, MET = Decimal(90), Decimal("99.9")
FIRST_MONTH, SECOND_MONTH = date(2026, 9, 1), date(2026, 10, 1)
FED_AT_ONCE = 10
PATIENCE_SECONDS = 180


def make_kpis(count: int, webhook: str) -> list[Kpi]:
    """`count` KPIs of one running project, and a webhook that hears of everything."""
    project = ProjectFactory.create(state=ProjectState.ACTIVE)
    make_endpoint(name="Bench", url=webhook, topics=[], by=project.manager, now=datetime.now(UTC))
    return [make_kpi(project, name=f"KPI {number}", starts_on=FIRST_MONTH) for number in range(count)]


def feed(kpis: list[Kpi], *, seconds: float, hurry: threading.Event) -> None:
    """Submit a miss and then a met month of each KPI, a few KPIs at a time, over `seconds`, or at once on `hurry`."""
    pause = seconds / (2 * len(kpis) / FED_AT_ONCE)
    for month, value in ((FIRST_MONTH, MISSED), (SECOND_MONTH, MET)):
        for start in range(0, len(kpis), FED_AT_ONCE):
            submit(kpis[start : start + FED_AT_ONCE], month.replace(day=15), value)
            hurry.wait(pause)
    connection.close()


def submit(kpis: list[Kpi], day: date, value: Decimal) -> None:
    rows = [row(kpi, f"{day}T12:00:00Z", value, number=number) for number, kpi in enumerate(kpis, start=1)]
    report = ingest(rows, source=Source.API, by=kpis[0].project.manager, now=datetime.now(UTC))
    assert report.new == len(rows), report


def wait_until_done(kpis: int) -> None:
    """Until nothing is stale, due or waiting any more, or patience is at its end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        is_idle = not (
            PeriodResult.objects.filter(stale_at__isnull=False).exists()
            or Delivery.objects.filter(state=DeliveryState.WAITING).exists()
            or Notice.objects.filter(awaits_mail=True).exists()
        )
        if is_idle and Message.objects.count() >= 2 * kpis:
            return
        time.sleep(0.5)


def judge(kpis: list[Kpi], webhooks: Counter[str], mails: Counter[str]) -> dict[str, int]:
    """What was owed against what is there; `webhooks` and `mails` count what the receivers were given, by id."""
    breaches = Counter(Breach.objects.values_list("kpi_id", flat=True))
    told = Counter(Message.objects.values_list("topic", "about_id"))
    owed_webhooks = Delivery.objects.filter(channel=Channel.WEBHOOK).count()
    owed_mails = Delivery.objects.filter(channel=Channel.MAIL).count()
    return {
        "KPIs": len(kpis),
        "breaches lost": sum(kpi.pk not in breaches for kpi in kpis),
        "breaches doubled": _beyond_one(breaches),
        "breaches not recovered": Breach.objects.filter(recovered_at=None).count(),
        "messages": sum(told.values()),
        "messages lost": 2 * len(kpis) - len(told),
        "messages doubled": _beyond_one(told),
        "webhooks owed": owed_webhooks,
        "webhooks lost": owed_webhooks - len(webhooks),
        "webhooks received again under the same id": _beyond_one(webhooks),
        "matters told": Notice.objects.count(),
        "matters lost": Notice.objects.filter(mail=None).count(),
        "mails owed": owed_mails,
        "mails lost": owed_mails - len(mails),
        "mails received again under the same id": _beyond_one(mails),
        "deliveries lost": Delivery.objects.exclude(state=DeliveryState.DELIVERED).count(),
    }


def _beyond_one(counts: Counter[str] | Counter[int] | Counter[tuple[str, int]]) -> int:
    return sum(count - 1 for count in counts.values())
