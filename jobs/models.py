"""Long work that a worker does, with progress that can be left and found again."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopedModel, User


class JobState(models.TextChoices):
    PREPARED = "prepared", _("Being prepared")
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class Job(ScopedModel):
    """One piece of long work. `lease_until` says until when a worker holds it; past that, another takes it up again."""

    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for"))
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    done_count = models.PositiveBigIntegerField(_("done"), default=0)
    total_count = models.PositiveBigIntegerField(_("of"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)

    class Meta:
        abstract = True
