"""Performance reviews as the vendor's own people see them: read, comment, say that an action is done."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from accounts.access import granted
from accounts.choices import Capability, Side
from accounts.models import User
from accounts.pages import FormPage, ListPage, RecordPage, VerbPage
from actions.domain import finish_action
from core.formats import day
from portal.due import Due
from portal.pages import PortalPage
from relationships.choices import ReviewState
from relationships.domain.comments import comment_on_review
from relationships.forms import CommentForm
from relationships.models import PerformanceReview, ReviewAction
from relationships.queries import with_details
from relationships.reading import review_context


def reviews_due(user: User, today: date) -> Iterator[Due]:
    """Reviews that ask for the vendor's comments, and what `user` promised in one."""
    if Capability.COMMENT_REVIEWS in granted(user):
        asked = PerformanceReview._default_manager.visible_to(user).filter(
            state=ReviewState.VENDOR_REPLY, opening__reply_by__gte=today
        )
        for review in asked.exclude(comments__side=Side.VENDOR).select_related("project", "opening"):
            yield Due(
                title=f"{review.project} · {day(review.first_day)} – {day(review.last_day)}",
                what=gettext("Comment on the performance review"),
                url=review.get_portal_url(),
                action=gettext("Read"),
                due_on=review.opening.reply_by,
                icon="clipboard-check",
            )
    promised = ReviewAction._default_manager.visible_to(user).filter(done_at=None, owner=user)
    for action in promised.select_related("review__project"):
        yield Due(
            title=action.title,
            what=gettext("Promised in a review of %s") % action.review.project,
            url=action.get_portal_url(),
            action=gettext("Look"),
            due_on=action.due_on,
        )


class PortalReviews(PortalPage, ListPage):
    model = PerformanceReview
    requires = Capability.READ_REVIEWS
    template_name = "portal/reviews.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("project")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=self.today, **kwargs)


class PortalReview(PortalPage, RecordPage):
    model = PerformanceReview
    requires = Capability.READ_REVIEWS
    template_name = "portal/review.html"
    context_object_name = "review"

    def shape(self, rows: Any) -> Any:
        return with_details(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context |= review_context(self.object, self.user, now=self.now)
        return {**context, "in_portal": True, "comment_form": CommentForm(user=self.user)}


class PortalReviewComment(PortalPage, FormPage):
    model = PerformanceReview
    requires = Capability.COMMENT_REVIEWS
    form_class = CommentForm
    title = gettext_lazy("Comment on the review")
    submit_label = gettext_lazy("Comment")
    success_message = gettext_lazy("Your comment is there; the other side has been told.")

    def act(self, form: Any) -> Any:
        return comment_on_review(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return f"{self.record.get_portal_url()}#comments"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(cancel_url=self.record.get_portal_url(), **kwargs)


class PortalReviewActionDone(PortalPage, VerbPage):
    model = ReviewAction
    requires = Capability.COMMENT_REVIEWS
    question = gettext_lazy("Is this done?")
    button_label = gettext_lazy("Mark as done")
    success_message = gettext_lazy("Done. Thank you.")

    def act(self, record: ReviewAction) -> ReviewAction:
        return finish_action(record, by=self.user, now=self.now)

    def target(self, record: ReviewAction, result: Any) -> str:
        return record.get_portal_url()
