"""Asking for an evaluation soon."""

from core.nudge import after_commit


def evaluation_wanted() -> None:
    """Wake the evaluation once the transaction is committed; it finds by itself what is stale."""
    after_commit("kpis.tasks.refresh_due")
