"""The page bases. A page says who it is for (`audience`), what it `requires` and which `model` it shows.

The bases sign people in, hold them to their capability, fetch only rows that they may see, lock and compare versions
before a change, and show a domain function's refusal where it belongs. Pages hold no rules.
"""

from enum import Enum
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView, TemplateView
from django.views.generic.base import View
from django.views.generic.edit import FormView
from django_filters import FilterSet

from accounts.access import ScopedQuerySet
from accounts.choices import Capability
from accounts.doors import (
    capabilities_of,
    found,
    found_for_change,
    is_clash,
    narrow_choices,
    now,
    readable_for_change,
    version_in,
)
from accounts.models import User
from core.errors import Refused, Stale


class Audience(Enum):
    """Whose page it is; for anybody else there is nothing under its address."""

    INTERNAL = "internal"
    PORTAL = "portal"
    EVERYBODY = "everybody"


class Page(View):
    """What every page has in common."""

    audience: ClassVar[Audience] = Audience.INTERNAL
    requires: ClassVar[Capability]
    model: Any = None
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self._is_for(request.user):
            raise Http404(_("There is nothing here under this address."))
        if self.requires not in capabilities_of(request):
            raise PermissionDenied(_("Your role does not include: %s.") % self.requires.label)
        self.now = now()
        return super().dispatch(request, *args, **kwargs)

    def _is_for(self, user: Any) -> bool:
        if self.audience is Audience.EVERYBODY:
            return True
        return bool(user.is_vendor_person) == (self.audience is Audience.PORTAL)

    @property
    def user(self) -> User:
        """The person who asks; signed in by the time a page runs."""
        return self.request.user  # type: ignore[return-value]

    def rows(self, model: Any = None) -> Any:
        """The rows of `model` (the page's own unless given) that the person may see."""
        rows: Any = (model or self.model)._default_manager
        return rows.visible_to(self.user)

    def may(self, capability: Capability) -> bool:
        """For showing or leaving out a button; the door behind it asks again."""
        return capability in capabilities_of(self.request)


class PlainPage(Page, TemplateView):
    """A page about no single record."""


class ListPage(Page, ListView):
    """Records in pages of 50, searched and filtered in the database by `filterset_class`, chips in the URL."""

    paginate_by = 50
    filterset_class: ClassVar[type[FilterSet] | None] = None
    filterset: FilterSet | None = None

    def get_queryset(self) -> Any:
        rows = self.shape(self.rows())
        if self.filterset_class is None:
            return rows
        self.filterset = self.filterset_class(self.request.GET, queryset=rows, request=self.request)
        narrow_choices(self.filterset.form.fields, self.user)
        return self.filterset.qs

    def shape(self, rows: ScopedQuerySet[Any]) -> Any:
        """Override to add what the page shows of related rows, in a constant number of queries."""
        return rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(filterset=self.filterset, **kwargs)


class RecordPage(Page, DetailView):
    """One record, named by `pk` in the address."""

    def get_object(self, queryset: Any = None) -> Any:
        return found(self.shape(self.rows()), pk=self.kwargs["pk"])

    def shape(self, rows: ScopedQuerySet[Any]) -> Any:
        """Override to join or prefetch what the page shows."""
        return rows


def version_of(request: HttpRequest) -> int | None:
    """The version of the record that the person read, as the page sent it along. None where none was sent."""
    version = request.POST.get("version", "")
    return version_in(version) if version else None


class FormPage(Page, FormView):
    """A form whose valid input goes to one domain function, called by `act`.

    With a `model` and a `pk` in the address, the form is about `self.record`: locked while it is changed, and refused
    when it is no longer at the version that the form was opened with.
    """

    template_name = "components/form_page.html"
    record: Any = None
    needs_place: ClassVar[bool] = True
    title: ClassVar[Any] = ""
    submit_label: ClassVar[Any] = ""
    success_message: ClassVar[Any] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.record = self.read_record()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: str, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                self.record = self.record_for_change()
                form = self.get_form()
                if not form.is_valid():
                    return self.form_invalid(form)
                result = self.act(form)
        except Refused as refusal:
            self.record = self.as_before()
            return self.refused(form, refusal)
        except IntegrityError as error:
            if not is_clash(error):
                raise
            self.record = self.as_before()
            return self.refused(form, Refused(_("Somebody else stored the same meanwhile. Look at theirs first.")))
        except Stale:
            self.record = self.read_record()
            form = self.get_form()
            form.is_valid()
            form.add_error(None, self.overtaken())
            return self.form_invalid(form)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(self.target(result))

    def read_record(self) -> Any:
        """The record of the address. Nobody writes into a form that they could not send."""
        if "pk" not in self.kwargs:
            return None
        return readable_for_change(self.rows(), self.user, pk=self.kwargs["pk"], needs_place=self.needs_place)

    def record_for_change(self) -> Any:
        if "pk" not in self.kwargs:
            return None
        version = version_of(self.request)
        return found_for_change(
            self.rows(), self.user, pk=self.kwargs["pk"], version=version, needs_place=self.needs_place
        )

    def as_before(self) -> Any:
        """The record without what a refused change left in it, at the version that the form was opened with."""
        record, version = self.read_record(), version_of(self.request)
        if record is not None and version is not None:
            record.version = version
        return record

    def overtaken(self) -> str:
        """What is said to somebody before whom another person changed the record."""
        return _("Somebody else changed this while you were writing. Your text is kept; read theirs first.")

    def act(self, form: Any) -> Any:
        """Call the domain function with `form.cleaned_data`; what it returns goes to `target`."""
        raise NotImplementedError

    def target(self, result: Any) -> str:
        """Where the person lands afterwards: the result's own page unless overridden."""
        record: Any = result if isinstance(result, Model) else self.record
        return record.get_absolute_url()

    def refused(self, form: forms.BaseForm, refusal: Refused) -> HttpResponse:
        form.add_error(refusal.field if refusal.field in form.fields else None, [refusal.reason, *refusal.details])
        return self.form_invalid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"record": self.record, "title": self.title, "submit_label": self.submit_label or _("Save")}
        return super().get_context_data(**{**context, **kwargs})


class VerbPage(Page):
    """A button's POST about one record: calls a domain function and comes back.

    A GET asks for confirmation, so that the button works as a link and names what it will do (`question`).
    """

    template_name = "components/confirm.html"
    question: ClassVar[Any] = ""
    button_label: ClassVar[Any] = ""
    success_message: ClassVar[Any] = ""
    destructive: ClassVar[bool] = False
    needs_place: ClassVar[bool] = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        record = readable_for_change(self.rows(), self.user, pk=kwargs["pk"], needs_place=self.needs_place)
        context = {
            "record": record,
            "question": self.question,
            "button_label": self.button_label,
            "destructive": self.destructive,
            "cancel_url": self.target(record, None),
        }
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                record = found_for_change(
                    self.rows(),
                    self.user,
                    pk=kwargs["pk"],
                    version=version_of(request),
                    needs_place=self.needs_place,
                )
                target = self.target(record, self.act(record))
        except Refused as refusal:
            return self.refused(found(self.rows(), pk=kwargs["pk"]), refusal)
        except Stale:
            changed = Refused(_("Somebody else changed this since you read it. Read it again, then decide."))
            return self.refused(found(self.rows(), pk=kwargs["pk"]), changed)
        if self.success_message:
            messages.success(request, self.success_message)
        return HttpResponseRedirect(target)

    def act(self, record: Any) -> Any:
        """Call the domain function."""
        raise NotImplementedError

    def refused(self, record: Any, refusal: Refused) -> HttpResponse:
        """What the person is shown when nothing was done: the way back with the reason, unless overridden."""
        messages.error(self.request, " ".join([refusal.reason, *refusal.details]))
        return HttpResponseRedirect(self.target(record, None))

    def target(self, record: Any, result: Any) -> str:
        """Where the person lands: the record's page unless overridden. `result` is None when nothing was done."""
        return record.get_absolute_url()
