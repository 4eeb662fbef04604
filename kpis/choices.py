"""The words and states of measuring."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Direction(TextChoices):
    HIGHER = "higher", _("Higher is better")
    LOWER = "lower", _("Lower is better")
    BAND = "band", _("Inside a band")


class Aggregation(TextChoices):
    """How the measurements of a period become one value."""

    MEAN = "mean", _("Mean")
    SUM = "sum", _("Sum")
    MINIMUM = "minimum", _("Minimum")
    MAXIMUM = "maximum", _("Maximum")
    LAST = "last", _("Last value")
    COUNT = "count", _("Count")
    SHARE = "share", _("Share within a threshold, in %")
    RATIO = "ratio", _("Ratio of two sums, in %")
    AVAILABILITY = "availability", _("Availability from state changes, in %")


class ThresholdSide(TextChoices):
    """Which values count towards a share."""

    AT_MOST = "at_most", _("At most the threshold")
    AT_LEAST = "at_least", _("At least the threshold")


class KpiKind(TextChoices):
    CRITICAL_SERVICE_LEVEL = "critical_service_level", _("Critical service level")
    KEY_MEASUREMENT = "key_measurement", _("Key measurement")
    EXPERIENCE = "experience", _("Experience")
    OBJECTIVE = "objective", _("Objective")


class MissingData(TextChoices):
    """What a period without measurements means. Never a good score."""

    FAIL = "fail", _("Counts as missed")
    LEAVE_OUT = "leave_out", _("Left out")
    CARRY = "carry", _("Last value carried, and marked")


class Status(TextChoices):
    MET = "met", _("Met")
    AT_RISK = "at_risk", _("At risk")
    BELOW_EXPECTED = "below_expected", _("Below expected")
    BELOW_MINIMUM = "below_minimum", _("Below minimum")
    EXCUSED = "excused", _("Excused")
    NO_DATA = "no_data", _("No data")
    NO_TARGET = "no_target", _("No target")


MISSED = frozenset({Status.BELOW_EXPECTED, Status.BELOW_MINIMUM})
ACHIEVED = frozenset({Status.MET, Status.AT_RISK})


class BreachState(TextChoices):
    DETECTED = "detected", _("Detected")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")


class BreachStep(TextChoices):
    """What somebody did about a breach."""

    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLOSED = "closed", _("Closed")


class Source(TextChoices):
    """Where measurements came from."""

    API = "api", _("REST API")
    UPLOAD = "upload", _("File import")
    TYPED = "typed", _("Typed in")


class OnBadRows(TextChoices):
    ALL_OR_NOTHING = "all_or_nothing", _("Keep nothing if a row is bad")
    GOOD_ROWS = "good_rows", _("Keep the good rows")
