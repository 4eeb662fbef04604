"""Questionnaires on their way: sent, given another date, called back; and who is asked to score them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.choices import Capability
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from core.periods import local_day
from core.validity import valid
from vendors.choices import WITH_VENDOR, Onboarding, QuestionnaireState, ReplyKind, VersionState
from vendors.domain import news
from vendors.models import Evaluator, Questionnaire, Reply, TemplateVersion, Vendor, VendorAssessment


def send_questionnaire(
    vendor: Vendor,
    version: TemplateVersion,
    *,
    due_on: date,
    by: User,
    now: datetime,
    title: str = "",
    message: str = "",
    evaluators: Sequence[User] = (),
) -> Questionnaire:
    """Put a published version before a vendor's people, to be answered by the end of `due_on` in its time zone.

    A vendor not yet qualified is in due diligence from then on. `evaluators` are asked to score what comes back.
    """
    if version.state != VersionState.PUBLISHED:
        raise Refused(_("Only a published version can be sent."), "version_sent")
    _check_due(due_on, vendor, now)
    questionnaire = Questionnaire(
        vendor=vendor,
        version_sent=version,
        title=title.strip() or version.template.name,
        message=message,
        sent_by=by,
        sent_at=now,
        due_on=due_on,
    )
    with recorded("sent a questionnaire", by=by):
        valid(questionnaire).save()
        _begin_due_diligence(vendor)
        ask_evaluators(questionnaire, evaluators, by=by, now=now)
        news.tell_sent(questionnaire, now=now)
    return questionnaire


def ask_evaluators(questionnaire: Questionnaire, people: Sequence[User], *, by: User, now: datetime) -> list[Evaluator]:
    """Ask `people` to score the questionnaire. Those asked already are not asked again."""
    for person in people:
        if Capability.SCORE_QUESTIONNAIRES not in granted(person):
            raise Refused(_("%s may not score questionnaires.") % person, "evaluators")
    with recorded("asked for an assessment", by=by):
        asked = set(questionnaire.evaluators.values_list("user_id", flat=True))
        fresh = {person.pk: person for person in people if person.pk not in asked}
        seats = Evaluator.objects.bulk_create(
            Evaluator(questionnaire=questionnaire, user=person) for person in fresh.values()
        )
        if fresh:
            news.tell_evaluators_asked(questionnaire, fresh.values(), by=by, now=now)
    return seats


def change_due_date(questionnaire: Questionnaire, *, due_on: date, by: User, now: datetime) -> Questionnaire:
    """Give the vendor another day. Reminders follow the new one."""
    _check_due(due_on, questionnaire.vendor, now)
    with recorded("moved a questionnaire's due date", by=by):
        if not _leave(questionnaire, WITH_VENDOR, due_on=due_on):
            raise Refused(_("The questionnaire is not with the vendor any more: %s.") % questionnaire.state_words)
        news.tell_due_date_moved(questionnaire, by=by, now=now)
    return questionnaire


def revoke_questionnaire(questionnaire: Questionnaire, *, by: User, now: datetime, reason: str = "") -> Questionnaire:
    """Call a questionnaire back. What was answered stays; nothing more can be. The vendor reads `reason`."""
    states = (*WITH_VENDOR, QuestionnaireState.SUBMITTED)
    with recorded("revoked a questionnaire", by=by, reason=reason):
        if not _leave(questionnaire, states, state=QuestionnaireState.REVOKED):
            raise Refused(_("This cannot be revoked any more: %s.") % questionnaire.state_words)
        reply = Reply.objects.create(
            questionnaire=questionnaire, kind=ReplyKind.REVOKED, text=reason.strip(), by=by, at=now
        )
        news.tell_reply(reply, now=now)
    return questionnaire


def _begin_due_diligence(vendor: Vendor) -> None:
    waiting = VendorAssessment.objects.filter(vendor=vendor, onboarding__in=[Onboarding.PROSPECT, Onboarding.REJECTED])
    waiting.update(onboarding=Onboarding.IN_DUE_DILIGENCE)


def _check_due(due_on: date, vendor: Vendor, now: datetime) -> None:
    if due_on <= local_day(now, vendor.time_zone):
        raise Refused(_("The due date lies in the future, so that there is time to answer."), "due_on")


def _leave(questionnaire: Questionnaire, states: Sequence[str], **changes: object) -> bool:
    """Change the questionnaire if it still is in one of `states`; afterwards `questionnaire` holds what is stored."""
    changed = Questionnaire.objects.filter(pk=questionnaire.pk, state__in=states).update(**changes)
    questionnaire.refresh_from_db()
    return bool(changed)
