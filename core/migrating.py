"""What the apps' first migrations need beyond Django's own operations."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Applies an app's first operations as one step, in their order.

    Django builds every related model anew before each operation. Where hundreds of operations follow one another, as in
    the migrations that make the tables and their triggers, that is most of the time; here it is done once. This holds
    for operations that may find the later ones' models made already: `CreateModel` and `AddTrigger`.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # what is built by now; without it no operation builds anything
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """One by one, as Django does it: the way back need not be fast."""
        states = [to_state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        for index, operation in reversed(list(enumerate(self.operations))):
            operation.database_backwards(app_label, schema_editor, states[index + 1], states[index])

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
