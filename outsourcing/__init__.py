"""The composition root: settings, routes, the Celery app and how the product is run. No other app imports it.

It imports nothing itself, because `manage.py` uses its launcher before a single package is installed.
"""
