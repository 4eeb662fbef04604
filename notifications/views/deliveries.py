"""The delivery log: what left the house, what did not, and why."""

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.choices import Capability
from accounts.pages import ListPage, RecordPage, VerbPage
from notifications.domain.endpoints import send_again
from notifications.filters import DeliveryFilter
from notifications.models import Delivery
from notifications.rendering import rendered
from notifications.topics import topic_of
from notifications.webhooks import payload


def matter_of(delivery: Delivery) -> str:
    """What `delivery` carries, in a few words. The text of a letter is nobody's but its reader's."""
    if delivery.message is not None:
        topic = topic_of(delivery.message.topic)
        return f"{topic.label if topic else delivery.message.topic} · {delivery.message.about_text}"
    return delivery.subject or str(_("Notices"))


class DeliveriesPage(ListPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = Delivery
    filterset_class = DeliveryFilter
    template_name = "notifications/deliveries.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("recipient", "endpoint", "message")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [(delivery, matter_of(delivery)) for delivery in context["object_list"]]
        counts = {"given_up": self.rows().given_up().count(), "failing": self.rows().failing().count()}
        return {**context, "shown": shown, **counts}


class DeliveryPage(RecordPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = Delivery
    template_name = "notifications/delivery.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("recipient", "endpoint", "message").prefetch_related("tries", "notices__message")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        delivery: Delivery = self.object
        message = delivery.message
        return super().get_context_data(
            matter=matter_of(delivery),
            body=json.dumps(payload(message), indent=2, ensure_ascii=False) if message else "",
            matters=[rendered(notice.message, self.user).title for notice in delivery.notices.all()],
            **kwargs,
        )


class SendAgainPage(VerbPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = Delivery
    question = _("Send this again? It keeps its id, so that the receiver knows it if it came before.")
    button_label = _("Send again")
    success_message = _("It is on its way.")

    def act(self, record: Delivery) -> Any:
        return send_again(record, by=self.user, now=self.now)
