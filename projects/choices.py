"""The words and states of agreeing."""

from collections.abc import Mapping
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# For a field of a record, the tone of each of its values: see docs/design.md.
Tones = Mapping[str, Mapping[str, str]]

# Within these a contract's dates can always be counted.
FIRST_START, LAST_START = date(1950, 1, 1), date(2199, 12, 31)
LONGEST_TERM, LONGEST_NOTICE, LONGEST_LEAD = 600, 3660, 366


class ContractKind(TextChoices):
    MASTER_AGREEMENT = "master_agreement", _("Master agreement")
    STATEMENT_OF_WORK = "statement_of_work", _("Statement of work")
    AMENDMENT = "amendment", _("Amendment")


class Renewal(TextChoices):
    AUTOMATIC = "automatic", _("Automatic")
    MANUAL = "manual", _("Manual")
    NONE = "none", _("None")


class NoticeUnit(TextChoices):
    DAYS = "days", _("Days")
    WEEKS = "weeks", _("Weeks")
    MONTHS = "months", _("Months")


class ProjectState(TextChoices):
    DRAFT = "draft", _("Draft")
    SCOPING = "scoping", _("Scoping")
    READY = "ready", _("Ready")
    ACTIVE = "active", _("Active")
    ON_HOLD = "on_hold", _("On hold")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")


BEFORE_ACTIVE = (ProjectState.SCOPING, ProjectState.READY)


class ScopeState(TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    PARTLY_SIGNED = "partly_signed", _("Partly signed")
    IN_FORCE = "in_force", _("In force")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


# A project has one wording at a time that is being written or waits for signatures.
OPEN_SCOPE_STATES = (ScopeState.DRAFT, ScopeState.PROPOSED, ScopeState.PARTLY_SIGNED)
UNSIGNED_SCOPE_STATES = (ScopeState.PROPOSED, ScopeState.PARTLY_SIGNED)  # wait for a signature


class GoalState(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    ACHIEVED = "achieved", _("Achieved")
    MISSED = "missed", _("Missed")
    DROPPED = "dropped", _("Dropped")


class MilestoneState(TextChoices):
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", pgettext_lazy("milestone", "Accepted")
    REJECTED = "rejected", _("Rejected")


UNREACHED_MILESTONE_STATES = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.REJECTED)


class RaciLetter(TextChoices):
    RESPONSIBLE = "R", _("Responsible")
    ACCOUNTABLE = "A", _("Accountable")
    CONSULTED = "C", _("Consulted")
    INFORMED = "I", _("Informed")


class Channel(TextChoices):
    MEETING = "meeting", _("Meeting")
    CALL = "call", _("Call")
    MAIL = "mail", _("E-mail")
    REPORT = "report", _("Report")
    CHAT = "chat", _("Chat")
