"""Webhooks: who is told by machine, under which secret."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.choices import Capability
from accounts.doors import found_for_change
from accounts.pages import FormPage, ListPage, RecordPage, VerbPage
from core.errors import Refused
from notifications.domain.endpoints import change_endpoint, make_endpoint, rotate_secret, switch_off, switch_on
from notifications.forms import EndpointForm
from notifications.models import Delivery, WebhookEndpoint
from notifications.queries import with_standing
from notifications.topics import topic_of

RECENT = 10


def topic_labels(endpoint: WebhookEndpoint) -> list[str]:
    """The topics of `endpoint` in words; empty means all."""
    return [str(topic.label) if (topic := topic_of(code)) else code for code in endpoint.topics]


class WebhooksPage(ListPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    template_name = "notifications/webhooks.html"

    def shape(self, rows: Any) -> Any:
        return with_standing(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [(endpoint, topic_labels(endpoint)) for endpoint in context["object_list"]]
        failing = sum(1 for endpoint, _labels in shown if endpoint.given_up_count or endpoint.failing_count)
        return {**context, "shown": shown, "failing": failing}


class WebhookPage(RecordPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    template_name = "notifications/webhook.html"

    def shape(self, rows: Any) -> Any:
        return with_standing(rows).select_related("created_by")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recent = self.rows(Delivery).filter(endpoint=self.object).select_related("message", "endpoint", "recipient")
        both_sign = self.object.previous_until and self.now < self.object.previous_until
        return super().get_context_data(
            topics=topic_labels(self.object), recent=recent[:RECENT], both_sign=both_sign, **kwargs
        )


@method_decorator(never_cache, name="dispatch")
class NewWebhookPage(FormPage):
    """The answer to the POST shows the secret, once; there is no address to read it from again."""

    requires = Capability.MANAGE_WEBHOOKS
    form_class = EndpointForm
    title = _("New webhook")
    submit_label = _("Make the webhook")

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            endpoint, secret = make_endpoint(**form.cleaned_data, by=self.user, now=self.now)
        except Refused as refusal:
            return self.refused(form, refusal)
        return render(request, "notifications/webhook_secret.html", {"endpoint": endpoint, "secret": secret})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cancel_url=reverse("webhooks"), lead=_("Another system is told of what happens here, signed."), **kwargs
        )


class ChangeWebhookPage(FormPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    form_class = EndpointForm
    title = _("Change the webhook")
    success_message = _("The webhook is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "record": self.record}

    def act(self, form: EndpointForm) -> Any:
        return change_endpoint(self.record, by=self.user, now=self.now, **form.cleaned_data)


@method_decorator(never_cache, name="dispatch")
class RotateSecretPage(VerbPage):
    """The answer to the POST shows the new secret, once."""

    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    question = _("Make a new secret? For a day both sign, so that the receiver can change over in peace.")
    button_label = _("Rotate the secret")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transaction.atomic():
            record = found_for_change(self.rows(), self.user, pk=kwargs["pk"])
            endpoint, secret = rotate_secret(record, by=self.user, now=self.now)
        context = {"endpoint": endpoint, "secret": secret, "rotated": True}
        return render(request, "notifications/webhook_secret.html", context)


class SwitchOffPage(VerbPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    question = _("Switch this webhook off? What waits for it is given up.")
    button_label = _("Switch off")
    success_message = _("The webhook is switched off.")
    destructive = True

    def act(self, record: WebhookEndpoint) -> Any:
        return switch_off(record, by=self.user, now=self.now)


class SwitchOnPage(VerbPage):
    requires = Capability.MANAGE_WEBHOOKS
    model = WebhookEndpoint
    question = _("Switch this webhook on? It is told of what happens from now on.")
    button_label = _("Switch on")
    success_message = _("The webhook is switched on.")

    def act(self, record: WebhookEndpoint) -> Any:
        return switch_on(record, by=self.user, now=self.now)
