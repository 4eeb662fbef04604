"""What happened to a KPI, its definition and targets, or to a breach: loaded when somebody looks."""

from accounts.choices import Capability
from audit.views import HistoryPage
from kpis.models import Breach, Kpi


class KpiHistory(HistoryPage):
    model = Kpi
    requires = Capability.READ_KPIS


class BreachHistory(HistoryPage):
    model = Breach
    requires = Capability.READ_KPIS
