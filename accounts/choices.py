"""Who a person is here, and what a role may do."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """The two sides of a relationship."""

    CLIENT = "client", _("Our side")
    VENDOR = "vendor", _("Vendor’s side")


class Role(TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    MANAGER = "manager", _("Manager")
    PROCUREMENT_OFFICER = "procurement_officer", _("Procurement officer")
    EVALUATOR = "evaluator", _("Evaluator")
    APPROVER = "approver", _("Approver")
    AUDITOR = "auditor", _("Auditor")
    VIEWER = "viewer", _("Viewer")
    VENDOR_LEAD = "vendor_lead", _("Vendor lead")
    VENDOR_MEMBER = "vendor_member", _("Vendor member")


VENDOR_ROLES = frozenset({Role.VENDOR_LEAD, Role.VENDOR_MEMBER})
INTERNAL_ROLES = frozenset(Role) - VENDOR_ROLES


class Theme(TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Capability(TextChoices):
    """A kind of thing that somebody may do; the value is a token's scope."""

    SIGNED_IN = "self", _("Read and change one’s own account")
    READ_PEOPLE = "people:read", _("Read the list of people")
    MANAGE_PEOPLE = "people:manage", _("Invite people and change their roles")
    MANAGE_WEBHOOKS = "webhooks:manage", _("Manage webhooks")
    READ_TRAIL = "trail:read", _("Read the audit trail")
    READ_VENDORS = "vendors:read", _("Read vendors")
    CHANGE_VENDORS = "vendors:change", _("Register and change vendors")
    INVITE_VENDOR_PEOPLE = "vendors:invite", _("Invite a vendor’s people")
    READ_QUESTIONNAIRES = "questionnaires:read", _("Read questionnaires")
    SEND_QUESTIONNAIRES = "questionnaires:send", _("Prepare and send questionnaires")
    ANSWER_QUESTIONNAIRES = "questionnaires:answer", _("Answer questionnaires for a vendor")
    SCORE_QUESTIONNAIRES = "questionnaires:score", _("Score questionnaires")
    QUALIFY_VENDORS = "vendors:qualify", _("Decide on due diligence")
    READ_PROJECTS = "projects:read", _("Read projects and contracts")
    CHANGE_PROJECTS = "projects:change", _("Plan and change projects")
    SIGN_SCOPE = "scope:sign", _("Sign a scope version")
    SUBMIT_MILESTONES = "milestones:submit", _("Submit a milestone for acceptance")
    READ_READINESS = "readiness:read", _("Read what a project lacks before it can begin")
    WAIVE_READINESS = "readiness:waive", _("Waive a readiness check")
    READ_KPIS = "kpis:read", _("Read KPIs and results")
    CHANGE_KPIS = "kpis:change", _("Define KPIs and targets")
    SUBMIT_MEASUREMENTS = "measurements:submit", _("Submit measurements")
    HANDLE_BREACHES = "breaches:handle", _("Acknowledge and close breaches")
    READ_REVIEWS = "reviews:read", _("Read performance reviews")
    CHANGE_REVIEWS = "reviews:change", _("Hold and close performance reviews")
    COMMENT_REVIEWS = "reviews:comment", _("Comment on performance reviews")
