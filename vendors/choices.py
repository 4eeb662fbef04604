"""The words and states of choosing."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tier(TextChoices):
    CRITICAL = "critical", _("Critical")
    IMPORTANT = "important", _("Important")
    STANDARD = "standard", _("Standard")


class Onboarding(TextChoices):
    PROSPECT = "prospect", _("Prospect")
    IN_DUE_DILIGENCE = "in_due_diligence", _("In due diligence")
    QUALIFIED = "qualified", _("Qualified")
    CONDITIONALLY_QUALIFIED = "conditionally_qualified", _("Conditionally qualified")
    REJECTED = "rejected", _("Rejected")


class Standing(TextChoices):
    NONE = "none", _("None")
    ACTIVE = "active", _("Active")
    ON_WATCH = "on_watch", _("On watch")
    SUSPENDED = "suspended", _("Suspended")
    EXITING = "exiting", _("Exiting")
    OFFBOARDED = "offboarded", _("Offboarded")


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    RETIRED = "retired", _("Retired")


class QuestionKind(TextChoices):
    SINGLE = "single", _("One choice")
    MULTIPLE = "multiple", _("Several choices")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    TEXT = "text", _("Text")
    FILE = "file", _("File")


class QuestionnaireState(TextChoices):
    SENT = "sent", _("Sent")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    CLARIFICATION = "clarification", _("Clarification")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    REVOKED = "revoked", _("Revoked")


class AssessmentState(TextChoices):
    OPEN = "open", _("Open")
    LOCKED = "locked", _("Locked")


class DecisionOutcome(TextChoices):
    QUALIFIED = "qualified", _("Qualified")
    CONDITIONALLY_QUALIFIED = "conditionally_qualified", _("Conditionally qualified")
    CLARIFICATION = "clarification", _("Clarification asked for")
    REJECTED = "rejected", _("Rejected")
