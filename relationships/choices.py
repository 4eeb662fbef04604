"""The words and states of running a relationship."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReviewState(TextChoices):
    DRAFT = "draft", _("Draft")
    VENDOR_REPLY = "vendor_reply", _("Open for comments")
    FINAL = "final", _("Final")
