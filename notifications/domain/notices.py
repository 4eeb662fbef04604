"""A person's own notices, and what they do not want to hear of."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import Refused
from notifications.models import Mute, Notice
from notifications.topics import topic_of


def mark_read(notice: Notice, *, by: User, now: datetime) -> Notice:
    """The person has seen `notice`. Seeing it again changes nothing."""
    Notice.objects.visible_to(by).filter(pk=notice.pk).unread().update(read_at=now)
    notice.refresh_from_db()
    return notice


def mark_all_read(*, by: User, now: datetime) -> int:
    """The person has seen everything that was told up to `now`; returns how many notices that were."""
    return Notice.objects.visible_to(by).unread().filter(told_at__lte=now).update(read_at=now)


def mute(topic: str, *, by: User, now: datetime) -> Mute:
    """Tell `by` no more of `topic`, neither in the product nor by mail. Muting it again changes nothing."""
    if topic_of(topic) is None:
        raise Refused(_("There is no topic “%s”.") % topic, "topic")
    muted, _created = Mute.objects.get_or_create(user=by, topic=topic, defaults={"created_at": now})
    return muted


def unmute(muted: Mute, *, by: User, now: datetime) -> None:
    """Tell `by` of the topic again, from now on."""
    Mute.objects.visible_to(by).filter(pk=muted.pk).delete()


def set_mutes(topics: Iterable[str], *, by: User, now: datetime) -> None:
    """Mute exactly `topics`."""
    wanted = set(topics)
    with transaction.atomic():
        for muted in Mute.objects.visible_to(by).exclude(topic__in=wanted):
            unmute(muted, by=by, now=now)
        for topic in sorted(wanted):
            mute(topic, by=by, now=now)
