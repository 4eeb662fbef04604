from django.apps import AppConfig


class VendorsConfig(AppConfig):
    name = "vendors"

    def ready(self) -> None:
        from accounts.access import register_vendors_of
        from notifications.reminders import register_reminder
        from vendors.queries import vendors_of
        from vendors.reminders import REMINDERS

        register_vendors_of(vendors_of)
        for reminder in REMINDERS:
            register_reminder(reminder)
