"""What keeps a KPI from being clear and measurable. The form, the KPI's page and readiness say the same."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpis.models import Kpi


@dataclass(frozen=True)
class Gap:
    """Something that a complete KPI has and this one lacks: the field, and the sentence."""

    field: str
    text: str


def gaps(kpi: Kpi) -> list[Gap]:
    """What is still missing: unit, direction, target, period, data source, owner, meaning of missing data."""
    version = kpi.definition
    checks = [
        ("unit", version.unit, _("It has no unit.")),
        ("direction", version.direction, _("It is not said which direction is better.")),
        ("target", kpi.target, _("It has no target.")),
        ("period", version.period, _("It has no period.")),
        ("data_source", version.data_source, _("It is not said where its data come from.")),
        ("owner", kpi.owner_id, _("It has no owner.")),
        ("missing_data", version.missing_data, _("It is not said what missing data mean.")),
    ]
    return [Gap(field, text) for field, is_there, text in checks if not is_there]
