"""The base of the portal's pages: for a vendor's people alone, with their vendor at hand."""

from datetime import date
from typing import ClassVar

from django.utils.functional import cached_property

from accounts.pages import Audience, Page
from core.periods import local_day
from vendors.models import Vendor


class PortalPage(Page):
    """Mix in first: `class Home(PortalPage, PlainPage)`."""

    audience: ClassVar[Audience] = Audience.PORTAL

    @cached_property
    def vendor(self) -> Vendor:
        """The vendor whose person asks."""
        return self.rows(Vendor).get()

    @cached_property
    def today(self) -> date:
        """The day it is for the vendor."""
        return local_day(self.now, self.vendor.time_zone)
