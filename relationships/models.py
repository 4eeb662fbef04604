"""How it is run: performance reviews with both sides' comments and actions."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import ScopedQuerySet
from accounts.choices import Side
from accounts.models import ScopedModel, User
from actions.models import Action, ActionQuerySet
from core.history import tracked
from core.periods import Period, midnight
from projects.models import Project
from relationships.choices import ReviewState


class ReviewQuerySet(ScopedQuerySet["PerformanceReview"]):
    def unclosed(self) -> "ReviewQuerySet":
        """Reviews still to be held or closed."""
        return self.exclude(state=ReviewState.FINAL)

    def due_between(self, first: date, last: date) -> "ReviewQuerySet":
        """Unclosed reviews that fall due from `first` to `last`, both included."""
        return self.unclosed().filter(due_on__range=(first, last))


@tracked()
class PerformanceReview(ScopedModel):
    """A look, by both sides, at what a project's KPIs came to from `first_day` to `last_day`."""

    vendor_path = "project__vendor"
    vendor_sees = ~Q(state=ReviewState.DRAFT)
    team_path = "project__places__user"
    tones = {
        "state": {ReviewState.DRAFT: "neutral", ReviewState.VENDOR_REPLY: "info", ReviewState.FINAL: "done"},
    }

    project = models.ForeignKey(Project, models.PROTECT, related_name="reviews", verbose_name=_("project"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("state"), max_length=15, choices=ReviewState, default=ReviewState.DRAFT)
    summary = models.TextField(_("summary"), blank=True)

    objects = ReviewQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("performance review")
        verbose_name_plural = _("performance reviews")
        ordering = ["-due_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="relationships_review_period_runs"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="relationships_review_state_known"),
            models.UniqueConstraint(
                fields=["project", "first_day", "last_day"], name="relationships_review_once_a_period"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="relationships_review_due")]

    def __str__(self) -> str:
        """Its name as messages and the trail keep it: in no language, hence the ISO dates."""
        return f"{self.project} · {self.first_day:%Y-%m-%d} – {self.last_day:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("review", args=[self.pk])

    def get_portal_url(self) -> str:
        return reverse("portal-review", args=[self.pk])

    @property
    def period(self) -> Period:
        """The instants that the review looks at: whole days in the project's time zone."""
        zone = self.project.time_zone
        return Period(midnight(self.first_day, zone), midnight(self.last_day + timedelta(days=1), zone))


@tracked()
class ReviewOpening(ScopedModel):
    """A review was opened for both sides' comments: by whom, when, and until when the vendor's side may reply.

    Silence until then accepts the review as it stands.
    """

    vendor_path = "review__project__vendor"

    review = models.OneToOneField(PerformanceReview, models.PROTECT, related_name="opening", verbose_name=_("review"))
    reply_by = models.DateField(_("reply by"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("opened by"))
    at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")

    def __str__(self) -> str:
        return str(self.review)


@tracked()
class ReviewComment(ScopedModel):
    """What one side says in a review; the other side reads it."""

    vendor_path = "review__project__vendor"
    vendor_sees = ~Q(review__state=ReviewState.DRAFT)

    review = models.ForeignKey(PerformanceReview, models.CASCADE, related_name="comments", verbose_name=_("review"))
    side = models.CharField(_("side"), max_length=10, choices=Side)
    text = models.TextField(_("comment"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="relationships_comment_side_known"),
            models.CheckConstraint(condition=~Q(text=""), name="relationships_comment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ReviewActionQuerySet(ActionQuerySet["ReviewAction"]):
    """Actions that reviews agreed on."""


@tracked()
class ReviewAction(Action):
    """A follow-up that a review agreed on."""

    vendor_path = "review__project__vendor"
    vendor_sees = ~Q(review__state=ReviewState.DRAFT)
    team_path = "review__project__places__user"

    review = models.ForeignKey(PerformanceReview, models.CASCADE, related_name="actions", verbose_name=_("review"))

    objects = ReviewActionQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Action.Meta):
        verbose_name = _("action")
        verbose_name_plural = _("actions")

    def get_absolute_url(self) -> str:
        return f"{self.review.get_absolute_url()}#actions"

    def get_portal_url(self) -> str:
        return f"{self.review.get_portal_url()}#actions"


@tracked()
class ReviewClosing(ScopedModel):
    """A review was closed: by whom, when, and which review comes next."""

    vendor_path = "review__project__vendor"

    review = models.OneToOneField(PerformanceReview, models.PROTECT, related_name="closing", verbose_name=_("review"))
    next_review = models.OneToOneField(
        PerformanceReview,
        models.PROTECT,
        related_name="follows",
        verbose_name=pgettext_lazy("performance review", "next review"),
    )
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("closed by"))
    at = models.DateTimeField(_("closed"))

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")

    def __str__(self) -> str:
        return str(self.review)
