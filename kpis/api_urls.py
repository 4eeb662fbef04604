"""Addresses of the API, below /api/v1/."""

from rest_framework.routers import SimpleRouter

from kpis.api.kpis import BreachViewSet, KpiViewSet, ResultViewSet
from kpis.api.measurements import BatchViewSet, ImportViewSet, MeasurementViewSet

router = SimpleRouter()
router.register("kpis", KpiViewSet, "api-kpi")
router.register("period-results", ResultViewSet, "api-result")
router.register("breaches", BreachViewSet, "api-breach")
router.register("measurements", MeasurementViewSet, "api-measurement")
router.register("measurement-batches", BatchViewSet, "api-batch")
router.register("measurement-imports", ImportViewSet, "api-import")

urlpatterns = router.urls
