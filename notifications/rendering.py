"""A message in the words of one reader."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from notifications.models import Message
from notifications.params import shown
from notifications.topics import Words, topic_of

_NAMED = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class Rendered:
    """A message as its reader sees it. `path` is empty where there is no page for that reader."""

    title: str
    text: str
    path: str
    kind: str

    @property
    def link(self) -> str:
        """The page's whole address, for a mail."""
        return f"{settings.SITE_URL}{self.path}" if self.path else ""


def rendered(message: Message, reader: User) -> Rendered:
    """`message` in the active language and time zone, with the link that leads `reader` to its record."""
    topic = topic_of(message.topic)
    params = shown(message.params)
    return Rendered(
        title=_filled(topic.title, params) if topic else message.about_text,
        text=_filled(topic.text, params) if topic else "",
        path=message.portal_url if reader.is_vendor_person else message.url,
        kind=str(topic.label) if topic else message.topic,
    )


def _filled(words: Words, params: Mapping[str, str]) -> str:
    """`words` with each %(name)s replaced: exact names only, and an unknown one leaves a gap, never an error."""
    return _NAMED.sub(lambda match: params.get(match[1], ""), str(words))
