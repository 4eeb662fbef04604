"""Scope versions: drafted, proposed, signed by both sides, in force. A proposed text never changes."""

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.choices import Side
from accounts.models import User
from core.errors import Refused
from core.history import recorded
from notifications.domain.publish import publish
from notifications.topics import Topic
from projects.choices import OPEN_SCOPE_STATES, UNSIGNED_SCOPE_STATES, ProjectState, ScopeState
from projects.domain.projects import refuse_closed
from projects.domain.scope_text import ScopeText, content_hash
from projects.models import SCOPE_TEXTS, Project, ScopeSignature, ScopeVersion
from projects.people import both_sides_of, signers_of
from projects.topics import SCOPE_IN_FORCE, SCOPE_PROPOSED, SCOPE_SIGNED, SCOPE_WITHDRAWN

NEEDED = ("in_scope", "out_of_scope", "acceptance_criteria")


def draft_scope(project: Project, *, by: User, now: datetime, **texts: str) -> ScopeVersion:
    """A new wording; texts that are not given are taken from the latest version.

    Refused while another wording is being written or waits for signatures.
    """
    with recorded("drafted a scope version", by=by):
        project = Project.objects.select_for_update().get(pk=project.pk)
        refuse_closed(project)
        waiting = project.scope_versions.filter(state__in=OPEN_SCOPE_STATES).first()
        if waiting is not None:
            reason = _("Version %(number)d is still open (%(state)s): finish or withdraw it first.")
            raise Refused(reason % {"number": waiting.number, "state": waiting.get_state_display()})
        latest = project.scope_versions.order_by("-number").first()
        start = {name: getattr(latest, name) if latest else "" for name in SCOPE_TEXTS}
        number = (project.scope_versions.aggregate(last=Max("number"))["last"] or 0) + 1
        return ScopeVersion.objects.create(project=project, number=number, **{**start, **_known(texts)})


def edit_scope(version: ScopeVersion, *, by: User, now: datetime, **texts: str) -> ScopeVersion:
    """Change the text of a draft."""
    refuse_closed(version.project)
    with recorded("edited a scope version", by=by):
        changes = _known(texts)
        if changes and not ScopeVersion.objects.filter(pk=version.pk, state=ScopeState.DRAFT).update(**changes):
            raise Refused(_("This version was proposed: its text is frozen. Withdraw it to write a new one."))
    version.refresh_from_db()
    return version


def missing_to_propose(version: ScopeVersion) -> list[str]:
    """What a draft lacks before both sides could be asked to sign it."""
    return [label_of(name) for name in NEEDED if not getattr(version, name).strip()]


def label_of(text: str) -> str:
    """The heading of one of the texts, in the reader's language."""
    return str(getattr(ScopeVersion._meta.get_field(text), "verbose_name", text))


def propose_scope(version: ScopeVersion, *, by: User, now: datetime) -> ScopeVersion:
    """Freeze the text with its hash and ask both sides to sign it.

    Refused while the project is a draft, which the vendor cannot see, and while a part of the text is missing.
    """
    with recorded("proposed a scope version", by=by):
        version = _locked(version)
        refuse_closed(version.project)
        if version.project.state == ProjectState.DRAFT:
            raise Refused(_("Open scoping first: until then the vendor does not see the project."))
        missing = missing_to_propose(version)
        if missing:
            raise Refused(_("A version that both sides can sign says more."), details=missing)
        asked = ScopeVersion.objects.filter(pk=version.pk, state=ScopeState.DRAFT)
        if not asked.update(state=ScopeState.PROPOSED, content_hash=hash_of(version), proposed_at=now):
            raise Refused(_("Version %d was proposed already.") % version.number)
        version.refresh_from_db()
        _tell(SCOPE_PROPOSED, version, signers_of(version.project), by=by, now=now)
    return version


def withdraw_scope(version: ScopeVersion, *, reason: str, by: User, now: datetime) -> ScopeVersion:
    """Take a proposal back, with whatever signature it has; its text becomes a new draft, which is returned."""
    if not reason.strip():
        raise Refused(_("Say why: the other side may have signed already."), "reason")
    with recorded("withdrew a scope version", by=by, reason=reason):
        version = _locked(version)
        withdrawn = ScopeVersion.objects.filter(pk=version.pk, state__in=UNSIGNED_SCOPE_STATES).update(
            state=ScopeState.WITHDRAWN
        )
        if not withdrawn:
            raise Refused(_("Only a version that waits for signatures can be withdrawn."))
        _tell(SCOPE_WITHDRAWN, version, both_sides_of(version.project), by=by, now=now, reason=reason.strip())
        return draft_scope(version.project, by=by, now=now, **{name: getattr(version, name) for name in SCOPE_TEXTS})


def sign_scope(version: ScopeVersion, *, content_hash: str, by: User, now: datetime) -> ScopeSignature:
    """Sign for the side that `by` belongs to; `content_hash` names the text that was on the screen.

    The second side's signature puts the version in force and supersedes the former one. Refused where the text is
    another, where it waits for no signature, or where this side signed already.
    """
    side = side_of(by)
    with recorded("signed a scope version", by=by):
        version = _locked(version)
        refuse_closed(version.project)
        if version.state not in UNSIGNED_SCOPE_STATES:
            reason = _("Version %(number)d waits for no signature: it is %(state)s.")
            raise Refused(reason % {"number": version.number, "state": version.get_state_display()})
        if content_hash != version.content_hash or content_hash != hash_of(version):
            reason = _("The text that you read is not the one that waits for signatures. Read it again, then sign.")
            raise Refused(reason, "content_hash")
        signed = {signature.side: signature for signature in version.signatures.select_related("by")}
        if side in signed:
            raise Refused(_("%(who)s has signed for %(side)s already.") % {"who": signed[side].by, "side": side.label})
        signature = ScopeSignature.objects.create(
            scope_version=version, side=side, by=by, at=now, content_hash=content_hash
        )
        if signed:
            _put_in_force(version)
            _tell(SCOPE_IN_FORCE, version, both_sides_of(version.project), by=by, now=now)
        else:
            _advance(version, ScopeState.PARTLY_SIGNED)
            _tell(SCOPE_SIGNED, version, both_sides_of(version.project), by=by, now=now)
    return signature


def side_of(person: User) -> Side:
    """The side that a person signs for."""
    return Side.VENDOR if person.is_vendor_person else Side.CLIENT


def text_of(version: ScopeVersion) -> ScopeText:
    return ScopeText(**{name: getattr(version, name) for name in SCOPE_TEXTS})


def hash_of(version: ScopeVersion) -> str:
    """The hash of the text as it stands in the row."""
    return content_hash(text_of(version), project_id=version.project_id, number=version.number)


def _put_in_force(version: ScopeVersion) -> None:
    former = ScopeVersion.objects.filter(project=version.project_id, state=ScopeState.IN_FORCE)
    former.update(state=ScopeState.SUPERSEDED)
    _advance(version, ScopeState.IN_FORCE)


def _advance(version: ScopeVersion, state: ScopeState) -> None:
    ScopeVersion.objects.filter(pk=version.pk, state__in=UNSIGNED_SCOPE_STATES).update(state=state)
    version.refresh_from_db()


def _tell(topic: Topic, version: ScopeVersion, people: list[User], *, by: User, now: datetime, **params: str) -> None:
    """Tell everybody but the person who did it."""
    project = version.project
    publish(
        topic,
        about=version,
        recipients=[person for person in people if person != by],
        params={
            "project": project.name,
            "vendor": project.vendor.legal_name,
            "number": str(version.number),
            "by": by.name,
            **params,
        },
        now=now,
        vendor_id=project.vendor_id,
    )


def _locked(version: ScopeVersion) -> ScopeVersion:
    """The version under lock: two people who sign at once come one after the other."""
    return ScopeVersion.objects.select_for_update(of=("self",)).select_related("project__vendor").get(pk=version.pk)


def _known(texts: dict[str, str]) -> dict[str, str]:
    unknown = set(texts) - set(SCOPE_TEXTS)
    if unknown:
        raise TypeError(f"a scope version has no {', '.join(sorted(unknown))}")
    return texts
