"""Secrets that must be read back (a webhook's key, a letter with a link): encrypted with a key made from SECRET_KEY."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


class Unreadable(ValueError):
    """What was sealed cannot be opened with today's SECRET_KEY or its fallbacks."""


def sealed(text: str, *, purpose: str) -> str:
    """`text` encrypted for `purpose`; what was sealed for one purpose does not open for another."""
    return _keys(purpose).encrypt(text.encode()).decode()


def opened(token: str, *, purpose: str) -> str:
    """The text behind `sealed`. Raises Unreadable where the key is another one or the token was altered."""
    try:
        return _keys(purpose).decrypt(token.encode()).decode()
    except InvalidToken:
        raise Unreadable(f"The {purpose} was sealed under another SECRET_KEY.") from None


def _keys(purpose: str) -> MultiFernet:
    return MultiFernet(
        [Fernet(_derived(secret, purpose)) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]]
    )


def _derived(secret: str | bytes, purpose: str) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"tandem {purpose}".encode())
    return base64.urlsafe_b64encode(kdf.derive(force_bytes(secret)))
