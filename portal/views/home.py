"""The first page of a vendor's person: what is due from them."""

from typing import Any

from accounts.choices import Capability
from accounts.pages import PlainPage
from portal.due import due_for
from portal.pages import PortalPage


class Home(PortalPage, PlainPage):
    requires = Capability.SIGNED_IN
    template_name = "portal/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        due = due_for(self.user, self.today)
        extra = {
            "vendor": self.vendor,
            "due": [(one, one.tone(self.today)) for one in due],
            "overdue": sum(one.due_on is not None and one.due_on < self.today for one in due),
        }
        return super().get_context_data(**extra, **kwargs)
