"""What falls due in choosing."""

from collections.abc import Iterator
from datetime import date

from notifications.reminders import DueItem, Reminder
from vendors import topics
from vendors.choices import WITH_VENDOR
from vendors.domain.news import answerable_for, particulars, people_of
from vendors.models import Questionnaire, VendorAssessment


def questionnaires_due(date_from: date, date_to: date) -> Iterator[DueItem]:
    """Questionnaires still with the vendor: to its people and to who of ours looks after them."""
    waiting = Questionnaire.objects.filter(state__in=WITH_VENDOR, due_on__range=(date_from, date_to))
    for questionnaire in waiting.select_related("vendor__assessment__owner", "sent_by"):
        yield DueItem(
            about=questionnaire,
            due_on=questionnaire.due_on,
            recipients=[*people_of(questionnaire.vendor), answerable_for(questionnaire)],
            params=particulars(questionnaire),
            vendor_id=questionnaire.vendor_id,
            zone=questionnaire.vendor.time_zone,
        )


def vendor_reviews_due(date_from: date, date_to: date) -> Iterator[DueItem]:
    """Vendors whose qualification is to be reviewed: to their owners."""
    due = VendorAssessment.objects.filter(next_review_on__range=(date_from, date_to))
    for assessment in due.select_related("vendor", "owner"):
        yield DueItem(
            about=assessment.vendor,
            due_on=assessment.next_review_on,  # type: ignore[arg-type]
            recipients=[assessment.owner],
            params={"vendor": assessment.vendor.legal_name},
            zone=assessment.owner.time_zone,
        )


REMINDERS = (
    Reminder(topics.QUESTIONNAIRE_DUE, questionnaires_due),
    Reminder(topics.VENDOR_REVIEW_DUE, vendor_reviews_due),
)
