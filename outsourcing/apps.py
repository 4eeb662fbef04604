"""Loads the Celery app with Django, so that every process's tasks belong to it."""

from django.apps import AppConfig

from outsourcing.celery import app as celery_app


class OutsourcingConfig(AppConfig):
    name = "outsourcing"
    label = "outsourcing"
    celery_app = celery_app
