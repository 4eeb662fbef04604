"""Period results once somebody has drawn consequences from them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import Refused
from core.formats import minute
from core.periods import Period
from kpis.models import PeriodResult
from projects.models import Project


def lock_results(project: Project, period: Period, *, now: datetime) -> int:
    """Freeze the results of `project`'s KPIs whose periods lie inside `period`; returns how many were not frozen yet.

    Refused while one of them has not settled or is still to be evaluated: what is frozen must be what the measurements
    say.
    """
    rows = PeriodResult.objects.filter(
        kpi__project=project, starts_at__gte=period.starts_at, ends_at__lte=period.ends_at, locked_at=None
    )
    with transaction.atomic():
        found = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        unsettled = rows.filter(check_at__gt=now).order_by("-check_at").select_related("kpi").first()
        if unsettled is not None:
            said = {"kpi": unsettled.kpi, "settles": minute(unsettled.check_at, zone=True)}
            raise Refused(_("Measurements of %(kpi)s may still come: its result settles on %(settles)s.") % said)
        if rows.filter(Q(is_final=False) | Q(stale_at__isnull=False)).exists():
            raise Refused(_("Some KPI results of the period are still being worked out. Try again in a minute."))
        return PeriodResult.objects.filter(pk__in=found).update(locked_at=now)
