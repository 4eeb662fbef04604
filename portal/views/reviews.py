"""Performance reviews as the vendor's own people see them: read, comment, say that an action is done."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.choices import Capability
from accounts.pages import Audience, FormPage, ListPage, RecordPage, VerbPage
from actions.domain import finish_action
from relationships.domain.comments import comment_on_review
from relationships.forms import CommentForm
from relationships.models import PerformanceReview, ReviewAction
from relationships.queries import with_details
from relationships.reading import review_context


class PortalReviews(ListPage):
    audience = Audience.PORTAL
    model = PerformanceReview
    requires = Capability.READ_REVIEWS
    template_name = "portal/reviews.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("project")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=timezone.localdate(self.now), **kwargs)


class PortalReview(RecordPage):
    audience = Audience.PORTAL
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


class PortalReviewComment(FormPage):
    audience = Audience.PORTAL
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


class PortalReviewActionDone(VerbPage):
    audience = Audience.PORTAL
    model = ReviewAction
    requires = Capability.COMMENT_REVIEWS
    question = gettext_lazy("Is this done?")
    button_label = gettext_lazy("Mark as done")
    success_message = gettext_lazy("Done. Thank you.")

    def act(self, record: ReviewAction) -> ReviewAction:
        return finish_action(record, by=self.user, now=self.now)

    def target(self, record: ReviewAction, result: Any) -> str:
        return record.get_portal_url()
