from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        from portal.due import register_due
        from portal.views.projects import projects_due
        from portal.views.questionnaires import questionnaires_due
        from portal.views.reviews import reviews_due

        register_due(questionnaires_due)
        register_due(projects_due)
        register_due(reviews_due)
