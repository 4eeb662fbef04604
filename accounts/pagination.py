"""Pages of a list in the API."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request


class Pages(PageNumberPagination):
    """`?page=2&page_size=50`, at most 200 rows a page."""

    page_size = 50
    max_page_size = 200
    page_size_query_param = "page_size"

    def get_page_size(self, request: Request) -> int | None:
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not (asked.isascii() and asked.isdecimal()) or not 1 <= int(asked[:6]) <= self.max_page_size:
            raise ValidationError({"page_size": [_("A whole number from 1 to %d is required.") % self.max_page_size]})
        return int(asked)

    def get_page_number(self, request: Request, paginator: Any) -> Any:
        asked = request.query_params.get(self.page_query_param, "1")
        if asked not in self.last_page_strings and not (asked.isascii() and asked.isdecimal()):
            raise ValidationError({self.page_query_param: [_("A whole number from 1 is required.")]})
        return asked
