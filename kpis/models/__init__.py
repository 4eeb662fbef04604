"""How it is measured: definitions and targets with versions, measurements, period results, breaches."""

from kpis.models.breaches import Breach, BreachHandling, BreachMiss
from kpis.models.definitions import Kpi, KpiVersion, Target
from kpis.models.measurements import BatchShare, Measurement, MeasurementBatch, MeasurementImport
from kpis.models.results import EvaluationFailure, PeriodResult, StatusChange

__all__ = [
    "BatchShare",
    "Breach",
    "BreachHandling",
    "BreachMiss",
    "EvaluationFailure",
    "Kpi",
    "KpiVersion",
    "Measurement",
    "MeasurementBatch",
    "MeasurementImport",
    "PeriodResult",
    "StatusChange",
    "Target",
]
