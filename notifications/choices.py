"""The words of the outbox."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """How a matter leaves the house."""

    MAIL = "mail", _("Mail")
    WEBHOOK = "webhook", _("Webhook")


class DeliveryState(TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    GIVEN_UP = "given_up", _("Given up")
