"""What falls due, and who is reminded of it."""

from datetime import UTC, date, datetime

import pytest

from accounts.models import User
from core.errors import Refused
from notifications.domain.reminding import remind
from notifications.models import Notice
from tests.cast import Cast
from tests.vendors.acts import DUE, answered, sent
from vendors.choices import Onboarding
from vendors.domain.answers import submit_questionnaire
from vendors.domain.questionnaires import change_due_date
from vendors.domain.register import change_assessment
from vendors.models import VendorAssessment
from vendors.reminders import questionnaires_due, vendor_reviews_due


def test_a_questionnaire_with_the_vendor_is_due_for_its_people_and_the_sender(
    cast: Cast, officer: User, now: datetime
) -> None:
    questionnaire = sent(cast.acme, by=officer, now=now)
    (item,) = questionnaires_due(DUE, DUE)
    assert (item.about, item.due_on, item.zone) == (questionnaire, DUE, "Europe/Berlin")
    assert set(item.recipients) == {cast.acme_lead, cast.acme_member, officer}
    assert item.vendor_id == cast.acme.pk


def test_a_submitted_questionnaire_is_not_due_any_more(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = answered(sent(cast.acme, by=officer, now=now), by=cast.acme_member, now=now)
    submit_questionnaire(questionnaire, by=cast.acme_member, now=now)
    assert not list(questionnaires_due(DUE, DUE))


def test_another_due_date_moves_the_reminder_and_is_told(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = sent(cast.acme, by=officer, now=now)
    change_due_date(questionnaire, due_on=date(2026, 8, 1), by=officer, now=now)
    assert not list(questionnaires_due(DUE, DUE))
    assert len(list(questionnaires_due(date(2026, 8, 1), date(2026, 8, 1)))) == 1
    told = Notice.objects.filter(message__topic="vendors.questionnaire_due_moved")
    assert {notice.recipient for notice in told} == {cast.acme_lead, cast.acme_member}


def test_a_due_date_that_has_passed_is_refused(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = sent(cast.acme, by=officer, now=now)
    with pytest.raises(Refused) as refusal:
        change_due_date(questionnaire, due_on=now.date(), by=officer, now=now)
    assert refusal.value.field == "due_on"


def told(topic: str, person: User) -> int:
    return Notice.objects.filter(message__topic=topic, recipient=person).count()


def test_who_answers_is_reminded_21_7_and_1_days_before_once_each_and_anew_when_the_date_moves(
    cast: Cast, officer: User, now: datetime
) -> None:
    questionnaire, topic, counts = sent(cast.acme, by=officer, now=now), "vendors.questionnaire_due", []
    for day in (8, 9, 9, 15, 23, 24, 29, 29, 30):  # due on 30 June
        remind(now=datetime(2026, 6, day, 9, tzinfo=UTC))
        counts.append(told(topic, cast.acme_member))
    assert counts == [0, 1, 1, 1, 2, 2, 3, 3, 3]
    change_due_date(questionnaire, due_on=date(2026, 7, 7), by=officer, now=datetime(2026, 6, 30, 9, tzinfo=UTC))
    for _look in range(2):
        remind(now=datetime(2026, 6, 30, 10, tzinfo=UTC))
    assert told(topic, cast.acme_member) == told(topic, officer) == 4
    assert told(topic, cast.globex_member) == 0


def test_the_owner_is_reminded_of_a_vendors_review_anew_when_its_date_moves(cast: Cast, now: datetime) -> None:
    held = VendorAssessment.objects.get(vendor=cast.acme)
    held.onboarding, held.next_review_on = Onboarding.QUALIFIED, date(2026, 6, 30)
    held.save()
    for day in (9, 23, 29, 29):
        remind(now=datetime(2026, 6, day, 9, tzinfo=UTC))
    assert told("vendors.review_due", held.owner) == 3
    change_assessment(held, next_review_on=date(2026, 7, 20), by=held.owner, now=now)
    remind(now=datetime(2026, 6, 29, 10, tzinfo=UTC))
    assert told("vendors.review_due", held.owner) == 4


def test_the_owner_hears_of_what_somebody_sent_who_has_left(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = answered(sent(cast.acme, by=officer, now=now), by=cast.acme_member, now=now)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    questionnaire.refresh_from_db()
    submit_questionnaire(questionnaire, by=cast.acme_member, now=now)
    assert told("vendors.questionnaire_submitted", cast.acme.assessment.owner) == 1


def test_a_vendors_review_is_due_for_its_owner_alone(cast: Cast) -> None:
    day = date(2026, 9, 1)
    held = VendorAssessment.objects.filter(vendor=cast.acme)
    held.update(onboarding=Onboarding.QUALIFIED, next_review_on=day)
    (item,) = vendor_reviews_due(day, day)
    assert (item.about, item.vendor_id) == (cast.acme, None)
    assert list(item.recipients) == [held.get().owner]
