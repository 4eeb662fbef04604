"""What documents do by the clock."""

from celery import shared_task
from django.utils import timezone

from documents.domain import remove_left_files


@shared_task
def remove_files_that_no_row_names() -> None:
    """Remove what rolled-back uploads and removed rows left behind."""
    remove_left_files(now=timezone.now())
