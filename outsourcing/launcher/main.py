"""Finds what a command needs before it starts: the environment, and what `up` has running."""

import sys
from importlib import import_module

from outsourcing.launcher import bootstrap
from outsourcing.launcher.console import Trouble

# The launcher's own commands, by the module that runs each; every other command is Django's or an app's.
COMMANDS = {
    "up": "outsourcing.launcher.up",
    "test": "outsourcing.launcher.testing",
    "frontend": "outsourcing.launcher.frontend",
    "venv": "outsourcing.launcher.bootstrap",
}
ANY_OTHER = "outsourcing.launcher.commands"


def main(argv: list[str]) -> int:
    """Runs `manage.py`'s command and returns its exit code."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        bootstrap.enter(argv, development=command in COMMANDS)
        return int(import_module(COMMANDS.get(command, ANY_OTHER)).run(argv))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
