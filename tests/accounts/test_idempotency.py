"""`Idempotency-Key`: a POST takes effect once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.test import APIClient, APIRequestFactory
from rest_framework.views import APIView

from accounts.choices import Role
from accounts.domain.idempotency import purge_answers
from accounts.idempotency import fingerprint
from accounts.models import IdempotentCall, User
from accounts.person_api import PeopleViewSet
from tests.accounts.letters import letters_to
from tests.cast import Cast, make_cast

PERSON = {"name": "Olga", "email": "olga@tandem.example", "role": "viewer"}


@pytest.fixture
def administrator(cast: Cast) -> APIClient:
    client = APIClient()
    client.force_authenticate(cast[Role.ADMINISTRATOR])
    return client


def invite(client: APIClient, key: str = "k-1", **changes: Any) -> Any:
    return client.post("/api/v1/people/", {**PERSON, **changes}, format="json", headers={"Idempotency-Key": key})


def test_the_same_call_again_has_no_second_effect_and_the_same_answer(administrator: APIClient) -> None:
    first, again = invite(administrator), invite(administrator)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert (first["ETag"], first["Content-Type"]) == (again["ETag"], again["Content-Type"])
    assert again["Idempotency-Replayed"] == "true"
    assert User.objects.filter(email=PERSON["email"]).count() == 1
    assert len(letters_to(PERSON["email"])) == 1


def test_the_key_for_another_body_or_address_is_422(administrator: APIClient) -> None:
    invite(administrator)
    assert invite(administrator, name="Somebody else").status_code == 422
    elsewhere = administrator.post("/api/v1/people/1/invitation/", headers={"Idempotency-Key": "k-1"})
    assert elsewhere.status_code == 422
    assert elsewhere["Content-Type"] == "application/problem+json"


def test_a_call_that_still_runs_is_409_and_says_when_to_come_back(administrator: APIClient) -> None:
    invite(administrator)
    IdempotentCall.objects.update(status=None, sealed_answer="", locked_until=timezone.now() + timedelta(seconds=30))
    response = invite(administrator)
    assert response.status_code == 409
    assert 1 <= int(response["Retry-After"]) <= 31


def test_a_call_whose_process_died_frees_its_key_after_a_minute(administrator: APIClient) -> None:
    invite(administrator)
    User.objects.filter(email=PERSON["email"]).update(email="moved@tandem.example")
    IdempotentCall.objects.update(status=None, sealed_answer="", locked_until=timezone.now() - timedelta(seconds=1))
    assert invite(administrator).status_code == 201


def test_a_refused_call_frees_its_key(administrator: APIClient) -> None:
    assert invite(administrator, role="emperor").status_code == 400
    assert invite(administrator).status_code == 201


def test_a_key_belongs_to_one_person(administrator: APIClient, cast: Cast) -> None:
    invite(administrator)
    other = APIClient()
    other.force_authenticate(cast[Role.MANAGER])
    assert invite(other).status_code == 403


def test_the_key_is_forgotten_after_a_day(administrator: APIClient) -> None:
    invite(administrator)
    IdempotentCall.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert invite(administrator).status_code == 400  # the address has an account by now
    assert purge_answers(now=timezone.now() + timedelta(hours=25)) == 0


def test_old_answers_are_purged(administrator: APIClient) -> None:
    invite(administrator)
    assert purge_answers(now=timezone.now() + timedelta(hours=23)) == 0
    assert purge_answers(now=timezone.now() + timedelta(hours=25)) == 1


def test_a_secret_in_an_answer_is_not_kept_in_the_clear(cast: Cast) -> None:
    client = APIClient()
    client.force_login(cast[Role.VIEWER])
    body = {"name": "x", "scopes": ["self"], "expires_at": (timezone.now() + timedelta(days=1)).isoformat()}
    made, again = (
        client.post("/api/v1/tokens/", body, format="json", headers={"Idempotency-Key": "t"}) for _time in range(2)
    )
    assert made.json()["secret"] == again.json()["secret"]
    assert made.json()["secret"] not in str(IdempotentCall.objects.values())


@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 256, "\x01"])
def test_a_malformed_key_is_400(administrator: APIClient, key: str) -> None:
    assert invite(administrator, key).status_code == 400
    assert not User.objects.filter(email=PERSON["email"]).exists()


@pytest.mark.django_db(transaction=True)
def test_a_process_that_dies_before_its_answer_is_kept_leaves_no_effect(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    client = APIClient(raise_request_exception=False)
    client.force_authenticate(cast[Role.ADMINISTRATOR])
    with monkeypatch.context() as dying:
        dying.setattr("accounts.idempotency.keep_answer", died)
        assert invite(client).status_code == 500
    assert not User.objects.filter(email=PERSON["email"]).exists()
    assert invite(client).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_a_call_that_took_so_long_that_another_took_its_key_comes_to_nothing(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    client = APIClient()
    client.force_authenticate(cast[Role.ADMINISTRATOR])
    real = PeopleViewSet.create

    def slow(self: PeopleViewSet, request: Any) -> Any:
        IdempotentCall.objects.update(locked_until=timezone.now() + timedelta(seconds=30))  # by the other call
        return real(self, request)

    with monkeypatch.context() as slowed:
        slowed.setattr(PeopleViewSet, "create", slow)
        response = invite(client)
    assert (response.status_code, "Retry-After" in response) == (409, True)
    assert not User.objects.filter(email=PERSON["email"]).exists()


def died(*args: Any, **kwargs: Any) -> None:
    raise MemoryError


def test_a_file_sent_again_is_the_same_call_whatever_its_boundary(cast: Cast) -> None:
    factory, prints = APIRequestFactory(), set()
    for boundary, content in (("one", b"a,b"), ("another", b"a,b"), ("third", b"a,c")):
        data = {"kpi": "7", "file": SimpleUploadedFile("rows.csv", content)}
        request = factory.generic(
            "POST", "/api/v1/x/", encode_multipart(boundary, data), f"multipart/form-data; boundary={boundary}"
        )
        view = APIView(parser_classes=(MultiPartParser,))
        whole: Any = view.initialize_request(request)
        prints.add(fingerprint(whole, view))
        assert whole.data["kpi"] == "7"
        assert whole.data["file"].read() == content
    assert len(prints) == 2
