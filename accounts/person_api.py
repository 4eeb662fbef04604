"""People, one's own account and tokens in the API."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import Changed, Created, Listed, ScopedViewSet, Shown
from accounts.authentication import is_token
from accounts.choices import Capability
from accounts.domain.people import change_preferences, change_role, deactivate_person, invite_person, send_invitation
from accounts.domain.tokens import make_token, revoke_token
from accounts.doors import capabilities_of
from accounts.filters import PersonFilter
from accounts.models import ApiToken, User
from accounts.person_serializers import (
    DepartureInput,
    InvitePersonInput,
    NewTokenSerializer,
    OwnAccountSerializer,
    PersonSerializer,
    PreferencesInput,
    RoleInput,
    TokenInput,
    TokenSerializer,
)


class PeopleViewSet(Listed, Shown, Created, Changed, ScopedViewSet):
    """Everybody with an account, or an invitation to one."""

    model = User
    serializer_class = PersonSerializer
    filterset_class = PersonFilter
    requires = {
        "list": Capability.READ_PEOPLE,
        "retrieve": Capability.READ_PEOPLE,
        "create": Capability.MANAGE_PEOPLE,
        "partial_update": Capability.MANAGE_PEOPLE,
        "invitation": Capability.MANAGE_PEOPLE,
        "departure": Capability.MANAGE_PEOPLE,
    }

    @extend_schema(request=InvitePersonInput, responses={201: PersonSerializer})
    def create(self, request: Request) -> Response:
        """Invite a person of our own side: a letter with a one-time link goes to the address."""
        return self.shown(invite_person(**self.body(InvitePersonInput), by=self.user, now=self.now), status_code=201)

    @extend_schema(request=RoleInput, responses=PersonSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Give a person another role; their sessions end and their tokens are revoked."""
        version = self.asked_version()
        with transaction.atomic():
            record = self.locked(version=version)
            changed = change_role(record, **self.body(RoleInput), by=self.user, now=self.now)
        return self.shown(changed)

    @extend_schema(request=None, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    def invitation(self, request: Request, pk: str) -> Response:
        """Send a fresh link; earlier links stop working."""
        with transaction.atomic():
            return self.shown(send_invitation(self.locked(), by=self.user, now=self.now))

    @extend_schema(request=DepartureInput, responses=PersonSerializer)
    @action(detail=True, methods=["post"])
    def departure(self, request: Request, pk: str) -> Response:
        """End a person's access: sessions, tokens and second factor."""
        with transaction.atomic():
            body = self.body(DepartureInput)
            return self.shown(deactivate_person(self.locked(), **body, by=self.user, now=self.now))


class OwnAccountViewSet(ScopedViewSet):
    """The person who asks."""

    model = User
    serializer_class = OwnAccountSerializer
    requires = {"retrieve": Capability.SIGNED_IN, "partial_update": Capability.SIGNED_IN}

    def capabilities(self) -> frozenset[Capability]:
        return capabilities_of(self.request)

    def retrieve(self, request: Request) -> Response:
        """The person who asks, with what they may do."""
        return self.shown(self.user)

    @extend_schema(request=PreferencesInput, responses=OwnAccountSerializer)
    def partial_update(self, request: Request) -> Response:
        """Change one's own name, language, time zone or appearance."""
        version = self.asked_version()
        with transaction.atomic():
            record = self.own_record(version)
            changed = change_preferences(record, **self.body(PreferencesInput, partial=True), by=record, now=self.now)
        return self.shown(changed)

    def own_record(self, version: int) -> User:
        self.kwargs["pk"] = self.user.pk
        return self.locked(version=version)


class TokenViewSet(Listed, Shown, ScopedViewSet):
    """One's own API tokens. No token manages tokens: this is for a person at a browser."""

    model = ApiToken
    serializer_class = TokenSerializer
    requires = dict.fromkeys(("list", "retrieve", "create", "revocation"), Capability.SIGNED_IN)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if is_token(request.auth):
            raise PermissionDenied(_("No token manages tokens: log in with a browser."))

    def shape(self, rows: Any) -> Any:
        return rows.select_related("use")

    @extend_schema(request=TokenInput, responses={201: NewTokenSerializer})
    def create(self, request: Request) -> Response:
        """Make a token; its secret is in this answer and nowhere else."""
        token, secret = make_token(self.user, **self.body(TokenInput), by=self.user, now=self.now)
        shown = NewTokenSerializer(token, context={**self.get_serializer_context(), "secret": secret})
        return Response(shown.data, status=201, headers={"ETag": f'"{token.version}"'})

    @extend_schema(request=None, responses=TokenSerializer)
    @action(detail=True, methods=["post"])
    def revocation(self, request: Request, pk: str) -> Response:
        """Refuse the token from now on."""
        with transaction.atomic():
            return self.shown(revoke_token(self.locked(), by=self.user, now=self.now))
