"""What every page's frame needs: where one can go, whose portal it is, and what is unread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from notifications.models import Notice
from vendors.models import Vendor


@dataclass(frozen=True)
class Place:
    """A place to go to. `name` is of its address, `key` follows `g` on the keyboard."""

    label: str | Promise
    name: str
    icon: str
    requires: Capability = Capability.SIGNED_IN
    key: str = ""
    section: str | Promise = ""


@dataclass(frozen=True)
class Link:
    """A place as components/navigation.html draws it."""

    label: str | Promise
    url: str
    icon: str
    active: bool
    key: str
    section: str | Promise


C = Capability
INTERNAL: tuple[Place, ...] = (
    Place(_("Home"), "home", "home", key="h"),
    Place(_("Vendors"), "vendors", "building-store", C.READ_VENDORS, "v", _("Choosing")),
    Place(_("Questionnaires"), "questionnaires", "list-check", C.READ_QUESTIONNAIRES, "q", _("Choosing")),
    Place(_("Projects"), "projects", "briefcase", C.READ_PROJECTS, "p", _("Agreeing")),
    Place(_("Contracts"), "contracts", "file-text", C.READ_PROJECTS, "c", _("Agreeing")),
    Place(_("KPIs"), "kpis", "chart-line", C.READ_KPIS, "k", _("Measuring")),
    Place(_("Breaches"), "breaches", "alert-octagon", C.READ_KPIS, "b", _("Measuring")),
    Place(_("Reviews"), "reviews", "clipboard-check", C.READ_REVIEWS, "r", pgettext_lazy("group of pages", "Running")),
    Place(_("Trail"), "trail", "history", C.READ_TRAIL, "t", _("House")),
    Place(_("People"), "people", "users", C.READ_PEOPLE, "e", _("House")),
    Place(_("Webhooks"), "webhooks", "webhook", C.MANAGE_WEBHOOKS, "w", _("House")),
)
PORTAL: tuple[Place, ...] = (
    Place(_("Home"), "portal-home", "home", key="h"),
    Place(_("Questionnaires"), "portal-questionnaires", "list-check", C.READ_QUESTIONNAIRES, "q"),
    Place(_("Projects"), "portal-projects", "briefcase", C.READ_PROJECTS, "p"),
    Place(_("KPIs"), "portal-kpis", "chart-line", C.READ_KPIS, "k"),
    Place(_("Reviews"), "portal-reviews", "clipboard-check", C.READ_REVIEWS, "r"),
    Place(_("People"), "portal-people", "users", C.READ_VENDORS, "e"),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigation`, `portal_vendor`, `unread_notices` for the signed-in person."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": [], "portal_vendor": "", "unread_notices": 0}
    return {
        "navigation": links(user, request.path, PORTAL if user.is_vendor_person else INTERNAL),
        "portal_vendor": _vendor_name(user) if user.is_vendor_person else "",
        "unread_notices": Notice.objects.visible_to(user).unread().count(),
    }


def links(user: User, path: str, places: Sequence[Place]) -> list[Link]:
    """The places that `user` may go to; the one that `path` lies under, most closely, is active."""
    held = granted(user)
    urls = {place: reverse(place.name) for place in places if place.requires in held}
    here = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    return [
        Link(place.label, url, place.icon, url == here and (url != "/" or path == "/"), place.key, place.section)
        for place, url in urls.items()
    ]


def _vendor_name(user: User) -> str:
    vendor = Vendor.objects.visible_to(user).first()
    return vendor.legal_name if vendor else ""
