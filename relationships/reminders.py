"""Performance reviews that fall due: both sides are reminded."""

from collections.abc import Iterator
from datetime import date

from notifications.reminders import DueItem, Reminder
from relationships import topics
from relationships.choices import ReviewState
from relationships.domain.telling import told
from relationships.queries import our_people, reviews_due, their_people


def due_reviews(date_from: date, date_to: date) -> Iterator[DueItem]:
    """Unclosed reviews that are due from `date_from` to `date_to`.

    A vendor does not see a draft yet: its people are reminded about the project, with the days of the review.
    """
    for review in reviews_due(date_from, date_to):
        project = review.project
        is_draft = review.state == ReviewState.DRAFT
        params = told(review)
        ours, theirs = our_people(project), their_people(project)
        yield DueItem(
            about=review,
            due_on=review.due_on,
            recipients=ours if is_draft else ours | theirs,
            params=params,
            vendor_id=project.vendor_id,
            zone=project.time_zone,
        )
        if is_draft:
            yield DueItem(
                about=project,
                due_on=review.due_on,
                recipients=theirs,
                params=params,
                vendor_id=project.vendor_id,
                zone=project.time_zone,
            )


REVIEWS = Reminder(topics.REVIEW_DUE, due_reviews)
