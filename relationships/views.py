"""Pages about performance reviews, for our own people."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import may_change
from accounts.choices import Capability
from accounts.pages import FormPage, ListPage, RecordPage, VerbPage
from actions.domain import finish_action
from audit.views import HistoryPage
from core.periods import local_day
from projects.models import Project
from relationships.choices import ReviewState
from relationships.domain.actions import add_review_action
from relationships.domain.comments import comment_on_review
from relationships.domain.reviews import change_review, close_review, closed_already, open_review, schedule_review
from relationships.filters import ReviewPageFilter
from relationships.forms import (
    ActionForm,
    ChangeForm,
    ClosingForm,
    CommentForm,
    ScheduleForm,
    closing_suggestion,
    schedule_suggestion,
)
from relationships.models import PerformanceReview, ReviewAction
from relationships.queries import with_details
from relationships.reading import review_context


class Reviews(ListPage):
    model = PerformanceReview
    requires = Capability.READ_REVIEWS
    filterset_class = ReviewPageFilter
    template_name = "relationships/reviews.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("project__vendor", "closing")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(today=timezone.localdate(self.now), **kwargs)


class ReviewPage(RecordPage):
    model = PerformanceReview
    requires = Capability.READ_REVIEWS
    template_name = "relationships/review.html"
    context_object_name = "review"

    def shape(self, rows: Any) -> Any:
        return with_details(rows)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return (
            context
            | review_context(self.object, self.user, now=self.now)
            | {"comment_form": CommentForm(user=self.user)}
        )


class ReviewAdd(FormPage):
    """A review of the project in the address."""

    model = Project
    requires = Capability.CHANGE_REVIEWS
    form_class = ScheduleForm
    title = gettext_lazy("Plan a performance review")
    submit_label = gettext_lazy("Plan the review")

    def get_initial(self) -> dict[str, Any]:
        today = local_day(self.now, self.record.time_zone)
        return {**super().get_initial(), **schedule_suggestion(self.record, today)}

    def act(self, form: Any) -> PerformanceReview:
        return schedule_review(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ReviewForm(FormPage):
    """A form about the review in the address."""

    model = PerformanceReview
    requires = Capability.CHANGE_REVIEWS

    def overtaken(self) -> str:
        is_final = self.record.state == ReviewState.FINAL
        return closed_already(self.record).reason if is_final else super().overtaken()


class ReviewEdit(ReviewForm):
    form_class = ChangeForm
    title = gettext_lazy("Change the review")

    def get_initial(self) -> dict[str, Any]:
        return {name: getattr(self.record, name) for name in ("first_day", "last_day", "due_on", "summary")}

    def act(self, form: Any) -> PerformanceReview:
        return change_review(self.record, by=self.user, now=self.now, **form.cleaned_data)


class ReviewOpen(VerbPage):
    model = PerformanceReview
    requires = Capability.CHANGE_REVIEWS
    question = gettext_lazy("Open the review for both sides’ comments? The vendor’s people see it from then on.")
    button_label = gettext_lazy("Open for comments")
    success_message = gettext_lazy("The review is open for comments. Both sides have been told.")

    def act(self, record: PerformanceReview) -> PerformanceReview:
        return open_review(record, by=self.user, now=self.now)


class ReviewCommentAdd(ReviewForm):
    requires = Capability.COMMENT_REVIEWS
    form_class = CommentForm
    needs_place = False
    title = gettext_lazy("Comment on the review")
    submit_label = gettext_lazy("Comment")

    def act(self, form: Any) -> Any:
        return comment_on_review(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return f"{self.record.get_absolute_url()}#comments"


class ReviewActionAdd(ReviewForm):
    form_class = ActionForm
    title = gettext_lazy("Agree on an action")
    submit_label = gettext_lazy("Add the action")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "review": self.record}

    def act(self, form: Any) -> Any:
        return add_review_action(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def target(self, result: Any) -> str:
        return f"{self.record.get_absolute_url()}#actions"


class ReviewClose(ReviewForm):
    form_class = ClosingForm
    title = gettext_lazy("Close the review")
    submit_label = gettext_lazy("Close the review")
    success_message = gettext_lazy("The review is closed and its results are locked. The next one is in the calendar.")

    def get_initial(self) -> dict[str, Any]:
        return closing_suggestion(self.record)

    def act(self, form: Any) -> Any:
        close_review(self.record, by=self.user, now=self.now, **form.cleaned_data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        lead = _("This locks the KPI results of its days and puts the next review into the calendar.")
        return super().get_context_data(lead=lead, **kwargs)


class ReviewActionDone(VerbPage):
    """The owner, or somebody of the team, says that an action is done."""

    model = ReviewAction
    requires = Capability.COMMENT_REVIEWS
    needs_place = False
    question = gettext_lazy("Is this done?")
    button_label = gettext_lazy("Mark as done")
    success_message = gettext_lazy("Done. Thank you.")

    def act(self, record: ReviewAction) -> ReviewAction:
        return finish_action(record, by=self.user, now=self.now)


class ReviewHistory(HistoryPage):
    model = PerformanceReview
    requires = Capability.READ_REVIEWS


class ProjectReviews(RecordPage):
    """The reviews of one project: a panel of its page, and a page by itself."""

    model = Project
    requires = Capability.READ_REVIEWS
    template_name = "relationships/project_reviews.html"
    context_object_name = "project"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reviews = self.rows(PerformanceReview).filter(project=self.object).select_related("project", "closing")
        may_plan = self.may(Capability.CHANGE_REVIEWS) and may_change(self.user, self.object)
        today = local_day(self.now, self.object.time_zone)
        return super().get_context_data(reviews=reviews[:50], may_plan=may_plan, today=today, **kwargs)

    def get_template_names(self) -> list[str]:
        panel = self.request.headers.get("HX-Request")
        return ["relationships/project_reviews.html#panel" if panel else self.template_name]
