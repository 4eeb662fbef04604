from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from accounts.post import register_carrier
        from notifications.domain.letters import carry_letter

        register_carrier(carry_letter)
