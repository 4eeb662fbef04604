"""The trail: who did what, when, why, and what it was before."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from rest_framework.test import APIClient

from accounts.adapter import AccountAdapter
from accounts.choices import Capability, Role
from accounts.domain.tokens import make_token
from accounts.models import User
from audit.queries import ActFilter, event_models
from audit.trail import Change, Entry, trail, trail_of
from core.history import recorded
from tests.cast import Cast
from tests.factories.vendors import VendorMemberFactory
from vendors.choices import Tier
from vendors.models import Vendor, VendorAssessment


@pytest.fixture
def auditor(cast: Cast) -> User:
    return cast[Role.AUDITOR]


def rename(cast: Cast, name: str, *, reason: str = "") -> None:
    with recorded("renamed the vendor", by=cast[Role.PROCUREMENT_OFFICER], reason=reason):
        Vendor.objects.filter(pk=cast.acme.pk).update(legal_name=name)


def everything(reader: User, **wanted: object) -> list[Entry]:
    return trail(ActFilter(**wanted), reader=reader)[0]  # type: ignore[arg-type]


def test_a_change_is_told_with_who_why_and_what_it_was(cast: Cast, auditor: User) -> None:
    rename(cast, "Acme SE", reason="They changed their form.")
    [entry] = everything(auditor, who=cast[Role.PROCUREMENT_OFFICER].pk)
    assert (entry.who, entry.verb, entry.reason) == (
        "Procurement officer",
        "renamed the vendor",
        "They changed their form.",
    )
    [touched] = entry.touched
    assert (touched.kind, touched.name, touched.what, touched.url) == (
        "Vendor",
        "Acme SE",
        "changed",
        cast.acme.get_absolute_url(),
    )
    assert list(touched.changes) == [Change("Legal name", "Acme Services GmbH", "Acme SE")]


def test_the_trail_speaks_the_readers_language(cast: Cast, auditor: User) -> None:
    with recorded("changed a vendor", by=cast[Role.PROCUREMENT_OFFICER]):
        Vendor.objects.filter(pk=cast.acme.pk).update(legal_name="Acme SE")
    with override("de"):
        [entry] = everything(auditor, who=cast[Role.PROCUREMENT_OFFICER].pk)
    assert (entry.verb, entry.touched[0].kind) == ("hat einen Dienstleister geändert", "Dienstleister")


def test_values_are_told_in_words(cast: Cast, auditor: User) -> None:
    manager = cast[Role.MANAGER]
    with recorded("assessed the vendor", by=manager):
        VendorAssessment.objects.filter(vendor=cast.acme).update(
            tier=Tier.CRITICAL, owner=manager, next_review_on=date(2027, 3, 5)
        )
    [touched] = everything(auditor, who=manager.pk)[0].touched
    changes = {change.label: (change.before, change.after) for change in touched.changes}
    assert changes["Tier"] == ("Standard", "Critical")
    assert changes["Owner"][1] == "Manager"
    assert changes["Next review"] == ("", "5 Mar 2027")


def test_what_went_around_the_product_is_recorded_too(cast: Cast, auditor: User) -> None:
    Vendor.objects.filter(pk=cast.globex.pk).update(country="FR")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE vendors_vendor SET country = 'ES' WHERE id = %s", [cast.globex.pk])
    told = [
        (entry.who, change.before, change.after)
        for entry in trail_of(cast.globex, reader=auditor)
        for change in entry.changes
        if change.label == "Country"
    ]
    assert told == [
        ("Somebody unnamed", "FR", "ES"),
        ("Somebody unnamed", "IE", "FR"),
    ]
    assert any(change.after == "ES" for entry in everything(auditor) for one in entry.touched for change in one.changes)


def test_a_record_that_was_removed_is_told(cast: Cast, auditor: User) -> None:
    member = cast.acme_member.vendor_member
    with recorded("removed a person", by=cast[Role.ADMINISTRATOR]):
        member.delete()
    [entry] = everything(auditor, words="removed a person")
    assert [(one.kind, one.what, one.url) for one in entry.touched] == [("Vendor’s person", "removed", "")]


def test_a_records_history_tells_of_its_parts(cast: Cast, auditor: User) -> None:
    with recorded("put the vendor on watch", by=cast[Role.PROCUREMENT_OFFICER], reason="Late twice."):
        VendorAssessment.objects.filter(vendor=cast.acme).update(tier_reason="Late twice")
        VendorMemberFactory.create(vendor=cast.acme)
    entry = next(entry for entry in trail_of(cast.acme, reader=auditor) if entry.reason)
    labels = [change.label for change in entry.changes]
    assert any(label.startswith("Vendor assessment") for label in labels)
    assert any(label.startswith("Vendor’s person") for label in labels)


def test_a_vendors_person_reads_no_internal_part_and_none_of_our_words(cast: Cast) -> None:
    rename(cast, "Acme SE", reason="We doubt them.")
    with recorded("put the vendor on watch", by=cast[Role.PROCUREMENT_OFFICER], reason="Secret."):
        VendorAssessment.objects.filter(vendor=cast.acme).update(tier=Tier.CRITICAL)
    entries = trail_of(cast.acme, reader=cast.acme_lead)
    text = repr(entries)
    assert "Acme SE" in text
    assert "Critical" not in text
    assert "doubt" not in text
    assert "Procurement" not in text


def test_what_belongs_to_one_person_is_told_without_its_content(cast: Cast, auditor: User, now: datetime) -> None:
    by, until = cast[Role.MANAGER], now + timedelta(days=1)
    make_token(by, name="Nightly import", scopes=[Capability.READ_KPIS], expires_at=until, by=by, now=now)
    [entry] = everything(auditor, who=cast[Role.MANAGER].pk)
    [touched] = entry.touched
    assert touched.hidden
    assert "Nightly import" not in repr(entry)


def test_acts_of_one_transaction_keep_their_order(cast: Cast, auditor: User) -> None:
    names = [f"Acme {number}" for number in range(9)]
    for name in names:
        rename(cast, name)
    told = [entry.touched[0].changes[0].after for entry in everything(auditor, who=cast[Role.PROCUREMENT_OFFICER].pk)]
    assert told == names[::-1]


def test_the_history_of_a_record_keeps_the_order_of_its_parts_too(cast: Cast, auditor: User) -> None:
    for name in ("first", "second", "third"):
        rename(cast, name)
        with recorded(f"assessed after {name}", by=cast[Role.PROCUREMENT_OFFICER]):
            VendorAssessment.objects.filter(vendor=cast.acme).update(tier_reason=name)
    verbs = [entry.verb for entry in trail_of(cast.acme, reader=auditor)]
    renamed = "renamed the vendor"
    assert verbs[:6] == [
        "assessed after third",
        renamed,
        "assessed after second",
        renamed,
        "assessed after first",
        renamed,
    ]


def test_secrets_are_in_no_history(cast: Cast) -> None:
    columns = {
        (model._meta.label, field.name) for model, event in event_models().items() for field in event._meta.fields
    }
    secret = {"password", "digest", "secret", "previous_secret", "sealed_text"}
    assert not {column for column in columns if column[1] in secret}


def test_the_trail_is_narrowed(cast: Cast, auditor: User) -> None:
    rename(cast, "Acme SE", reason="Because 100% sure_")
    with recorded("changed a name", by=cast[Role.MANAGER]):
        User.objects.filter(pk=cast[Role.VIEWER].pk).update(name="Vivian")
    assert [entry.verb for entry in everything(auditor, words="100% sure_")] == ["renamed the vendor"]
    assert everything(auditor, words="100_ sure%") == []
    assert [entry.verb for entry in everything(auditor, model=User, words="name")] == ["changed a name"]
    assert {one.kind for entry in everything(auditor, model=VendorAssessment) for one in entry.touched} == {
        "Vendor assessment"
    }
    at = everything(auditor)[0].at
    assert everything(auditor, until=at) == []
    assert everything(auditor, since=at)


def test_pages_follow_each_other_without_gap_or_repetition(
    cast: Cast, auditor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        rename(cast, f"Acme {number}")
    whole = [entry.key for entry in everything(auditor)]
    monkeypatch.setattr("audit.trail.PAGE_OF_ACTS", 4)
    paged, after = [], ""
    while True:
        entries, after = trail(ActFilter(), reader=auditor, after=after)
        paged += [entry.key for entry in entries]
        if not after:
            break
    assert paged == whole
    assert len(set(paged)) == len(paged) > 8


def test_an_act_on_very_many_records_is_counted_and_cut(cast: Cast, auditor: User) -> None:
    VendorMemberFactory.create_batch(30, vendor=cast.acme)
    with recorded("moved everybody's clock", by=cast[Role.ADMINISTRATOR]):
        User.objects.filter(email__startswith="person").update(time_zone="Europe/Berlin")
    [entry] = everything(auditor, words="moved everybody")
    assert len(entry.touched) == 20
    assert entry.more >= 10


@pytest.mark.parametrize("count", [1, 3])
def test_the_trail_asks_the_database_as_often_for_three_acts_as_for_one(cast: Cast, auditor: User, count: int) -> None:
    for number in range(count):
        rename(cast, f"Acme {number}")
    with CaptureQueriesContext(connection) as queries:
        assert len(everything(auditor, words="renamed")) == count
    assert len(queries) == 3


def test_a_log_in_changes_no_record(cast: Cast, auditor: User, client: Client) -> None:
    version = User.objects.get(pk=auditor.pk).version
    client.force_login(auditor)
    fresh = User.objects.get(pk=auditor.pk)
    assert fresh.last_login is not None
    assert fresh.version == version
    assert len(trail_of(fresh, reader=auditor)) == 1


def test_a_changed_password_is_told_without_it(cast: Cast, auditor: User) -> None:
    AccountAdapter().set_password(cast[Role.VIEWER], "three small boats on a lake")
    [entry] = everything(auditor, who=cast[Role.VIEWER].pk)
    assert entry.verb == "changed their password"
    assert [(one.kind, list(one.changes)) for one in entry.touched] == [("User", [])]


# --- Pages and API --------------------------------------------------------------------------------------------------


def test_the_page_shows_the_trail_to_an_auditor(cast: Cast, auditor: User, client: Client) -> None:
    rename(cast, "Acme SE", reason="They changed their form.")
    client.force_login(auditor)
    html = client.get(reverse("trail"), {"q": "renamed"}).content.decode()
    for words in ("Procurement officer", "renamed the vendor", "Acme Services GmbH", "Acme SE", "changed their form"):
        assert words in html


@pytest.mark.parametrize(
    "query",
    [
        {"since": "soon"},
        {"who": "999999"},
        {"record": "nothing.such"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01"},
        {"q": "%' OR 1=1 --\x00"},
    ],
)
def test_a_filter_that_makes_no_sense_is_no_error_of_ours(
    auditor: User, client: Client, api: APIClient, query: dict[str, str]
) -> None:
    client.force_login(auditor)
    assert client.get(reverse("trail"), query).status_code == 200
    api.force_authenticate(auditor)
    assert api.get("/api/v1/trail/", query).status_code in (200, 400)


def test_a_made_up_cursor_is_refused(auditor: User, client: Client, api: APIClient) -> None:
    client.force_login(auditor)
    api.force_authenticate(auditor)
    for cursor in ("x", "2026-01-01~", "~", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00~a\x00"):
        assert client.get(reverse("trail"), {"after": cursor}).status_code == 404
        assert api.get("/api/v1/trail/", {"after": cursor}).status_code == 400


def test_the_trail_is_for_auditors_and_administrators(cast: Cast, client: Client, api: APIClient) -> None:
    for role in (Role.MANAGER, Role.VIEWER, Role.PROCUREMENT_OFFICER):
        client.force_login(cast[role])
        assert client.get(reverse("trail")).status_code == 403
        api.force_authenticate(cast[role])
        assert api.get("/api/v1/trail/").status_code == 403
    client.force_login(cast.acme_lead)
    assert client.get(reverse("trail")).status_code == 404


def test_the_trail_over_rest_says_the_same(cast: Cast, auditor: User, api: APIClient) -> None:
    rename(cast, "Acme SE", reason="Why not")
    api.force_authenticate(auditor)
    answer = api.get("/api/v1/trail/", {"q": "renamed"}).json()
    [entry] = answer["results"]
    assert entry["verb"] == "renamed the vendor"
    assert entry["touched"][0]["changes"] == [
        {"field": "Legal name", "before": "Acme Services GmbH", "after": "Acme SE"}
    ]
    assert answer["next"] == ""
    assert api.get("/api/v1/trail/", {"colour": "red"}).status_code == 400
