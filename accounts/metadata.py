"""The answer to OPTIONS. Apart from `api`, which needs it while it is imported."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class NameOnly(BaseMetadata):
    """What the address is called; the schema describes the rest."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        return {"name": view.get_view_name()}
