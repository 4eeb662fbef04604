"""Who hears of what: messages, notices in the product, and the outbox of mails and webhooks."""

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import INTERNAL, OWN
from accounts.models import ScopedModel, User
from core.history import tracked
from notifications.choices import Channel, DeliveryState
from notifications.querysets import DeliveryQuerySet, NoticeQuerySet


class Message(ScopedModel):
    """Something happened: a topic with its particulars, rendered in the language of whoever reads it.

    Knows the record that it is about by name and link alone. `dedupe_key` makes telling the same thing twice
    impossible. Internal: people read it through their own notices.
    """

    vendor_path = INTERNAL

    topic = models.CharField(_("topic"), max_length=80)
    params = models.JSONField(_("particulars"), default=dict)
    about_label = models.CharField(max_length=80)
    about_id = models.BigIntegerField()
    about_text = models.CharField(_("about"), max_length=300)
    url = models.CharField(max_length=500, blank=True)
    portal_url = models.CharField(max_length=500, blank=True)
    vendor_id = models.BigIntegerField(null=True, blank=True, help_text="the only vendor whose people may read it")
    dedupe_key = models.CharField(max_length=250, null=True, blank=True, unique=True)
    event = models.JSONField(default=dict)
    told_at = models.DateTimeField(_("told"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-told_at", "-pk"]
        indexes = [models.Index(fields=["about_label", "about_id"], name="notifications_message_about")]

    def __str__(self) -> str:
        return self.about_text


@tracked(exclude=("secret", "previous_secret"))
class WebhookEndpoint(ScopedModel):
    """An address of another system that is told of chosen topics; no topic chosen means all of them.

    Its secrets are sealed and never shown again. After a rotation both sign until `previous_until`.
    """

    vendor_path = INTERNAL

    name = models.CharField(_("name"), max_length=100)
    url = models.URLField(_("address"), max_length=500)
    topics = models.JSONField(_("topics"), default=list, blank=True)
    secret = models.TextField(editable=False)
    previous_secret = models.TextField(blank=True, default="", editable=False)
    previous_until = models.DateTimeField(_("old secret signs until"), null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    switched_off_because = models.CharField(_("switched off because"), max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))
    created_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="notifications_endpoint_named")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("webhook", args=[self.pk])


class Delivery(ScopedModel):
    """One mail to one person, or one message to one endpoint, on its way or come to its end.

    `stable_id` is the Message-ID or webhook-id of every attempt, so that a receiver knows a repetition. A worker holds
    a delivery until `lease_until`; `attempts` counts how often one took it and tells a late holder from today’s.
    A letter (invitation, password reset) has an `address` and its own sealed text, which goes once it is delivered.
    """

    vendor_path = INTERNAL

    stable_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    recipient = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("recipient")
    )
    address = models.EmailField(_("address"), blank=True)
    subject = models.CharField(pgettext_lazy("mail", "subject"), max_length=300, blank=True)
    sealed_text = models.TextField(blank=True)
    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("webhook")
    )
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="deliveries", verbose_name=_("message")
    )
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    created_at = models.DateTimeField(_("since"))
    next_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()  # type: ignore[misc]

    tones = {
        "state": {
            DeliveryState.WAITING: "info",
            DeliveryState.DELIVERED: "ok",
            DeliveryState.GIVEN_UP: "bad",
        }
    }

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="notifications_delivery_state_known"
            ),
            models.CheckConstraint(
                condition=Q(channel=Channel.MAIL, endpoint=None, message=None)
                & (Q(recipient__isnull=False, address="") | Q(recipient=None) & ~Q(address=""))
                | Q(channel=Channel.WEBHOOK, endpoint__isnull=False, message__isnull=False, recipient=None, address=""),
                name="notifications_delivery_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(state=DeliveryState.WAITING, ended_at=None)
                | ~Q(state=DeliveryState.WAITING) & Q(ended_at__isnull=False),
                name="notifications_delivery_ends_once",
            ),
            models.UniqueConstraint(fields=["endpoint", "message"], name="notifications_delivery_once_an_endpoint"),
        ]
        indexes = [
            models.Index(
                fields=["next_at", "id"], condition=Q(state=DeliveryState.WAITING), name="notifications_delivery_due"
            ),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="notifications_delivery_log"),
            models.Index(fields=["state", "-created_at", "-id"], name="notifications_delivery_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} · {self.goes_to}"

    @property
    def goes_to(self) -> str:
        """Who or what receives it, in words."""
        return str(self.endpoint or self.recipient or self.address)

    def get_absolute_url(self) -> str:
        return reverse("delivery", args=[self.pk])


class DeliveryAttempt(ScopedModel):
    """One try of a delivery and what came of it."""

    vendor_path = INTERNAL

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tries", verbose_name=_("delivery"))
    number = models.PositiveSmallIntegerField(_("attempt"))
    at = models.DateTimeField(_("at"))
    milliseconds = models.PositiveIntegerField(_("took, in ms"))
    succeeded = models.BooleanField(_("succeeded"))
    status = models.PositiveSmallIntegerField(_("answer"), null=True, blank=True)
    detail = models.CharField(_("what came back"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.number)


class Notice(ScopedModel):
    """A message for one person, in the product; and, until `mail` names the mail that carried it, a matter for one.

    Matters wait MAIL_WINDOW from the first one, so that several reach a person as one mail.
    """

    vendor_path = OWN
    owner_path = "recipient"

    message = models.ForeignKey(Message, models.CASCADE, related_name="notices", verbose_name=_("message"))
    recipient = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name=_("recipient"))
    told_at = models.DateTimeField(_("told"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    awaits_mail = models.BooleanField(default=True, editable=False)
    mail = models.ForeignKey(
        Delivery, models.SET_NULL, null=True, blank=True, related_name="notices", verbose_name=_("mail"), editable=False
    )

    objects = NoticeQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["message", "recipient"], name="notifications_notice_once_a_person"),
            models.CheckConstraint(
                condition=Q(awaits_mail=False) | Q(mail=None), name="notifications_notice_mailed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at", "-id"], name="notifications_notice_list"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notifications_notice_unread"),
            models.Index(
                fields=["recipient", "told_at"], condition=Q(awaits_mail=True), name="notifications_notice_mail"
            ),
        ]

    def __str__(self) -> str:
        return str(self.message)

    def get_absolute_url(self) -> str:
        return reverse("notice", args=[self.pk])


class Mute(ScopedModel):
    """A person does not want to hear of a topic, in the product or by mail. One's own taste keeps no history."""

    vendor_path = OWN

    user = models.ForeignKey(User, models.CASCADE, related_name="mutes", verbose_name=_("person"))
    topic = models.CharField(_("topic"), max_length=80)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("muted topic")
        verbose_name_plural = _("muted topics")
        ordering = ["topic"]
        constraints = [models.UniqueConstraint(fields=["user", "topic"], name="notifications_mute_once")]

    def __str__(self) -> str:
        return self.topic
