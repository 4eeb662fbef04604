"""Tests of the environment's typed readers."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from outsourcing.environment import Environment, database, email, hosts, is_loopback, redis_url, site_url


@pytest.mark.parametrize("written", ["yes", "YES", "true", "on", "1", " yes "])
def test_switch_is_on(written: str) -> None:
    assert Environment({"A": written}).switch("A", default=False) is True


@pytest.mark.parametrize("written", ["no", "False", "off", "0"])
def test_switch_is_off(written: str) -> None:
    assert Environment({"A": written}).switch("A", default=True) is False


def test_switch_that_is_neither_is_refused_by_name() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"PLAIN_HTTP should be yes or no, not 'maybe'\."):
        Environment({"PLAIN_HTTP": "maybe"}).switch("PLAIN_HTTP", default=False)


@pytest.mark.parametrize("written", ["ten", "-1", "1.5", "٣", "0"])
def test_number_that_is_none_or_too_small_is_refused_by_name(written: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="UPLOAD_LIMIT_MB should be a whole number of at least 1"):
        Environment({"UPLOAD_LIMIT_MB": written}).number("UPLOAD_LIMIT_MB", default=25, least=1)


def test_blank_counts_as_not_set() -> None:
    env = Environment({"A": "  "})
    assert env.number("A", default=7) == 7
    with pytest.raises(ImproperlyConfigured, match="A is not set"):
        env.text("A")


def test_words_are_split_at_commas() -> None:
    assert Environment({"A": "10.0.0.1, intern.example ,"}).words("A") == ["10.0.0.1", "intern.example"]
    assert Environment({}).words("A") == []


def test_choice_must_be_one_of_those_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL should be one of INFO, ERROR, not 'loud'"):
        Environment({"LOG_LEVEL": "loud"}).choice("LOG_LEVEL", choices=("INFO", "ERROR"), default="INFO")


def test_database_is_read_with_its_password_and_options() -> None:
    found = database(Environment({"DATABASE_URL": "postgres://ann:p%40ss@db.example:5433/tandem?sslmode=require"}))
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", 5433, "tandem")
    assert (found["USER"], found["PASSWORD"]) == ("ann", "p@ss")
    assert found["OPTIONS"]["sslmode"] == "require"
    assert found["ENGINE"] == "django.db.backends.postgresql"


def test_database_on_a_socket_has_its_folder_as_host() -> None:
    found = database(Environment({"DATABASE_URL": "postgres://ann@/tandem?host=/run/postgresql"}))
    assert (found["HOST"], found["NAME"]) == ("/run/postgresql", "tandem")
    assert "host" not in found["OPTIONS"]


def test_statement_timeout_is_for_the_process_that_asks() -> None:
    url = {"DATABASE_URL": "postgres://ann@/tandem?host=/run"}
    assert "options" not in database(Environment(url))["OPTIONS"]
    limited = database(Environment({**url, "STATEMENT_TIMEOUT_SECONDS": "15"}))
    assert limited["OPTIONS"]["options"] == "-c statement_timeout=15s"


@pytest.mark.parametrize(
    "url", ["mysql://ann:hunter2@h/n", "ann:hunter2@h/n", "postgres://ann:hunter2@h", "postgres://ann:hunter2@h:x/n"]
)
def test_database_that_cannot_be_read_is_refused_without_repeating_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        database(Environment({"DATABASE_URL": url}))
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    "url", ["redis://:pw@cache:6379/0", "rediss://cache/1", "redis+socket:///run/redis.sock?virtual_host=0"]
)
def test_broker_is_passed_on_as_written(url: str) -> None:
    assert redis_url(Environment({"REDIS_URL": url})) == url


@pytest.mark.parametrize("url", ["amqp://cache", "/run/redis.sock", "redis+socket://run/redis.sock"])
def test_broker_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL should"):
        redis_url(Environment({"REDIS_URL": url}))


def test_site_is_read_without_its_slash() -> None:
    assert site_url(Environment({"SITE_URL": "https://tandem.example.com/"})) == "https://tandem.example.com"
    assert site_url(Environment({})) == "https://localhost"


@pytest.mark.parametrize(
    "url", ["http://tandem.example.com", "tandem.example.com", "https://h/path", "ftp://h", "https://"]
)
def test_site_that_is_no_safe_address_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
        site_url(Environment({"SITE_URL": url}))


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost", "https://[::1]:8443", "http://127.9.9.9"])
def test_loopback_is_recognised(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["http://10.0.0.1", "https://localhost.example.com", "https://127.0.0.1.nip.io", ""])
def test_everything_else_is_not_loopback(url: str) -> None:
    assert not is_loopback(url)


def test_site_and_named_hosts_are_answered_and_no_other() -> None:
    env = Environment({"ALLOWED_HOSTS": "tandem.intern"})
    assert hosts(env, "https://tandem.example.com") == ["tandem.example.com", "tandem.intern"]


def test_every_host_at_once_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="ALLOWED_HOSTS should name each host"):
        hosts(Environment({"ALLOWED_HOSTS": "*"}), "https://tandem.example.com")


def test_loopback_answers_to_all_its_names() -> None:
    assert set(hosts(Environment({}), "http://127.0.0.1:8000")) == {"127.0.0.1", "localhost", "[::1]"}


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtp+ssl://mail.example:4650", 4650, False, True),
    ],
)
def test_mail_is_read_with_the_usual_port_of_its_kind(url: str, port: int, tls: bool, ssl: bool) -> None:
    found = email(Environment({"EMAIL_URL": url}))
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (tls, ssl)


def test_mail_password_is_decoded() -> None:
    found = email(Environment({"EMAIL_URL": "smtp+tls://ann%40example.com:p%2Fq@mail.example"}))
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("ann@example.com", "p/q")


@pytest.mark.parametrize("url", ["mail.example:25", "http://mail.example", "smtp://", "smtp://mail.example/x?tls=1"])
def test_mail_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL should"):
        email(Environment({"EMAIL_URL": url}))
