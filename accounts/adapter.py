"""django-allauth as this house uses it: nobody signs up, its mails go through the outbox, its secrets are sealed."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User
from accounts.post import send_letter
from core.history import recorded
from core.sealing import opened, sealed

SECOND_FACTOR = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        with recorded("changed their password", by=user):
            super().set_password(user, password)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever showed who they are a moment ago, by logging in, is not asked at once again."""
        shown = get_authentication_records(self.request, self.request.user)
        if shown and time.time() - shown[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the person it goes to, whoever asked for it."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        with translation.override(language), transaction.atomic():
            letter = self.render_mail(template_prefix, email, {"request": self.request, **context})
            send_letter(to=email, subject=str(letter.subject), text=str(letter.body))


class SecondFactorAdapter(DefaultMFAAdapter):
    """A copy of the database is not enough to make somebody's codes."""

    def encrypt(self, text: str) -> str:
        return sealed(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text, purpose=SECOND_FACTOR)
