from django.apps import AppConfig


class RelationshipsConfig(AppConfig):
    name = "relationships"

    def ready(self) -> None:
        from notifications.reminders import register_reminder
        from projects.readiness import register
        from relationships.readiness import FIRST_REVIEW
        from relationships.reminders import REVIEWS

        register_reminder(REVIEWS)
        register(FIRST_REVIEW)
