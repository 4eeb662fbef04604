"""What people can be told of. Each room registers its topics at start-up, from its own `topics.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Topic:
    """A kind of message.

    `code` names it for ever ("kpis.breach_opened"), `label` in settings ("KPI breach"). `title` and `text` take named
    parameters ("%(kpi)s missed its target in %(period)s") and are rendered in each recipient's language.
    """

    code: str
    label: Words
    title: Words
    text: Words


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
