"""People: how they come in, change and leave."""

from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import VENDOR_ROLES, Role
from accounts.models import ApiToken, Invitation, User
from accounts.post import send_letter
from accounts.secrets import digest, new_secret
from core.errors import Refused
from core.history import recorded
from core.validity import valid

INVITATION_LASTS = timedelta(days=7)


def add_person(
    *,
    email: str,
    name: str,
    role: str,
    by: User | None,
    password: str | None = None,
    language: str = "en",
    time_zone: str = "UTC",
) -> User:
    """A user: active where a `password` is given, else waiting for an invitation.

    Refused where the address already has an account, or a value is not valid.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise Refused(_("%s already has an account.") % email, "email")
    user = User(email=email.strip().lower(), name=name, role=role, language=language, time_zone=time_zone)
    user.is_active = password is not None
    valid(user, exclude=["password"])
    if password is not None:
        _hold_to_password_rules(password, user)
    with recorded("added a person", by=by):
        user.set_password(password)
        user.save()
    return user


def invite_person(
    *, email: str, name: str, role: str, by: User | None, now: datetime, language: str = "en", time_zone: str = "UTC"
) -> User:
    """A user who is not yet active, and a letter with the one-time link that makes the account theirs.

    Refused where the address already has an account.
    """
    with recorded("invited a person", by=by):
        user = add_person(email=email, name=name, role=role, language=language, time_zone=time_zone, by=by)
        send_invitation(user, by=by, now=now)
    return user


def send_invitation(user: User, *, by: User | None, now: datetime) -> User:
    """A letter with a fresh link, for a person who has not come in yet or comes back."""
    with recorded("sent an invitation", by=by):
        link = issue_invitation(user, by=by, now=now)
        with translation.override(user.language):
            send_letter(to=user.email, subject=_("Your invitation to Tandem"), text=_invitation_text(user, by, link))
    return user


def issue_invitation(user: User, *, by: User | None, now: datetime) -> str:
    """A fresh one-time link, as a whole URL; earlier links stop working."""
    if user.is_active:
        raise Refused(_("%s already has come in.") % user)
    secret = new_secret()
    with recorded("issued an invitation", by=by):
        user.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
        Invitation.objects.create(
            user=user, digest=digest(secret), invited_by=by, created_at=now, expires_at=now + INVITATION_LASTS
        )
    return f"{settings.SITE_URL}{reverse('invitation', args=[secret])}"


def invitation_behind(secret: str, *, now: datetime) -> Invitation:
    """The open invitation that a link's secret belongs to. Refused where it is unknown, used or expired."""
    invitation = Invitation.objects.select_related("user").filter(digest=digest(secret)).first()
    if invitation is None:
        raise Refused(_("This invitation is not known. Check that the whole link was copied."))
    if invitation.accepted_at:
        raise Refused(_("This invitation has been used already. Log in instead."))
    if invitation.expires_at <= now:
        raise Refused(_("This invitation has expired. Ask the person who invited you for a new one."))
    return invitation


def accept_invitation(secret: str, *, name: str, password: str, now: datetime) -> User:
    """The invited person sets a name and a password, and is in. A link works once."""
    invitation = invitation_behind(secret, now=now)
    user = invitation.user
    user.name, user.is_active = name, True
    valid(user, exclude=["password"])
    _hold_to_password_rules(password, user)
    with recorded("accepted an invitation", by=user):
        if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None, expires_at__gt=now).update(
            accepted_at=now
        ):
            raise Refused(_("This invitation has been used already. Log in instead."))
        user.set_password(password)
        user.save(update_fields=["name", "is_active", "password"])
    return user


def change_role(user: User, *, role: str, by: User, now: datetime) -> User:
    """Give `user` another role; their sessions end and their tokens are revoked: nothing outlives the old one."""
    if user == by:
        raise Refused(_("Nobody changes their own role; ask another administrator."), "role")
    if role not in Role.values:
        raise Refused(_("There is no such role."), "role")
    if user.is_vendor_person != (role in VENDOR_ROLES):
        raise Refused(_("A person of a vendor stays on the vendor’s side; make a new account instead."), "role")
    with recorded("changed a role", by=by):
        _keep_an_administrator(user, by)
        User.objects.filter(pk=user.pk).update(role=role)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    user.refresh_from_db()
    return user


def deactivate_person(user: User, *, by: User, now: datetime, reason: str = "") -> User:
    """End `user`'s access at once: sessions, tokens, open invitations, second factor. What they did stays.

    Whoever is invited again later starts anew; that is also the way back for who lost the second factor.
    """
    if user == by:
        raise Refused(_("Nobody ends their own access; ask another administrator."))
    with recorded("ended a person's access", by=by, reason=reason):
        _keep_an_administrator(user, by)
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
        Authenticator.objects.filter(user=user).delete()
    user.refresh_from_db()
    return user


def has_second_factor(user: User) -> bool:
    """Whether `user` set up an authenticator app; recovery codes alone do not count."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def change_preferences(user: User, *, by: User, now: datetime, **changes: Any) -> User:
    """Name, language, time zone and theme of one's own account."""
    for field, value in changes.items():
        setattr(user, field, value)
    valid(user, exclude=["password"])
    with recorded("changed their preferences", by=by):
        user.save(update_fields=[*changes])
    user.refresh_from_db()
    return user


def _hold_to_password_rules(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from error


def _keep_an_administrator(user: User, by: User) -> None:
    """Two administrators who remove each other at once: the second finds that they no longer are one."""
    administrators = User.objects.select_for_update().filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
    if by not in list(administrators) and user.role == Role.ADMINISTRATOR:
        raise Refused(_("Only an administrator can do this to an administrator."))


def _invitation_text(user: User, by: User | None, link: str) -> str:
    inviter = by.name if by else "Tandem"
    return _(
        "Hello %(name)s,\n\n%(inviter)s invites you to Tandem. Open this link to set your password; "
        "it works once, until %(days)d days from now:\n\n%(link)s\n"
    ) % {"name": user.name, "inviter": inviter, "days": INVITATION_LASTS.days, "link": link}
