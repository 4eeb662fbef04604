"""Every command that is Django's or an app's own, with the environment of the running copy."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from outsourcing.launcher.console import Trouble
from outsourcing.launcher.state import State

OWN = """\
up       Starts the whole product on this machine, and keeps it running until Ctrl-C.
test     Runs the tests against servers of their own; more arguments go to pytest.
frontend Installs the packages that the pages load, with npm.
venv     Says where the environment's programs are.
"""


def run(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outsourcing.settings")
    State.from_environment().adopt(os.environ)
    if argv[1:] in ([], ["help"], ["--help"]):
        print(OWN)
    try:
        execute_from_command_line(argv)
    except ImproperlyConfigured as error:
        raise Trouble(str(error)) from error
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None):  # it does answer, and something else went wrong
            raise
        raise Trouble(
            f"The database does not answer: {str(error).strip()}\n"
            "Start it with `python3 manage.py up`, or set DATABASE_URL to one that runs."
        ) from error
    finally:
        sys.stdout.flush()
    return 0
