"""What a record of the leak matrix needs beyond its fields' types, by the model's label; functions get the world."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kpis.queries.partitions import attach_months, month_of

# A value for every field of this name: what a validator or a constraint would refuse otherwise.
WORDS: Mapping[str, Any] = {
    "country": "DE",
    "currency": "EUR",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "unit": "%",
    "sha256": "0" * 64,
}

# Values of single fields.
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "accounts.ApiToken": {"user": lambda world: world.lead},
    "notifications.Notice": {"recipient": lambda world: world.lead},
    "notifications.Mute": {"user": lambda world: world.lead},
    "projects.Project": {"state": "active"},
    "projects.CommunicationLine": {"cadence": "FREQ=WEEKLY"},
    "kpis.Target": {"expected": Decimal(99)},
    "kpis.PeriodResult": {"ends_at": datetime(2026, 6, 1, tzinfo=UTC)},
}


def vendor_assessment(world: Any) -> Any:
    """The cast's vendors have theirs."""
    world.vendor.assessment.tier_reason = f"{world.internal_canary} tier"
    world.vendor.assessment.save()
    return world.vendor.assessment


def vendor_member(world: Any) -> Any:
    return world.lead.vendor_member


def question(world: Any) -> Any:
    """Asked in a version that is published once the question stands in it: afterwards none can be added."""
    model = world.model("vendors.Question")
    made = model._default_manager.create(**world.fields_of(model))
    versions = world.model("vendors.TemplateVersion")._default_manager.filter(pk=made.section.version_of_id)
    versions.update(state="published", published_at=datetime(2026, 5, 4, 8, tzinfo=UTC))
    return made


def measurement(world: Any) -> Any:
    model = world.model("kpis.Measurement")
    fields = world.fields_of(model)
    attach_months([month_of(fields["at"])])
    return model._default_manager.create(**fields)


# What becomes of a record once everything stands: a published version takes no further section.
LATER: Mapping[str, Mapping[str, Any]] = {
    "vendors.TemplateVersion": {"state": "published", "published_at": datetime(2026, 5, 4, 8, tzinfo=UTC)},
}

# Whole records, where fields are not enough.
MAKERS: Mapping[str, Callable[[Any], Any]] = {
    "vendors.VendorAssessment": vendor_assessment,
    "vendors.VendorMember": vendor_member,
    "vendors.Question": question,
    "kpis.Measurement": measurement,
}

# Internal records of which a vendor's people see the text of those that were sent to them.
SHOWN_TO_ITS_VENDOR = frozenset(
    {
        "notifications.Message",
        "vendors.QuestionnaireTemplate",
        "vendors.TemplateVersion",
        "vendors.Section",
        "vendors.Question",
    }
)

# What an address names besides its record.
PARAMETERS: Mapping[str, Callable[[Any], Any]] = {
    "position": lambda world: 1,
    "question": lambda world: world[world.model("vendors.Question")].pk,
    "step": lambda world: "closing",
    "code": lambda world: "scope",
    "secret": lambda world: "unknown-secret",
}

# Records named by an address besides or instead of `pk`.
PARENTS: Mapping[str, str] = {
    "vendor_pk": "vendors.Vendor",
    "questionnaire_pk": "vendors.Questionnaire",
    "project_pk": "projects.Project",
    "kpi_pk": "kpis.Kpi",
    "review_pk": "relationships.PerformanceReview",
}

# The record of an address whose view names no model. Keys are route names, values model labels.
SUBJECTS: Mapping[str, str] = {}
