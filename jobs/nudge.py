"""Waking the workers early, for the rooms from here upward; `core.nudge` says how."""

from core.nudge import after_commit, nudge

__all__ = ["after_commit", "nudge"]
