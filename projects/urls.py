"""Addresses of the pages."""

from django.urls import path

from projects.views import agreement, contracts, history, people, plan, projects

CONTRACT = "contracts/<int:pk>/"
PROJECT = "projects/<int:pk>/"
VERSION = "scope-versions/<int:pk>/"
GOAL = "goals/<int:pk>/"
MILESTONE = "milestones/<int:pk>/"
ACTIVITY = "activities/<int:pk>/"
LINE = "communication-lines/<int:pk>/"

urlpatterns = [
    path("contracts/", contracts.Contracts.as_view(), name="contracts"),
    path("contracts/new/", contracts.NewContract.as_view(), name="contract-new"),
    path(CONTRACT, contracts.ContractPage.as_view(), name="contract"),
    path(f"{CONTRACT}edit/", contracts.ChangeContract.as_view(), name="contract-change"),
    path(f"{CONTRACT}history/", history.ContractHistory.as_view(), name="contract-history"),
    path("projects/", projects.Projects.as_view(), name="projects"),
    path("projects/new/", projects.NewProject.as_view(), name="project-new"),
    path(PROJECT, projects.Overview.as_view(), name="project"),
    path(f"{PROJECT}edit/", projects.ChangeProject.as_view(), name="project-change"),
    path(f"{PROJECT}agreement/", agreement.Agreement.as_view(), name="project-agreement"),
    path(f"{PROJECT}plan/", plan.Plan.as_view(), name="project-plan"),
    path(f"{PROJECT}people/", people.People.as_view(), name="project-people"),
    path(f"{PROJECT}history/", history.ProjectHistory.as_view(), name="project-history"),
    path(f"{PROJECT}steps/<slug:step>/", projects.TakeStep.as_view(), name="project-step"),
    path(f"{PROJECT}readiness/", projects.DeclareReady.as_view(), name="project-ready"),
    path(f"{PROJECT}activation/", projects.Activate.as_view(), name="project-activation"),
    path(f"{PROJECT}waivers/<slug:code>/", projects.WaiveCheck.as_view(), name="project-waiver"),
    path(f"{PROJECT}places/new/", projects.AddPlace.as_view(), name="place-new"),
    path("places/<int:pk>/removal/", projects.RemovePlace.as_view(), name="place-remove"),
    path(f"{PROJECT}scope-versions/new/", agreement.NewScopeVersion.as_view(), name="scope-version-new"),
    path(VERSION, agreement.ScopeVersionPage.as_view(), name="scope-version"),
    path(f"{VERSION}edit/", agreement.EditScopeVersion.as_view(), name="scope-version-edit"),
    path(f"{VERSION}proposal/", agreement.Propose.as_view(), name="scope-version-propose"),
    path(f"{VERSION}withdrawal/", agreement.Withdraw.as_view(), name="scope-version-withdraw"),
    path(f"{VERSION}signature/", agreement.SignPage.as_view(), name="scope-version-sign"),
    path(f"{VERSION}history/", history.ScopeVersionHistory.as_view(), name="scope-version-history"),
    path(f"{PROJECT}goals/new/", agreement.NewGoal.as_view(), name="goal-new"),
    path(f"{PROJECT}goals/check/", agreement.CheckGoal.as_view(), name="goal-check"),
    path(f"{GOAL}edit/", agreement.ChangeGoal.as_view(), name="goal-change"),
    path(f"{GOAL}decision/", agreement.DecideGoal.as_view(), name="goal-decide"),
    path(f"{PROJECT}milestones/new/", plan.NewMilestone.as_view(), name="milestone-new"),
    path(f"{MILESTONE}edit/", plan.ChangeMilestone.as_view(), name="milestone-change"),
    path(f"{MILESTONE}beginning/", plan.Begin.as_view(), name="milestone-begin"),
    path(f"{MILESTONE}submission/", plan.Submit.as_view(), name="milestone-submit"),
    path(f"{MILESTONE}acceptance/", plan.Accept.as_view(), name="milestone-accept"),
    path(f"{MILESTONE}rejection/", plan.Reject.as_view(), name="milestone-reject"),
    path(f"{PROJECT}raci/", people.Raci.as_view(), name="raci"),
    path(f"{PROJECT}activities/new/", people.NewActivity.as_view(), name="activity-new"),
    path(f"{ACTIVITY}edit/", people.ChangeActivity.as_view(), name="activity-change"),
    path(f"{ACTIVITY}removal/", people.RemoveActivity.as_view(), name="activity-remove"),
    path(f"{PROJECT}communication-lines/new/", people.NewLine.as_view(), name="communication-line-new"),
    path(f"{LINE}edit/", people.ChangeLine.as_view(), name="communication-line-change"),
    path(f"{LINE}removal/", people.RemoveLine.as_view(), name="communication-line-remove"),
]
