"""Typed readers of the process's environment.

Each reader returns a value of its type or raises ImproperlyConfigured with a sentence that names the variable and says
what it should hold. A value that may be a secret is never repeated in the sentence. A blank value counts as not set,
because a compose file passes on what the operator left empty.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from os import environ
from typing import Any
from urllib.parse import ParseResult, unquote, urlparse

from django.core.exceptions import ImproperlyConfigured
from environ import Env

YES = frozenset({"yes", "true", "on", "1"})
NO = frozenset({"no", "false", "off", "0"})
POSTGRES_SCHEMES = frozenset({"postgres", "postgresql"})
REDIS_SCHEMES = frozenset({"redis", "rediss", "redis+socket"})
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}
CONNECTION_AGE_SECONDS = 60
MAIL_TIMEOUT_SECONDS = 15


class Environment:
    """Reads named values of one type. Without a default the variable must be set."""

    def __init__(self, values: Mapping[str, str] = environ) -> None:
        self._values = values

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise ImproperlyConfigured(
                f"{name} is not set. Start with `python3 manage.py up`, or set it as docs/operating.md says."
            )
        return default

    def number(self, name: str, *, default: int, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self.text(name, default=str(default))
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            raise ImproperlyConfigured(f"{name} should be a whole number of at least {least}, not {value!r}.")
        return int(value)

    def switch(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default="yes" if default else "no").casefold()
        if value not in YES | NO:
            raise ImproperlyConfigured(f"{name} should be yes or no, not {value!r}.")
        return value in YES

    def choice(self, name: str, *, choices: Sequence[str], default: str) -> str:
        value = self.text(name, default=default)
        if value not in choices:
            raise ImproperlyConfigured(f"{name} should be one of {', '.join(choices)}, not {value!r}.")
        return value

    def words(self, name: str, *, default: list[str] | None = None) -> list[str]:
        """Values separated by commas."""
        value = self.text(name, default=",".join(default or []))
        return [word for word in (part.strip() for part in value.split(",")) if word]

    def url(self, name: str, *, schemes: frozenset[str], default: str | None = None) -> ParseResult:
        """A URL with one of the schemes. It may carry a password, so no sentence repeats it."""
        wanted = f"{name} should be a URL that begins with {' or '.join(sorted(schemes))}://"
        try:
            url = urlparse(self.text(name, default=default))
            _ = url.port
        except ValueError as error:
            raise ImproperlyConfigured(f"{wanted}, and its host and port cannot be read.") from error
        if url.scheme not in schemes:
            raise ImproperlyConfigured(f"{wanted}, not {url.scheme or 'without a scheme'}.")
        return url


def site_url(env: Environment) -> str:
    """Where people find the product, without a trailing slash: https, or http on this machine only."""
    url = env.url("SITE_URL", schemes=frozenset({"http", "https"}), default="https://localhost")
    if not url.hostname or url.path.strip("/") or url.query or url.fragment:
        raise ImproperlyConfigured("SITE_URL should be a scheme and a host, as in https://tandem.example.com.")
    site = f"{url.scheme}://{url.netloc}"
    if url.scheme == "http" and not is_loopback(site):
        raise ImproperlyConfigured(f"SITE_URL {site} should begin with https://: plain http is for this machine alone.")
    return site


def is_loopback(url: str) -> bool:
    """Whether the URL's host can be reached from this machine alone."""
    host = urlparse(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def hosts(env: Environment, site: str) -> list[str]:
    """The Host headers that are answered: the site's own, those in ALLOWED_HOSTS and, on loopback, its other names."""
    names = [urlparse(site).hostname or "", *env.words("ALLOWED_HOSTS")]
    if "*" in names:
        raise ImproperlyConfigured("ALLOWED_HOSTS should name each host: `*` would let mails carry a stranger's links.")
    if is_loopback(site):
        names += ["localhost", "127.0.0.1", "[::1]"]
    return [f"[{name}]" if ":" in name and not name.startswith("[") else name for name in dict.fromkeys(names)]


def database(env: Environment) -> dict[str, Any]:
    """Django's description of the database in DATABASE_URL, as in postgres://user:password@host:5432/name.

    A socket's folder stands in the query, as in postgres://user@/name?host=/run/postgresql. STATEMENT_TIMEOUT_SECONDS
    ends a statement that runs longer; the web process sets it, work in the background does not.
    """
    url = env.url("DATABASE_URL", schemes=POSTGRES_SCHEMES)
    settings = Env.db_url_config(url, engine="django.db.backends.postgresql")
    options: dict[str, Any] = settings.pop("OPTIONS", {})
    if "host" in options:
        settings["HOST"] = options.pop("host")
    if not settings["NAME"]:
        raise ImproperlyConfigured("DATABASE_URL should end with the database's name, as in postgres://user@host/name.")
    timeout = env.number("STATEMENT_TIMEOUT_SECONDS", default=0)
    if timeout:
        options["options"] = f"{options.get('options', '')} -c statement_timeout={timeout}s".strip()
    return {
        **settings,
        "CONN_MAX_AGE": CONNECTION_AGE_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "tandem", **options},
    }


def redis_url(env: Environment) -> str:
    """The broker: redis://host:6379/0, rediss:// for TLS, or redis+socket:///path?virtual_host=0."""
    url = env.url("REDIS_URL", schemes=REDIS_SCHEMES)
    if url.scheme == "redis+socket" and (url.netloc or not url.path):
        raise ImproperlyConfigured("REDIS_URL should name a socket by its whole path, as in redis+socket:///run/redis.")
    return env.text("REDIS_URL")


def email(env: Environment) -> dict[str, Any]:
    """Django's mail settings from EMAIL_URL: smtp://host:25, smtp+tls://user:password@host:587 or smtp+ssl://."""
    url = env.url("EMAIL_URL", schemes=frozenset(MAIL_PORTS), default="smtp://localhost")
    if not url.hostname or url.path.strip("/") or url.query:
        raise ImproperlyConfigured("EMAIL_URL should be a scheme, a host and a port, as in smtp://localhost:25.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": url.hostname,
        "EMAIL_PORT": url.port or MAIL_PORTS[url.scheme],
        "EMAIL_HOST_USER": unquote(url.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
        "EMAIL_USE_TLS": url.scheme == "smtp+tls",
        "EMAIL_USE_SSL": url.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": MAIL_TIMEOUT_SECONDS,
    }
