"""Follow-ups that records carry: what is to be done, by whom, until when."""

from datetime import date
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.access import ScopedQuerySet
from accounts.models import ScopedModel, User

M = TypeVar("M", bound="Action", covariant=True)


class ActionQuerySet(ScopedQuerySet[M]):
    def unfinished(self) -> Self:
        """Actions still to be done."""
        return self.filter(done_at=None)

    def owned_by(self, user: User) -> Self:
        """Actions that `user` promised."""
        return self.filter(owner=user)

    def overdue(self, today: date) -> Self:
        """Actions that should have been done before `today`."""
        return self.unfinished().filter(due_on__lt=today)


class Action(ScopedModel):
    """Something that one person promised to do by a day. Done is done: with who and when."""

    title = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("done by")
    )

    objects = ActionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="%(app_label)s_%(class)s_done_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before `today`, and is not."""
        return self.done_at is None and self.due_on < today
