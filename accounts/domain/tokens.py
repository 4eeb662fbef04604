"""API tokens: shown once, never more than their user's rights, refused at once when revoked."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import granted
from accounts.models import ApiToken, TokenUse, User
from accounts.secrets import digest, new_secret
from core.errors import Refused
from core.history import recorded

PREFIX = "tdm"
LONGEST = timedelta(days=366)
USE_NOTED_EVERY = timedelta(minutes=1)


def make_token(
    user: User, *, name: str, scopes: Iterable[str], expires_at: datetime, by: User, now: datetime
) -> tuple[ApiToken, str]:
    """A token for `user` and its secret, which is never shown again.

    Refused where a scope is beyond the user's rights, or the expiry is past or over a year away.
    """
    asked = sorted(set(scopes))
    if not asked:
        raise Refused(_("Choose at least one scope."), "scopes")
    beyond = set(asked) - set(granted(user))
    if beyond:
        named = {"user": user, "scopes": ", ".join(sorted(beyond))}
        raise Refused(_("Beyond the rights of %(user)s: %(scopes)s.") % named, "scopes")
    if not now < expires_at <= now + LONGEST:
        raise Refused(_("A token expires in the future, within a year."), "expires_at")
    secret = f"{PREFIX}_{new_secret()}"
    with recorded("made an API token", by=by):
        token = ApiToken.objects.create(
            user=user,
            name=name,
            prefix=secret[: len(PREFIX) + 9],
            digest=digest(secret),
            scopes=asked,
            created_at=now,
            expires_at=expires_at,
        )
    return token, secret


def revoke_token(token: ApiToken, *, by: User, now: datetime) -> ApiToken:
    """Refuse `token` from now on. Revoking it again changes nothing."""
    with recorded("revoked an API token", by=by):
        ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    token.refresh_from_db()
    return token


def note_use(token: ApiToken, *, now: datetime) -> None:
    """Remember that `token` was used, to the minute, so that busy clients do not write a row a request."""
    use = getattr(token, "use", None)
    if use is None or now - use.used_at > USE_NOTED_EVERY:
        TokenUse.objects.update_or_create(token=token, defaults={"used_at": now})
