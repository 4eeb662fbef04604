"""What happened to a contract, a project, a scope version: loaded when somebody looks."""

from accounts.choices import Capability
from audit.views import HistoryPage
from projects.models import Contract, Project, ScopeVersion


class ContractHistory(HistoryPage):
    model = Contract
    requires = Capability.READ_PROJECTS


class ProjectHistory(HistoryPage):
    model = Project
    requires = Capability.READ_PROJECTS


class ScopeVersionHistory(HistoryPage):
    model = ScopeVersion
    requires = Capability.READ_PROJECTS
