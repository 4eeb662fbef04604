from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from notifications.reminders import register_reminder
        from projects import topics  # noqa: F401  (registers them)
        from projects.checks import register_own_checks
        from projects.reminders import CONTRACT_NOTICES, MILESTONES

        register_own_checks()
        register_reminder(CONTRACT_NOTICES)
        register_reminder(MILESTONES)
