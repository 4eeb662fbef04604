"""Addresses of the pages."""

from django.urls import path

from kpis.views import breaches, history, kpis, measurements, panels

KPI = "kpis/<int:pk>/"
BREACH = "breaches/<int:pk>/"
IMPORT = "measurement-imports/<int:pk>/"

urlpatterns = [
    path("kpis/", kpis.Kpis.as_view(), name="kpis"),
    path(KPI, kpis.KpiPage.as_view(), name="kpi"),
    path(f"{KPI}edit/", kpis.ChangeKpi.as_view(), name="kpi-edit"),
    path(f"{KPI}definition/", kpis.ChangeDefinition.as_view(), name="kpi-definition"),
    path(f"{KPI}target/", kpis.SetTarget.as_view(), name="kpi-target"),
    path(f"{KPI}history/", history.KpiHistory.as_view(), name="kpi-history"),
    path(f"{KPI}measurement/", measurements.TypeMeasurement.as_view(), name="measurement-create"),
    path(f"{KPI}import/", measurements.UploadFile.as_view(), name="measurement-import-create"),
    path("projects/<int:pk>/kpis/", panels.ProjectKpis.as_view(), name="project-kpis"),
    path("projects/<int:pk>/kpis/new/", kpis.NewKpi.as_view(), name="kpi-create"),
    path("measurement-imports/", measurements.Imports.as_view(), name="measurement-imports"),
    path(IMPORT, measurements.ImportPage.as_view(), name="measurement-import"),
    path(f"{IMPORT}columns/", measurements.ChooseColumns.as_view(), name="measurement-import-columns"),
    path(f"{IMPORT}refused/", measurements.RefusedRows.as_view(), name="measurement-import-refused"),
    path("breaches/", breaches.Breaches.as_view(), name="breaches"),
    path(BREACH, breaches.BreachPage.as_view(), name="breach"),
    path(f"{BREACH}history/", history.BreachHistory.as_view(), name="breach-history"),
    path(f"{BREACH}acknowledgement/", breaches.Acknowledge.as_view(), name="breach-acknowledge"),
    path(f"{BREACH}closing/", breaches.Close.as_view(), name="breach-close"),
]
