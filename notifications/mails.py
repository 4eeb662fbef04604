"""Mail: matters for a person, in their language, and letters to an address; sent by SMTP."""

import smtplib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.sealing import Unreadable, opened
from notifications.domain.letters import PURPOSE
from notifications.models import Delivery, Notice
from notifications.parcels import Outcome, impossible
from notifications.rendering import Rendered, rendered


def sending_of(delivery: Delivery, *, now: datetime) -> Callable[[], Outcome]:
    """What sends `delivery`; all that it needs is read here."""
    mail = _letter(delivery) if delivery.recipient is None else _matters(delivery)
    if isinstance(mail, str):
        return impossible(mail)
    return lambda: _sent(mail)


def message_id(delivery: Delivery) -> str:
    """The same over all attempts, so that a mail server or reader can drop a repetition."""
    return f"<{delivery.stable_id}@{urlsplit(settings.SITE_URL).hostname}>"


def _letter(delivery: Delivery) -> EmailMultiAlternatives | str:
    try:
        text = opened(delivery.sealed_text, purpose=PURPOSE)
    except Unreadable as error:
        return str(error)
    context = {"paragraphs": text.strip(), "title": delivery.subject}
    return _mail(
        delivery,
        to=delivery.address,
        subject=delivery.subject,
        text=text,
        html_template="notifications/mail_letter.html",
        context=context,
    )


def _matters(delivery: Delivery) -> EmailMultiAlternatives | str:
    person = delivery.recipient
    assert person is not None
    if not person.is_active:
        return "The person has left."
    notices = (
        Notice.objects.visible_to(person).filter(mail=delivery).select_related("message").order_by("told_at", "pk")
    )
    with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
        matters = [rendered(notice.message, person) for notice in notices]
        if not matters:
            return "The person may no longer see what this mail was about."
        subject = _subject(matters)
        context = {
            "person": person,
            "matters": matters,
            "title": subject,
            "settings_link": f"{settings.SITE_URL}{reverse('notification-preferences')}",
            "notices_link": f"{settings.SITE_URL}{reverse('notices')}",
        }
        text = render_to_string("notifications/mail.txt", context)
        return _mail(
            delivery,
            to=person.email,
            subject=subject,
            text=text,
            html_template="notifications/mail.html",
            context=context,
        )


def _subject(matters: list[Rendered]) -> str:
    if len(matters) == 1:
        return matters[0].title
    others = len(matters) - 1
    return _("%(first)s, and %(others)s") % {
        "first": matters[0].title,
        "others": ngettext("%d more matter", "%d more matters", others) % others,
    }


def _mail(
    delivery: Delivery, *, to: str, subject: str, text: str, html_template: str, context: Mapping[str, Any]
) -> EmailMultiAlternatives:
    headers = {
        "Message-ID": message_id(delivery),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[to], headers=headers)
    mail.attach_alternative(render_to_string(html_template, dict(context)), "text/html")
    return mail


def _sent(mail: EmailMultiAlternatives) -> Outcome:
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refusal:
        status, reason = next(iter(refusal.recipients.values()))
        return Outcome(False, _readable(reason), status, is_final=status >= 500)
    except smtplib.SMTPDataError as refusal:
        return Outcome(False, _readable(refusal.smtp_error), refusal.smtp_code, is_final=refusal.smtp_code >= 500)
    except smtplib.SMTPResponseException as refusal:
        return Outcome(False, _readable(refusal.smtp_error), refusal.smtp_code)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome(False, f"{type(error).__name__}: {error}")
    return Outcome(True, status=250)


def _readable(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
