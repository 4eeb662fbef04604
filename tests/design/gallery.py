"""Every component with sample data, so that it can be looked at, and looked over by axe."""

import calendar
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import django_filters
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.constants import ERROR, INFO, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import get_template

from accounts.models import User
from core.charts import Level, PeriodChart, PeriodPoint, Tone, period_chart
from core.money import Money

AT = datetime(2026, 3, 5, 13, 30, tzinfo=UTC)


class SampleForm(forms.Form):
    """One of every kind of field."""

    name = forms.CharField(label="Legal name", help_text="As it stands in the register.")
    email = forms.EmailField(label="E-mail")
    country = forms.ChoiceField(label="Country", choices=[("DE", "Germany"), ("IE", "Ireland")])
    regions = forms.MultipleChoiceField(
        label="Regions", choices=[("eu", "Europe"), ("us", "Americas")], widget=forms.CheckboxSelectMultiple
    )
    tier = forms.ChoiceField(
        label="Tier", choices=[("c", "Critical"), ("i", "Important"), ("s", "Standard")], widget=forms.RadioSelect
    )
    weight = forms.DecimalField(label="Weight", required=False, help_text="0 to 100; all weights add up to 100.")
    due_on = forms.DateField(label="Due", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label="Reason", widget=forms.Textarea, help_text="Read by the vendor.")
    evidence = forms.FileField(label="Evidence", required=False)
    agree = forms.BooleanField(label="Both sides have read this", help_text="You sign with your name and the time.")


class ReplyForm(forms.Form):
    """A comment."""

    text = forms.CharField(label="Comment", widget=forms.Textarea)
    visibility = forms.ChoiceField(
        label="Who reads it",
        choices=[("shared", "Both sides"), ("internal", "Our side only")],
        widget=forms.RadioSelect,
        initial="shared",
    )


class SampleFilter(django_filters.FilterSet):
    """Search, a choice and several choices."""

    q = django_filters.CharFilter(label="Search vendors", method="ignore")
    state = django_filters.ChoiceFilter(
        label="State", choices=[("active", "Active"), ("watch", "On watch")], method="ignore"
    )
    country = django_filters.MultipleChoiceFilter(
        label="Country", choices=[("DE", "Germany"), ("IE", "Ireland")], method="ignore"
    )

    def ignore(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset


def places() -> list[SimpleNamespace]:
    """The places of the navigation, as outsourcing.navigation gives them."""
    words = [("", "Home", "home", "h"), ("Choosing", "Vendors", "building-store", "v")]
    words += [("Agreeing", "Projects", "briefcase", "p"), ("Measuring", "KPIs", "chart-bar", "k")]
    words += [("Running", "Reviews", "message-2-star", "r"), ("House", "Audit trail", "history", "a")]
    return [
        SimpleNamespace(
            label=label, url=f"/gallery/lists/?{key}", icon=icon, active=key == "v", key=key, count=0, section=section
        )
        for section, label, icon, key in words
    ]


def vendors() -> list[SimpleNamespace]:
    rows = [
        ("Acme Services GmbH", "Germany", "ok", "Active", Decimal("97.45"), Decimal("1250000"), date(2026, 11, 30)),
        ("Globex Operations Ltd", "Ireland", "watch", "On watch", Decimal("81.2"), Decimal("480000"), date(2026, 6, 1)),
        ("Initech Sp. z o.o.", "Poland", "bad", "Suspended", None, Decimal("62000.5"), date(2026, 1, 15)),
        ("Umbrella Data Centres S.A.", "Luxembourg", "info", "In due diligence", None, None, None),
        ("Hooli Support Centre", "Portugal", "done", "Offboarded", Decimal("90"), Decimal("310000"), None),
        ("Vandelay Logistics", "Italy", "neutral", "Prospect", None, None, None),
    ]
    names = ("name", "country", "tone", "state", "score", "value", "review_on")
    return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in rows]


def events() -> list[SimpleNamespace]:
    change = SimpleNamespace(label="Due", before="1 Mar 2026", after="15 Mar 2026")
    title = SimpleNamespace(label="Title", before="Hand over the service desk", after="Take over the service desk")
    return [
        SimpleNamespace(
            at=AT,
            who="Manuela Braun",
            verb="moved the milestone",
            why="The data centre opens later.",
            changes=[change, title],
            icon="edit",
            tone="",
            url="",
        ),
        SimpleNamespace(
            at=AT,
            who="Acme: Jonas Weber",
            verb="signed the scope",
            why="",
            changes=[],
            icon="signature",
            tone="ok",
            url="/gallery/lists/",
        ),
        SimpleNamespace(
            at=AT,
            who="Tandem",
            verb="opened a breach of Availability",
            why="",
            changes=[],
            icon="alert-octagon",
            tone="bad",
            url="",
        ),
    ]


def checks() -> list[dict[str, Any]]:
    return [
        {
            "title": "Scope signed by both sides",
            "state": "done",
            "url": "/gallery/lists/",
            "note": "Version 3, 5 Mar 2026",
        },
        {
            "title": "Every goal is proved by a KPI",
            "state": "open",
            "url": "/gallery/lists/",
            "missing": ["Answer calls sooner", "Fewer repeated incidents"],
            "who": "the project manager",
        },
        {
            "title": "Exit plan for a critical vendor",
            "state": "waived",
            "note": "Waived by Ada Okafor: the pilot ends in May.",
        },
    ]


def chart(kind: Any, key: str) -> PeriodChart:
    values = ["99.95", "99.93", "99.4", None, "99.92", "99.97", "99.96", "99.91", "99.99", "99.62", "99.94", "99.98"]
    tones: list[Tone] = ["ok", "ok", "bad", "neutral", "watch", "ok", "ok", "watch", "ok", "bad", "ok", "info"]
    words = {"ok": "met", "bad": "below expected", "watch": "at risk", "neutral": "no data", "info": "met so far"}
    points = [
        PeriodPoint(f"{month} 26", Decimal(value) if value else None, tone, words[tone], is_open=tone == "info")
        for month, value, tone in zip(calendar.month_abbr[1:], values, tones, strict=True)
    ]
    levels = [Level("Target", "target", [Decimal("99.9")] * 12), Level("Minimum", "minimum", [Decimal("99.5")] * 12)]
    return period_chart(points, levels, title="Availability by month", unit="%", kind=kind, key=key)


def parts() -> dict[str, Any]:
    """What the page of the remaining components shows."""
    return {
        "tabs": [
            {"label": "Overview", "url": "?tab=1", "active": True},
            {"label": "Scope", "url": "?tab=2", "count": 3},
            {"label": "KPIs", "url": "?tab=3", "count": 2, "needs_you": True},
            {"label": "History", "url": "?tab=4"},
        ],
        "steps": [
            {"label": "Sent", "state": "past"},
            {"label": "In progress", "state": "past"},
            {"label": "Submitted", "state": "present"},
            {"label": "Accepted", "state": "next"},
        ],
        "comments": [
            {"who": "Manuela Braun", "at": AT, "text": "Which month does the restart count in?", "side": "Our side"},
            {"who": "Jonas Weber", "at": AT, "text": "In February.", "side": "Acme", "is_theirs": True},
            {"who": "Ada Okafor", "at": AT, "text": "Legal sees it otherwise.", "is_internal": True},
        ],
        "files": [
            {
                "name": "ISO 27001 certificate.pdf",
                "url": "?f",
                "size": 482133,
                "at": AT,
                "who": "Jonas Weber",
                "tone": "ok",
                "label": "Verified",
            },
            {"name": "Insurance.pdf", "url": "?f", "size": 12000},
        ],
        "sides": [
            {"side": "Our side", "who": "Manuela Braun", "title": "Manager", "at": AT},
            {"side": "Acme Services GmbH", "is_theirs": True, "waits_for": "Jonas Weber", "url": "?sign"},
        ],
        "items": [
            {
                "title": "Acknowledge the breach of Availability",
                "url": "?a",
                "tone": "bad",
                "about": "Service desk take-over",
                "due": "3 days late",
                "due_tone": "bad",
                "act_label": "Acknowledge",
                "act_url": "?ack",
            },
            {
                "title": "Score the security section of Globex",
                "url": "?b",
                "tone": "watch",
                "due": "due tomorrow",
                "who": "Ada Okafor",
                "act_label": "Score",
                "act_url": "?score",
            },
            {"title": "Plan the next review", "url": "?c", "icon": "calendar", "due": "due 12 Jun 2026"},
        ],
        "tiles": [
            {
                "name": "Availability of the portal",
                "url": "?k",
                "value": "99.62",
                "unit": "%",
                "target": "at least 99.90 %",
                "tone": "bad",
                "label": "Below expected",
                "note": "October 2026",
            },
            {
                "name": "Calls within 10 s",
                "url": "?k",
                "value": "91.4",
                "unit": "%",
                "target": "at least 90 %",
                "tone": "watch",
                "label": "At risk",
            },
            {
                "name": "Requests on time",
                "url": "?k",
                "value": "96.1",
                "unit": "%",
                "target": "at least 95 %",
                "tone": "ok",
                "label": "Met",
            },
            {
                "name": "Satisfaction",
                "url": "?k",
                "value": "",
                "target": "at least 4.0",
                "tone": "neutral",
                "label": "No data",
            },
        ],
        "line_chart": chart("line", "line"),
        "bar_chart": chart("bars", "bars"),
        "reply": ReplyForm(),
    }


def notes() -> list[Message]:
    words = [(SUCCESS, "The vendor is registered."), (WARNING, "One certificate expires in May.")]
    words += [(ERROR, "The file is larger than 25 MB."), (INFO, "The import runs; you can leave this page.")]
    return [Message(level, text) for level, text in words]


def sample(request: HttpRequest) -> dict[str, Any]:
    bound = SampleForm({"name": "", "email": "no address", "tier": "c"}) if "errors" in request.GET else SampleForm()
    figures = [
        {"label": "KPIs below target", "value": "2 of 9", "note": "since October", "tone": "bad"},
        {"label": "Scorecard", "value": "74.7", "note": "coverage 85 %"},
        {"label": "Next review", "value": "12 Jun 2026", "note": "in 21 days"},
        {"label": "Credits", "value": "€6,000.00"},
    ]
    return {
        "form": bound,
        "filterset": SampleFilter(request.GET, queryset=User.objects.none()),
        "page_obj": Paginator(range(340), 20).page(int(request.GET.get("page", 4))),
        "vendors": vendors(),
        "events": events(),
        "checks": checks(),
        "figures": figures,
        "tones": ["ok", "watch", "bad", "info", "done", "neutral"],
        "at": AT,
        **parts(),
        "credit": Money(Decimal("2000"), "EUR"),
        "question": "Revoke the token “Nightly import”?",
        "button_label": "Revoke",
        "destructive": True,
        "consequences": ["The program that uses it is refused from now on."],
        "cancel_url": "/gallery/lists/",
        "navigation": places(),
        "unread_notices": 3,
        "portal_vendor": "Acme Services GmbH" if "portal" in request.GET else "",
        "messages": notes() if "messages" in request.GET else [],
    }


def gallery(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the gallery; `?theme=dark`, `?portal`, `?errors` change how it is shown."""
    theme = request.GET.get("theme", "system")
    request.user = User(pk=0, name="Manuela Braun", email="manager@tandem.example", role="manager", theme=theme)
    if "anonymous" in request.GET:
        request.user = AnonymousUser()
    source = Path(__file__).parent.joinpath("templates", "gallery", f"{name}.html").read_text()
    page = engines["django"].from_string(source)
    return HttpResponse(page.render(sample(request), request))


def error(request: HttpRequest, name: str) -> HttpResponse:
    """An error page; that of a failure is rendered without a request."""
    words = {"title": "There is nothing here", "detail": "There is nothing under this address.", "incident": "4f1c"}
    return HttpResponse(get_template(f"{name}.html").render(words, None if name == "500" else request))
