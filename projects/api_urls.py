"""Addresses of the API, below /api/v1/."""

from rest_framework.routers import SimpleRouter

from projects.api import contracts, parts, projects

router = SimpleRouter()
router.register("contracts", contracts.Contracts, basename="api-contract")
router.register("projects", projects.Projects, basename="api-project")
router.register("project-transitions", projects.Transitions, basename="api-project-transition")
router.register("places", projects.Places, basename="api-place")
router.register("waivers", projects.Waivers, basename="api-waiver")
router.register("scope-versions", parts.ScopeVersions, basename="api-scope-version")
router.register("goals", parts.Goals, basename="api-goal")
router.register("milestones", parts.Milestones, basename="api-milestone")
router.register("activities", parts.Activities, basename="api-activity")
router.register("raci-entries", parts.RaciEntries, basename="api-raci-entry")
router.register("communication-lines", parts.CommunicationLines, basename="api-communication-line")

urlpatterns = router.urls
