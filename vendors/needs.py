"""What of due diligence needs somebody today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from core.formats import day
from core.needs import Harm, Need
from vendors.models import Questionnaire, VendorAssessment

LOOK_AHEAD = timedelta(days=21)


def needs(user: User, now: datetime) -> list[Need]:
    """Answers to score or to decide on, vendors that keep `user` waiting, and vendors to be reviewed anew."""
    today = timezone.localdate(now)
    return [*_to_score(user), *_to_decide(user), *_late(user, today), *_reviews(user, today)]


def _to_score(user: User) -> Iterator[Need]:
    for questionnaire in _visible(user).waiting_for_score_of(user):
        yield _need(
            questionnaire, "score", Harm.WAITING, title=_("Answers to score"), act_label=pgettext("verb", "Score")
        )


def _to_decide(user: User) -> Iterator[Need]:
    """Scored answers for who may decide; answers that nobody scored yet for who may ask people to."""
    held = granted(user)
    for questionnaire in _visible(user).waiting_for_decision():
        if questionnaire.is_scored and Capability.QUALIFY_VENDORS in held:
            title, act_label = _("Scored answers wait for a decision"), _("Decide")
        elif not questionnaire.is_scored and Capability.SEND_QUESTIONNAIRES in held:
            title, act_label = _("Submitted answers wait for scores"), _("Look")
        else:
            continue
        yield _need(questionnaire, "decide", Harm.WAITING, title=title, act_label=act_label)


def _late(user: User, today: date) -> Iterator[Need]:
    for questionnaire in _visible(user).with_vendor().filter(due_on__lt=today).looked_after_by(user):
        yield _need(
            questionnaire,
            "late",
            Harm.LATE,
            title=_("The vendor has not answered"),
            act_label=_("Look"),
            on=questionnaire.due_on,
            due=_("was due %s") % day(questionnaire.due_on),
        )


def _reviews(user: User, today: date) -> Iterator[Need]:
    rows = VendorAssessment.objects.visible_to(user).filter(owner=user, next_review_on__lte=today + LOOK_AHEAD)
    for assessment in rows.select_related("vendor"):
        is_late = assessment.next_review_on is not None and assessment.next_review_on < today
        yield Need(
            kind="vendor_review",
            harm=Harm.LATE if is_late else Harm.COMING,
            title=_("The vendor’s qualification is to be reviewed"),
            about=assessment.vendor.legal_name,
            url=assessment.vendor.get_absolute_url(),
            act_label=_("Look at the vendor"),
            on=assessment.next_review_on,
            due=(_("was due %s") if is_late else _("due %s")) % day(assessment.next_review_on),
        )


def _visible(user: User) -> Any:
    return Questionnaire.objects.visible_to(user).select_related("vendor")


def _need(questionnaire: Questionnaire, kind: str, harm: Harm, **words: Any) -> Need:
    """A need about `questionnaire`; `words` are the other fields of Need."""
    return Need(
        kind=kind,
        harm=harm,
        about=f"{questionnaire.vendor.legal_name} · {questionnaire.title}",
        url=questionnaire.get_absolute_url(),
        **words,
    )
