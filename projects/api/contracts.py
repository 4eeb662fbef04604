"""Contracts."""

from typing import Any

from accounts.api import Changed, Created, Listed, ScopedViewSet, Shown
from projects.api.bases import CHANGE, READ, refuse_moving
from projects.api.serializers import ContractSerializer
from projects.domain.contracts import change_contract, create_contract
from projects.filters import ContractFilter
from projects.models import Contract


class Contracts(Listed, Shown, Created, Changed, ScopedViewSet):
    model = Contract
    serializer_class = ContractSerializer
    filterset_class = ContractFilter
    requires = {"list": READ, "retrieve": READ, "create": CHANGE, "partial_update": CHANGE}

    def shape(self, rows: Any) -> Any:
        return rows.select_related("vendor")

    def add(self, data: dict[str, Any]) -> Contract:
        return create_contract(by=self.user, now=self.now, **data)

    def change(self, record: Contract, data: dict[str, Any]) -> Contract:
        return change_contract(record, by=self.user, now=self.now, **refuse_moving(record, data, "vendor"))
