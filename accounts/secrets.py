"""Secrets that are shown once: random, and kept only as a keyed hash."""

import hashlib
import hmac
import secrets

from django.conf import settings


def new_secret() -> str:
    """32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The keyed hash (HMAC-SHA256 with TOKEN_HASH_KEY, hexadecimal) under which a secret is stored and found again."""
    return hmac.new(settings.TOKEN_HASH_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()
