"""Files of measuring that people take home."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from documents.views import attachment
from kpis.models import MeasurementImport


def refused_rows(job: MeasurementImport) -> FileResponse:
    """The refused rows of an import as a CSV file; Http404 where none was refused."""
    if not job.errors:
        raise Http404(_("No row of this import was refused."))
    name = f"{job.name.rsplit('.', 1)[0]}-refused.csv"
    return attachment(job.errors.open("rb"), name=name, content_type="text/csv")
