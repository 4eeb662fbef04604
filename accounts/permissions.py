"""Whether a request to the API may do this kind of thing. Apart from `api`, which needs it while it is imported."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.doors import capabilities_of

NO_ACTION = (None, "metadata")


class MayDoThis(BasePermission):
    """Signed in, and holding what the view's action `requires`."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not (request.user and request.user.is_authenticated):
            return False
        requires = getattr(view, "requires", None)
        if isinstance(requires, Mapping):
            if view.action in NO_ACTION:
                return True  # OPTIONS, or a method that is about to be answered with 405
            requires = requires.get(view.action)
        if requires in capabilities_of(request):
            return True
        self.message = _("This needs the scope %s, which the role or the token does not have.") % requires
        return False
