from django.apps import AppConfig


class VendorsConfig(AppConfig):
    name = "vendors"

    def ready(self) -> None:
        from accounts.access import register_vendors_of
        from vendors.queries import vendors_of

        register_vendors_of(vendors_of)
