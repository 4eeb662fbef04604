"""What was agreed: contract, scope, goals, plan, who answers for what, who talks to whom, and readiness."""

from projects.models.contracts import Contract
from projects.models.people import Activity, CommunicationLine, RaciEntry
from projects.models.plan import Goal, Milestone, MilestoneTransition
from projects.models.projects import Project, ProjectPlace, ProjectTransition, ReadinessWaiver
from projects.models.scope import SCOPE_TEXTS, ScopeSignature, ScopeVersion

__all__ = [
    "SCOPE_TEXTS",
    "Activity",
    "CommunicationLine",
    "Contract",
    "Goal",
    "Milestone",
    "MilestoneTransition",
    "Project",
    "ProjectPlace",
    "ProjectTransition",
    "RaciEntry",
    "ReadinessWaiver",
    "ScopeSignature",
    "ScopeVersion",
]
