"""Bearer tokens for REST clients."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.domain.tokens import note_use
from accounts.models import ApiToken, User
from accounts.secrets import digest


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer tdm_…`. A token that is expired, revoked or whose user has left is refused at once."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _blank, secret = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        now = timezone.now()
        token = (
            ApiToken.objects.select_related("user", "use")
            .filter(digest=digest(secret.strip().decode("latin-1")), revoked_at=None, expires_at__gt=now)
            .filter(user__is_active=True)
            .first()
        )
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        note_use(token, now=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def is_token(auth: Any) -> bool:
    """Whether a request came with a token rather than a browser's session."""
    return isinstance(auth, ApiToken)
