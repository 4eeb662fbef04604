"""What people can be told of. Each room registers its topics at start-up, from its own `topics.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Topic:
    """A kind of message.

    `code` names it for ever ("kpis.breach_opened"), `label` in settings ("KPI breach"). `title` and `text` take named
    parameters ("%(kpi)s missed its target in %(period)s") and are rendered in each recipient's language. `internal` for
    what a vendor's people are never told of: they are not asked about it in their settings either.
    """

    code: str
    label: Words
    title: Words
    text: Words
    internal: bool = False


_topics: dict[str, Topic] = {}


def register(topic: Topic) -> Topic:
    """Make `topic` known. Registering another one under the same code is a mistake."""
    if _topics.setdefault(topic.code, topic) != topic:
        raise ValueError(f"There already is a topic {topic.code!r}.")
    return topic


def topic_of(code: str) -> Topic | None:
    """The topic with `code`, or None where it is no longer told of."""
    return _topics.get(code)


def all_topics() -> list[Topic]:
    """Every topic, by its code."""
    return [_topics[code] for code in sorted(_topics)]


def topic_choices() -> list[tuple[str, str]]:
    """Every topic's code and label, by label."""
    return sorted(((topic.code, str(topic.label)) for topic in all_topics()), key=lambda choice: choice[1].casefold())


def topics_for_vendor_people() -> list[Topic]:
    return [topic for topic in all_topics() if not topic.internal]
