"""The Celery app and its schedule.

Rows in Postgres are the queue, Celery is the alarm clock: tasks carry no arguments and ask the database what is due. A
tick that is lost, doubled or late does no harm, so the schedule is this one table and is stored nowhere else.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outsourcing.settings")

# What a person waits for ticks every 5 seconds. A tick that was not taken before the next one is dropped.
PROMPT = 5.0
MINUTE = 60.0

BEAT: dict[str, tuple[str, float]] = {
    # "what falls due": ("app.tasks.function", seconds between two looks),
    "workers are alive": ("outsourcing.tasks.beat_heart", PROMPT),
    "mails and webhooks": ("notifications.tasks.deliver_due", PROMPT),
    "reminders": ("notifications.tasks.remind_due", 10 * MINUTE),
    "answers of idempotent calls are old": ("accounts.tasks.purge_old_answers", 60 * MINUTE),
    "sessions that ran out": ("accounts.tasks.purge_old_sessions", 60 * MINUTE),
    "deliveries and notices are old": ("notifications.tasks.forget_old_deliveries", 60 * MINUTE),
    "files that no row names": ("documents.tasks.remove_files_that_no_row_names", 60 * MINUTE),
    "KPI results to evaluate": ("kpis.tasks.refresh_due", PROMPT),
    "files of measurements": ("kpis.tasks.run_imports", PROMPT),
    "KPI periods to open": ("kpis.tasks.open_periods", MINUTE),
    "months of measurements to come": ("kpis.tasks.attach_months_ahead", 60 * MINUTE),
}

app = Celery("outsourcing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)
app.conf.beat_schedule = {
    name: {"task": task, "schedule": seconds, "options": {"expires": seconds}} for name, (task, seconds) in BEAT.items()
}


@setup_logging.connect
def keep_our_logging(**_: Any) -> None:
    """Leave the root logger as settings.LOGGING made it: Celery sets up its own only if nobody answers here."""
