"""What happens to a follow-up, whatever record carries it."""

from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from accounts.access import may_change
from accounts.models import User
from actions.models import Action
from core.errors import Refused
from core.history import recorded

A = TypeVar("A", bound=Action)


def may_finish(user: User, action: Action, *, on_team: bool) -> bool:
    """Whether `user` may say that `action` is done: its owner, a colleague of a vendor's owner, or the record's team.

    `on_team` is what `accounts.access.may_change` says about the record that carries the action.
    """
    if action.owner_id == user.pk:
        return True
    return action.owner.is_vendor_person if user.is_vendor_person else on_team


def finish_action(action: A, *, by: User, now: datetime) -> A:
    """Mark `action` as done. Refused for somebody else's action, and the second time."""
    if not may_finish(by, action, on_team=may_change(by, action)):
        raise Refused(
            _("Only %(owner)s or the people on the team may say that this is done.") % {"owner": action.owner}
        )
    with recorded("finished an action", by=by):
        rows = type(action)._default_manager.filter(pk=action.pk, done_at=None)
        if not rows.update(done_at=now, done_by=by):
            raise Refused(_("This action is done already."))
    action.refresh_from_db()
    return action
