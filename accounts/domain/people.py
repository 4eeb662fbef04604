"""People: how they come in, change and leave."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import ApiToken, Invitation, User
from accounts.post import send_letter
from accounts.secrets import digest, new_secret
from core.errors import Refused
from core.history import recorded

INVITATION_LASTS = timedelta(days=7)


def invite_person(
    *, email: str, name: str, role: str, by: User | None, now: datetime, language: str = "en", time_zone: str = "UTC"
) -> User:
    """A user who is not yet active, and a letter with the one-time link that makes the account theirs.

    Refused where the address already has an account.
    """
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise Refused(_("%s already has an account.") % email, "email")
    with recorded("invited a person", by=by):
        try:
            user = User.objects.create_user(
                email, name=name, role=role, language=language, time_zone=time_zone, is_active=False
            )
        except ValidationError as error:
            field, reasons = next(iter(error.message_dict.items()))
            raise Refused(reasons[0], field) from error
        send_invitation(user, by=by, now=now)
    return user


def send_invitation(user: User, *, by: User | None, now: datetime) -> Invitation:
    """A fresh link for a person who has not come in yet; earlier links stop working."""
    if user.is_active:
        raise Refused(_("%s already has come in.") % user)
    secret = new_secret()
    with recorded("sent an invitation", by=by):
        user.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
        invitation = Invitation.objects.create(
            user=user, digest=digest(secret), invited_by=by, created_at=now, expires_at=now + INVITATION_LASTS
        )
        with translation.override(user.language):
            send_letter(to=user.email, subject=_("Your invitation to Tandem"), text=_invitation_text(user, by, secret))
    return invitation


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
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from error
    with recorded("accepted an invitation", by=user):
        if not Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=now):
            raise Refused(_("This invitation has been used already. Log in instead."))
        user.name = name
        user.is_active = True
        user.set_password(password)
        user.save(update_fields=["name", "is_active", "password"])
    return user


def change_role(user: User, *, role: str, by: User, now: datetime) -> User:
    """Give `user` another role; their sessions end and their tokens are revoked, so that nothing outlives the old one."""
    if user == by:
        raise Refused(_("Nobody changes their own role; ask another administrator."), "role")
    if user.is_vendor_person != (role in {Role.VENDOR_LEAD, Role.VENDOR_MEMBER}):
        raise Refused(_("A person of a vendor stays on the vendor’s side; make a new account instead."), "role")
    with recorded("changed a role", by=by):
        User.objects.filter(pk=user.pk).update(role=role)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    user.refresh_from_db()
    return user


def deactivate_person(user: User, *, by: User, now: datetime, reason: str = "") -> User:
    """End `user`'s access at once: sessions, tokens, open invitations. What they did stays."""
    if user == by:
        raise Refused(_("Nobody ends their own access; ask another administrator."))
    with recorded("ended a person's access", by=by, reason=reason):
        User.objects.filter(pk=user.pk).update(is_active=False)
        user.invitations.filter(accepted_at=None, expires_at__gt=now).update(expires_at=now)
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now)
    user.refresh_from_db()
    return user


def change_preferences(user: User, *, by: User, now: datetime, **changes: Any) -> User:
    """Name, language, time zone and theme of one's own account."""
    for field, value in changes.items():
        setattr(user, field, value)
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field, reasons = next(iter(error.message_dict.items()))
        raise Refused(reasons[0], field) from error
    with recorded("changed their preferences", by=by):
        user.save(update_fields=[*changes])
    return user


def _invitation_text(user: User, by: User | None, secret: str) -> str:
    link = f"{settings.SITE_URL}{reverse('invitation', args=[secret])}"
    inviter = by.name if by else "Tandem"
    return _(
        "Hello %(name)s,\n\n%(inviter)s invites you to Tandem. Open this link to set your password; "
        "it works once, until %(days)d days from now:\n\n%(link)s\n"
    ) % {"name": user.name, "inviter": inviter, "days": INVITATION_LASTS.days, "link": link}
