"""Tests of /healthz and /readyz."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from outsourcing.celery import app
from outsourcing.health import HEARTBEAT, HEARTBEAT_LIMIT, record_heartbeat
from outsourcing.tasks import beat_heart

pytestmark = pytest.mark.django_db


def test_alive_asks_nobody(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")


def test_ready_after_a_heartbeat(client: Client) -> None:
    beat_heart()
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "redis": "ok", "workers": "ok"}


def test_not_ready_before_the_first_heartbeat(client: Client) -> None:
    cache.delete(HEARTBEAT)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["workers"] == "no heartbeat yet"


def test_not_ready_when_the_heartbeat_is_old(client: Client) -> None:
    record_heartbeat(now=timezone.now() - HEARTBEAT_LIMIT - timedelta(seconds=5))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["workers"] == "last heartbeat 65 s ago"


def test_not_ready_without_redis(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    beat_heart()
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "redis": "does not answer", "workers": "ok"}


def test_not_ready_without_the_database(client: Client) -> None:
    def refuse(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "does not answer"


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_are_never_kept_by_a_cache_and_change_nothing(client: Client, address: str) -> None:
    response = client.get(address)
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_carry_the_security_headers(client: Client, address: str) -> None:
    headers = client.get(address).headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
