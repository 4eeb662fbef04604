"""Letters to an address: invitations, password resets. They go at once, through the same outbox as all other mail."""

from django.utils import timezone

from core.nudge import after_commit
from core.sealing import sealed
from notifications.choices import Channel
from notifications.domain.publish import DELIVER
from notifications.models import Delivery

PURPOSE = "letter"


def carry_letter(*, to: str, subject: str, text: str) -> None:
    """Put a letter into the outbox, in the caller's transaction. Its text may hold a log-in link, so it is sealed."""
    now = timezone.now()
    Delivery.objects.create(
        channel=Channel.MAIL,
        address=to,
        subject=" ".join(subject.split())[:300],
        sealed_text=sealed(text, purpose=PURPOSE),
        created_at=now,
        next_at=now,
    )
    after_commit(DELIVER)
