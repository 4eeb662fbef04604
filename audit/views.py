"""The audit trail, and the base of every record's history."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.choices import Capability
from accounts.pages import PlainPage, RecordPage
from audit.forms import TrailForm
from audit.trail import BadCursor, history_of, position, trail


class HistoryPage(RecordPage):
    """The history of one record: subclass it with `model` and `requires`, under the address `…/history/`.

    Answers htmx with the panel alone, and anybody else with a page.
    """

    template_name = "audit/history.html"

    def get_template_names(self) -> list[str]:
        is_panel = getattr(self.request, "htmx", False)
        return ["audit/history_panel.html" if is_panel else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries, older = history_of(self.object, reader=self.user, before=self._before())
        return super().get_context_data(entries=entries, older=older, **kwargs)

    def _before(self) -> datetime | None:
        given = self.request.GET.get("before", "")
        try:
            return position(f"{given}~")[0] if given else None
        except BadCursor:
            raise Http404(_("There is nothing here under this address.")) from None


class TrailPage(PlainPage):
    """Who did what, when, why, and what it was before."""

    requires = Capability.READ_TRAIL
    template_name = "audit/trail.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = TrailForm(request.GET, user=self.user)
        form.is_valid()
        try:
            entries, older = trail(form.wanted(), reader=self.user, after=request.GET.get("after", ""))
        except BadCursor:
            raise Http404(_("There is nothing here under this address.")) from None
        context = self.get_context_data(filterset=SimpleNamespace(form=form), form=form, entries=entries, older=older)
        return self.render_to_response(context)
