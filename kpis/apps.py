from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"

    def ready(self) -> None:
        import kpis.readiness
        import kpis.topics  # noqa: F401  # both register what they hold
