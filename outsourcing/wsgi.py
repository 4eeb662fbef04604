"""The web process's entry."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outsourcing.settings")
# A page that takes longer than this has failed its reader. Work in the background has no such limit.
os.environ.setdefault("STATEMENT_TIMEOUT_SECONDS", "15")

application = get_wsgi_application()
