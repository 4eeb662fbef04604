"""Files that records carry. Each domain app makes its own table, so that each row has a typed road to its vendor."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import ScopedModel, User


def in_a_folder(_: models.Model, key: str) -> str:
    """Where a file of that key is kept: no folder grows too large to be listed."""
    return f"{key[:2]}/{key}"


class StoredFile(ScopedModel):
    """A file kept outside the web root under a random key, with what it was called and its SHA-256."""

    file = models.FileField(_("file"), upload_to=in_a_folder, max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("content type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name
