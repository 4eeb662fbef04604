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
    CLARIFICATION = "clarification", _("Clarification asked for")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Not accepted")
    REVOKED = "revoked", _("Revoked")


# While it stands with the vendor, answers may change.
WITH_VENDOR = (QuestionnaireState.SENT, QuestionnaireState.IN_PROGRESS, QuestionnaireState.CLARIFICATION)


class ReplyKind(TextChoices):
    """What the vendor hears of a decision."""

    ACCEPTED = "accepted", _("Accepted")
    CLARIFICATION = "clarification", _("Clarification asked for")
    REJECTED = "rejected", _("Not accepted")
    REVOKED = "revoked", _("Revoked")


class AssessmentState(TextChoices):
    OPEN = "open", _("Open")
    LOCKED = "locked", _("Locked")


class DecisionOutcome(TextChoices):
    QUALIFIED = "qualified", _("Qualified")
    CONDITIONALLY_QUALIFIED = "conditionally_qualified", _("Conditionally qualified")
    CLARIFICATION = "clarification", _("Clarification asked for")
    REJECTED = "rejected", _("Rejected")


QUALIFYING = (DecisionOutcome.QUALIFIED, DecisionOutcome.CONDITIONALLY_QUALIFIED)
TOP_SCORE = 5

# Which tone a value is shown in (components/status.html).
TIER_TONES = {Tier.CRITICAL: "watch", Tier.IMPORTANT: "info", Tier.STANDARD: "neutral"}
ONBOARDING_TONES = {
    Onboarding.PROSPECT: "neutral",
    Onboarding.IN_DUE_DILIGENCE: "info",
    Onboarding.QUALIFIED: "ok",
    Onboarding.CONDITIONALLY_QUALIFIED: "watch",
    Onboarding.REJECTED: "bad",
}
STANDING_TONES = {
    Standing.NONE: "neutral",
    Standing.ACTIVE: "ok",
    Standing.ON_WATCH: "watch",
    Standing.SUSPENDED: "bad",
    Standing.EXITING: "watch",
    Standing.OFFBOARDED: "neutral",
}
VERSION_TONES = {VersionState.DRAFT: "neutral", VersionState.PUBLISHED: "ok", VersionState.RETIRED: "neutral"}
QUESTIONNAIRE_TONES = {
    QuestionnaireState.SENT: "info",
    QuestionnaireState.IN_PROGRESS: "info",
    QuestionnaireState.SUBMITTED: "info",
    QuestionnaireState.CLARIFICATION: "watch",
    QuestionnaireState.ACCEPTED: "ok",
    QuestionnaireState.REJECTED: "bad",
    QuestionnaireState.REVOKED: "neutral",
}
REPLY_TONES = {
    ReplyKind.ACCEPTED: "ok",
    ReplyKind.CLARIFICATION: "watch",
    ReplyKind.REJECTED: "bad",
    ReplyKind.REVOKED: "neutral",
}
ASSESSMENT_TONES = {AssessmentState.OPEN: "info", AssessmentState.LOCKED: "done"}
OUTCOME_TONES = {
    DecisionOutcome.QUALIFIED: "ok",
    DecisionOutcome.CONDITIONALLY_QUALIFIED: "watch",
    DecisionOutcome.CLARIFICATION: "info",
    DecisionOutcome.REJECTED: "bad",
}
