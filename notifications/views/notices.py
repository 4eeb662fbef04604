"""A person's notices: the list, opening one, having read them, and what to be told of."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.choices import Capability
from accounts.pages import Audience, FormPage, ListPage, PlainPage, RecordPage, VerbPage
from notifications.domain.notices import mark_all_read, mark_read, set_mutes
from notifications.filters import NoticeFilter
from notifications.forms import PreferencesForm
from notifications.models import Mute, Notice
from notifications.rendering import rendered


class NoticesPage(ListPage):
    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    model = Notice
    filterset_class = NoticeFilter
    template_name = "notifications/notices.html"

    def shape(self, rows: Any) -> Any:
        return rows.select_related("message").unread_first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = [(notice, rendered(notice.message, self.user)) for notice in context["object_list"]]
        return {**context, "shown": shown}


@method_decorator(never_cache, name="dispatch")
class NoticesCountPage(PlainPage):
    """The number beside the bell."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    template_name = "components/count.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(count=self.rows(Notice).unread().count(), **kwargs)


@method_decorator(never_cache, name="dispatch")
class NoticePage(RecordPage):
    """Opening a notice leads to the record that it is about; seen is read."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    model = Notice

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        notice = self.get_object()
        mark_read(notice, by=self.user, now=self.now)
        return HttpResponseRedirect(rendered(notice.message, self.user).path or reverse("notices"))

    def shape(self, rows: Any) -> Any:
        return rows.select_related("message")


class NoticeReadingPage(VerbPage):
    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    model = Notice
    question = _("Mark this notice as read?")
    button_label = _("Mark as read")

    def act(self, record: Notice) -> Any:
        return mark_read(record, by=self.user, now=self.now)

    def target(self, record: Notice, result: Any) -> str:
        return reverse("notices")


class NoticesReadingPage(PlainPage):
    """Everything that was told so far is read."""

    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    template_name = "components/confirm.html"
    extra_context = {
        "question": _("Mark every notice as read?"),
        "button_label": _("Mark all as read"),
        "cancel_url": "../",
    }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mark_all_read(by=self.user, now=self.now)
        return HttpResponseRedirect(reverse("notices"))


class NotificationPreferencesPage(FormPage):
    audience = Audience.EVERYBODY
    requires = Capability.SIGNED_IN
    form_class = PreferencesForm
    title = _("What you are told of")
    success_message = _("Your choice is kept.")
    template_name = "notifications/preferences.html"

    def get_initial(self) -> dict[str, Any]:
        muted = set(self.rows(Mute).values_list("topic", flat=True))
        topics = PreferencesForm(user=self.user).topics
        return {"heard": [code for code, _label in topics if code not in muted]}

    def act(self, form: PreferencesForm) -> Any:
        set_mutes(form.muted, by=self.user, now=self.now)

    def target(self, result: Any) -> str:
        return reverse("notification-preferences")
