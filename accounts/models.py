"""People, how they come in, and the base of every record that the access rule guards."""

from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.access import INTERNAL, OWN, Road, ScopedManager, ScopedQuerySet
from accounts.choices import VENDOR_ROLES, Capability, Role, Theme
from core.history import tracked
from core.periods import validate_time_zone


class ScopedModel(models.Model):
    """A record that the access rule guards.

    `vendor_path` is its road to a vendor's id (`"project__vendor"`), or INTERNAL, OPEN or OWN (then `owner_path` names
    the person). `vendor_sees` narrows what the vendor's people see (a draft stays inside). `team_path` leads to the
    users who may change it. `version` counts its changes: ETag of the API, hidden field of a form.
    """

    vendor_path: ClassVar[str | Road]
    vendor_sees: ClassVar[Q] = Q()
    owner_path: ClassVar[str] = "user"
    team_path: ClassVar[str | None] = None

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    objects = ScopedManager()

    class Meta:
        abstract = True


class UserQuerySet(ScopedQuerySet["User"]):
    def matching(self, words: str) -> "UserQuerySet":
        """People whose name or e-mail holds each of `words`."""
        rows = self
        for word in words.split():
            rows = rows.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return rows

    def internal(self) -> "UserQuerySet":
        """People of our own side."""
        return self.exclude(role__in=VENDOR_ROLES)

    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who can log in by `email`; without a password only after a reset."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


@tracked(exclude=("password", "last_login"), uncounted=("last_login",))
class User(AbstractBaseUser, ScopedModel):
    """A person who logs in by e-mail. Knows no vendor: `vendors.VendorMember` points here."""

    vendor_path = INTERNAL

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(_("role"), max_length=30, choices=Role)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(_("theme"), max_length=10, choices=Theme, default=Theme.SYSTEM)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined"), auto_now_add=True)

    objects = UserManager()  # type: ignore[misc]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="accounts_user_role_known"),
            models.CheckConstraint(condition=Q(theme__in=Theme.values), name="accounts_user_theme_known"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    @property
    def is_vendor_person(self) -> bool:
        """Whether this person belongs to a vendor and works in the portal."""
        return self.role in VENDOR_ROLES

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session is bound to: it ends when the password or the role changes, not when SECRET_KEY is renewed.

        Django's own hook for that, which it also asks with each of SECRET_KEY_FALLBACKS.
        """
        bound_to = f"{self.password}|{self.role}"
        return salted_hmac("accounts.User.session", bound_to, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name


@tracked(exclude=("digest",))
class ApiToken(ScopedModel):
    """A key for a REST client: shown once, kept as a keyed hash, never more than its user's rights."""

    vendor_path = OWN

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("user"))
    name = models.CharField(_("name"), max_length=100)
    prefix = models.CharField(_("prefix"), max_length=16, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(_("scopes"), default=list)
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("tokens")

    @property
    def scope_labels(self) -> list[str]:
        """The scopes in words."""
        return [str(Capability(scope).label) for scope in self.scopes]


class TokenUse(models.Model):
    """When a token was last used: beside the token, so that use is not told as a change of it."""

    token = models.OneToOneField(ApiToken, models.CASCADE, primary_key=True, related_name="use")
    used_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.token} · {self.used_at:%Y-%m-%d %H:%M}"


@tracked(exclude=("digest",))
class Invitation(ScopedModel):
    """A one-time link by which an invited person, already a user but not yet active, sets a password and comes in.

    The link's secret is kept as a keyed hash.
    """

    vendor_path = INTERNAL

    user = models.ForeignKey(User, models.CASCADE, related_name="invitations", verbose_name=_("user"))
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return str(self.user)


@tracked(exclude=("data", "last_used_at"), counted=False)
class SecondFactor(Authenticator):
    """allauth's authenticator app or recovery codes of a person, so that the trail tells when one comes or goes."""

    vendor_path = INTERNAL

    class Meta:
        proxy = True
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")


class IdempotentCall(models.Model):
    """A POST that came with an `Idempotency-Key`, and the answer that it is given again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    locked_until = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    sealed_answer = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="accounts_idempotentcall_key_once")]
        indexes = [models.Index(fields=["created_at"], name="accounts_idempotentcall_age")]

    def __str__(self) -> str:
        return self.key
