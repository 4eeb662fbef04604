"""Due diligence over REST: from the register to the decision, and what is refused on the way."""

import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.choices import Role
from accounts.models import User
from tests.cast import Cast
from tests.factories.vendors import published_version
from tests.vendors.acts import answered, pdf, questions_of, scored, sent, submitted
from vendors.domain.answering import Given
from vendors.domain.answers import save_answer
from vendors.models import Answer, Evidence

API = "/api/v1/"
MVSP = Path(os.environ.get("SHARED_DATA", "../shared/data")) / "questionnaires/mvsp_oscal_catalog.json"


class Caller:
    """One person's calls, each answered with its status and body."""

    def __init__(self, user: User) -> None:
        self.client = APIClient()
        self.client.force_authenticate(user)

    def __call__(self, method: str, path: str, body: Any = None, etag: str = "", **extra: Any) -> Any:
        headers = {"If-Match": etag} if etag else {}
        call = getattr(self.client, method)
        return call(f"{API}{path}", body, **{"format": "json", **extra}, headers=headers)


@pytest.fixture
def officer_calls(cast: Cast) -> Caller:
    return Caller(cast[Role.PROCUREMENT_OFFICER])


@pytest.fixture
def evaluator_calls(cast: Cast) -> Caller:
    return Caller(cast[Role.EVALUATOR])


@pytest.fixture
def vendor_calls(cast: Cast) -> Caller:
    return Caller(cast.acme_lead)


def in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def fields_of(response: Any) -> set[str]:
    assert response["Content-Type"] == "application/problem+json"
    return {error["field"] for error in response.json()["errors"]}


def test_the_whole_way_to_a_qualified_vendor(cast: Cast, officer_calls: Caller, evaluator_calls: Caller) -> None:
    vendor = officer_calls("post", "vendors/", {"legal_name": "Initech SARL", "country": "FR"}).json()
    member = officer_calls(
        "post", f"vendors/{vendor['id']}/members/", {"name": "Ines", "email": "ines@initech.example"}
    ).json()
    assert member["access"] == "invited"
    person = User.objects.get(email="ines@initech.example")
    User.objects.filter(pk=person.pk).update(is_active=True)
    person.refresh_from_db()
    vendor_calls = Caller(person)

    template = officer_calls("post", "questionnaire-templates/standing-criteria/").json()
    draft = template["versions"][0]["id"]
    extra = {"groups": [{"title": "Security", "controls": [{"id": "s1", "title": "Patched?"}]}]}
    catalog = {"catalog": {"metadata": {"title": "Mini"}, **extra}}
    whole = officer_calls("post", f"template-versions/{draft}/catalogs/?weight=20", catalog).json()
    assert [section["title"] for section in whole["sections"]][-1] == "Security"
    assert officer_calls("post", f"template-versions/{draft}/publication/").json()["state"] == "published"

    questionnaire = officer_calls(
        "post",
        "questionnaires/",
        {
            "vendor": vendor["id"],
            "template_version": draft,
            "due_on": in_days(30),
            "evaluators": [cast[Role.EVALUATOR].pk],
        },
    )
    assert questionnaire.status_code == 201
    path = f"questionnaires/{questionnaire.json()['id']}/"
    given = []
    for section in questionnaire.json()["sections"]:
        for question in section["questions"]:
            answer: dict[str, Any] = {"question": question["id"]}
            answer |= {
                "text": {"text": "Ten."},
                "number": {"text": "10"},
                "date": {"text": "2026-01-31"},
                "single": {"choices": question["options"][:1]},
                "multiple": {"choices": question["options"][:1]},
                "file": {},
            }[question["kind"]]
            given.append(answer)
            if question["needs_evidence"] or question["kind"] == "file":
                body = {"question": question["id"], "file": pdf()}
                assert vendor_calls("post", f"{path}evidence/", body, format="multipart").status_code == 201
    etag = vendor_calls("get", path)["ETag"]
    assert vendor_calls("put", f"{path}answers/", {"answers": given}, etag=etag).status_code == 200
    assert vendor_calls("post", f"{path}submission/").json()["state"] == "submitted"

    assessment = evaluator_calls("post", f"{path}assessment/")
    sections = [section["id"] for section in questionnaire.json()["sections"]]
    scores = [{"section": section, "score": 4, "reason": "Seen."} for section in sections]
    own = f"assessments/{assessment.json()['id']}/"
    assert (
        evaluator_calls("put", f"{own}scores/", {"scores": scores}, etag=assessment["ETag"]).json()["total"] == "80.00"
    )
    assert evaluator_calls("post", f"{own}lock/").json()["state"] == "locked"

    decision = {"outcome": "qualified", "rationale": "Sound.", "next_review_on": in_days(365)}
    assert officer_calls("post", f"{path}decision/", decision).status_code == 201
    held = officer_calls("get", f"vendors/{vendor['id']}/assessment/").json()
    assert (held["onboarding"], held["next_review_on"]) == ("qualified", in_days(365))
    seen = vendor_calls("get", path).json()
    assert (seen["state"], seen["replies"][0]["kind"]) == ("accepted", "accepted")
    assert "Sound." not in json.dumps(seen)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"country": "FR"}, "legal_name"),
        ({"legal_name": "A", "country": "France"}, "country"),
        ({"legal_name": "A", "country": "XX"}, "country"),
        ({"legal_name": ["A"], "country": "FR"}, "legal_name"),
        ({"legal_name": "A", "country": "FR", "time_zone": "Paris"}, "time_zone"),
        ({"legal_name": "A", "country": "FR", "lei": "529900T8BM49AURSDO56"}, "lei"),
        ({"legal_name": "A", "country": "FR", "duns": "12"}, "duns"),
        ({"legal_name": "A", "country": "FR", "tier": "vital"}, "tier"),
        ({"legal_name": "A", "country": "FR", "tier": "critical"}, "tier_reason"),
        ({"legal_name": "A", "country": "FR", "owner": 10**18}, "owner"),
        ({"legal_name": "A", "country": "FR", "colour": "red"}, "colour"),
    ],
)
def test_a_vendor_that_cannot_be_registered_is_answered_with_the_field(
    officer_calls: Caller, body: dict[str, Any], field: str
) -> None:
    response = officer_calls("post", "vendors/", body)
    assert response.status_code == 400
    assert field in fields_of(response)


def test_a_number_that_another_vendor_has_names_that_vendor(cast: Cast, officer_calls: Caller) -> None:
    lei = "529900T8BM49AURSDO55"
    officer_calls("post", "vendors/", {"legal_name": "First AG", "country": "DE", "lei": lei})
    response = officer_calls(
        "post", "vendors/", {"legal_name": "Second AG", "country": "DE", "lei": f"{lei[:4].lower()}{lei[4:]}"}
    )
    assert response.status_code == 400
    assert "First AG" in response.json()["detail"]


def test_a_change_needs_the_version_that_it_was_made_from(cast: Cast, officer_calls: Caller) -> None:
    path = f"vendors/{cast.acme.pk}/"
    assert officer_calls("patch", path, {"website": "https://acme.example"}).status_code == 428
    etag = officer_calls("get", path)["ETag"]
    assert officer_calls("patch", path, {"website": "https://acme.example"}, etag=etag).status_code == 200
    assert officer_calls("patch", path, {"website": "https://other.example"}, etag=etag).status_code == 412


def test_vendors_are_searched_and_filtered(cast: Cast, officer_calls: Caller) -> None:
    def names(query: str) -> list[str]:
        return [row["legal_name"] for row in officer_calls("get", f"vendors/?{query}").json()["results"]]

    assert names("q=glob") == [cast.globex.legal_name]
    assert names("country=DE") == [cast.acme.legal_name]
    assert names("order=-name") == [cast.globex.legal_name, cast.acme.legal_name]
    assert names("onboarding=qualified") == []
    assert officer_calls("get", "vendors/?colour=red").status_code == 400
    assert officer_calls("get", "vendors/?order=colour").status_code == 400


def test_a_vendors_person_reads_their_vendor_and_nothing_of_how_it_is_held(cast: Cast, vendor_calls: Caller) -> None:
    rows = vendor_calls("get", "vendors/").json()["results"]
    assert [row["id"] for row in rows] == [cast.acme.pk]
    assert not {"tier", "owner", "onboarding", "standing"} & set(rows[0])
    assert vendor_calls("get", f"vendors/{cast.acme.pk}/assessment/").status_code == 404
    assert vendor_calls("get", "vendors/?tier=standard").status_code == 400
    assert vendor_calls("get", f"vendors/{cast.globex.pk}/").status_code == 404
    assert vendor_calls("get", f"vendors/{cast.globex.pk}/members/").status_code == 404


def test_a_lead_invites_for_their_own_vendor_alone(cast: Cast, vendor_calls: Caller) -> None:
    body = {"name": "New", "email": "new@acme.example"}
    assert vendor_calls("post", f"vendors/{cast.acme.pk}/members/", body).status_code == 201
    assert vendor_calls("post", f"vendors/{cast.acme.pk}/members/", body).json()["errors"][0]["field"] == "email"
    assert vendor_calls("post", f"vendors/{cast.globex.pk}/members/", body).status_code == 404
    boss = {**body, "email": "boss@acme.example", "role": "administrator"}
    assert fields_of(vendor_calls("post", f"vendors/{cast.acme.pk}/members/", boss)) == {"role"}
    member = Caller(cast.acme_member)
    assert member("post", f"vendors/{cast.acme.pk}/members/", body).status_code == 403


def test_the_mvsp_catalog_becomes_a_template(officer_calls: Caller) -> None:
    if not MVSP.exists():
        pytest.skip("the shared data are not here")
    response = officer_calls(
        "post", "questionnaire-templates/catalogs/?name=MVSP&weight=5", json.loads(MVSP.read_text())
    )
    assert response.status_code == 201
    version = officer_calls("get", f"template-versions/{response.json()['versions'][0]['id']}/").json()
    assert [len(section["questions"]) for section in version["sections"]] == [8, 8, 5, 4]
    assert {section["weight"] for section in version["sections"]} == {"5.00"}


@pytest.mark.parametrize(
    ("query", "body", "field"),
    [
        ("", {"groups": []}, "catalog"),
        ("", [], "catalog"),
        ("?weight=-1", {"catalog": {}}, "weight"),
        ("?colour=red", {"catalog": {}}, "colour"),
    ],
)
def test_what_is_no_catalog_is_refused(officer_calls: Caller, query: str, body: Any, field: str) -> None:
    response = officer_calls("post", f"questionnaire-templates/catalogs/{query}", body)
    assert response.status_code == 400
    assert fields_of(response) == {field}


def test_a_draft_is_written_and_a_published_version_is_not(officer_calls: Caller) -> None:
    sections = [
        {"title": "One", "questions": [{"text": "A?"}, {"text": "B?", "kind": "single", "options": ["Y", "N"]}]}
    ]
    template = officer_calls("post", "questionnaire-templates/", {"name": "Mine", "sections": sections}).json()
    version = f"template-versions/{template['versions'][0]['id']}/"
    section = officer_calls("get", version).json()["sections"][0]
    question = f"template-questions/{section['questions'][0]['id']}/"
    etag = officer_calls("get", question)["ETag"]
    assert officer_calls("patch", question, {"text": "C?"}, etag=etag).json()["text"] == "C?"
    moved = officer_calls("post", f"{question}position/", {"up": False})
    assert moved.json()["position"] == 2
    added = officer_calls("post", f"template-sections/{section['id']}/questions/", {"text": "D?"})
    assert len(added.json()["questions"]) == 3
    assert officer_calls("post", f"{version}publication/").status_code == 200
    etag = officer_calls("get", question)["ETag"]
    refused = officer_calls("patch", question, {"text": "E?"}, etag=etag)
    assert refused.status_code == 409
    assert "never changes" in refused.json()["detail"]


def test_a_draft_cannot_be_sent(cast: Cast, officer_calls: Caller) -> None:
    template = officer_calls("post", "questionnaire-templates/standing-criteria/").json()
    body = {"vendor": cast.acme.pk, "template_version": template["versions"][0]["id"], "due_on": in_days(9)}
    assert fields_of(officer_calls("post", "questionnaires/", body)) == {"template_version"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"due_on": "2020-01-01"}, "due_on"),
        ({"due_on": "soon"}, "due_on"),
        ({"vendor": 999_999}, "vendor"),
        ({"vendor": "acme"}, "vendor"),
        ({"evaluators": [999_999]}, "evaluators"),
        ({"evaluators": 7}, "evaluators"),
        ({"priority": 1}, "priority"),
    ],
)
def test_a_questionnaire_that_cannot_be_sent_is_answered_with_the_field(
    cast: Cast, officer_calls: Caller, changes: dict[str, Any], field: str
) -> None:
    body = {"vendor": cast.acme.pk, "template_version": published_version().pk, "due_on": in_days(9), **changes}
    response = officer_calls("post", "questionnaires/", body)
    assert response.status_code == 400
    assert any(name.partition(".")[0] == field for name in fields_of(response))


def test_every_answer_that_is_refused_is_named_and_none_is_kept(
    cast: Cast, vendor_calls: Caller, now: datetime
) -> None:
    questionnaire = sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    other = sent(cast.globex, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    text, number, choice = questions_of(questionnaire)
    body = {
        "answers": [
            {"question": text.pk, "text": "Fine."},
            {"question": number.pk, "text": "many"},
            {"question": choice.pk, "choices": ["Perhaps"]},
            {"question": questions_of(other)[0].pk, "text": "x"},
            {"question": text.pk, "text": "Twice."},
        ]
    }
    response = vendor_calls("put", f"questionnaires/{questionnaire.pk}/answers/", body, etag='"1"')
    assert response.status_code == 400
    assert fields_of(response) == {
        "answers.1.text",
        "answers.2.choices",
        "answers.3.question",
        "answers.4.question",
    }
    assert not Answer.objects.exists()


def test_an_answer_that_a_colleague_changed_since_it_was_read_is_refused_with_its_place(
    cast: Cast, vendor_calls: Caller, now: datetime
) -> None:
    questionnaire = sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    path, text = f"questionnaires/{questionnaire.pk}/", questions_of(questionnaire)[0]
    read = vendor_calls("get", path)
    seen = read.json()["sections"][0]["questions"][0]["fingerprint"]
    save_answer(questionnaire, text, Given(text="Ten."), by=cast.acme_member, now=now)
    body = {"answers": [{"question": text.pk, "text": "Eleven.", "seen": seen}]}
    etag = vendor_calls("get", path)["ETag"]
    response = vendor_calls("put", f"{path}answers/", body, etag=etag)
    assert fields_of(response) == {"answers.0.text"}
    assert Answer.objects.get().text == "Ten."


def test_scores_saved_from_an_earlier_version_are_refused(cast: Cast, evaluator_calls: Caller, now: datetime) -> None:
    questionnaire = submitted(cast.acme, officer=cast[Role.PROCUREMENT_OFFICER], person=cast.acme_lead, now=now)
    own = evaluator_calls("post", f"questionnaires/{questionnaire.pk}/assessment/")
    section = questionnaire.version_sent.sections.first()
    assert section is not None
    body = {"scores": [{"section": section.pk, "score": 4, "reason": "Seen."}]}
    path = f"assessments/{own.json()['id']}/scores/"
    saved = evaluator_calls("put", path, body, etag=own["ETag"])
    assert (saved.status_code, saved["ETag"]) == (200, '"2"')
    assert evaluator_calls("put", path, body, etag=own["ETag"]).status_code == 412
    assert evaluator_calls("put", path, body, etag=saved["ETag"]).status_code == 200


def test_a_submission_that_lacks_something_lists_it(cast: Cast, vendor_calls: Caller, now: datetime) -> None:
    questionnaire = sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    response = vendor_calls("post", f"questionnaires/{questionnaire.pk}/submission/")
    assert response.status_code == 409
    assert len(response.json()["reasons"]) == 3


def test_another_vendors_questionnaire_is_not_there(cast: Cast, vendor_calls: Caller, now: datetime) -> None:
    theirs = answered(sent(cast.globex, by=cast[Role.PROCUREMENT_OFFICER], now=now), by=cast.globex_lead, now=now)
    path = f"questionnaires/{theirs.pk}/"
    evidence = Evidence.objects.get()
    assert vendor_calls("get", path).status_code == 404
    assert vendor_calls("get", f"{path}evidence/").status_code == 404
    assert vendor_calls("get", f"evidence/{evidence.pk}/file/").status_code == 404
    assert vendor_calls("delete", f"evidence/{evidence.pk}/", etag='"1"').status_code == 404
    body = {"answers": [{"question": questions_of(theirs)[0].pk, "text": "x"}]}
    assert vendor_calls("put", f"{path}answers/", body, etag='"1"').status_code == 404
    assert vendor_calls("get", f"questionnaires/?vendor={cast.globex.pk}").json()["results"] == []
    assert vendor_calls("get", "questionnaires/").json()["results"] == []


@pytest.mark.parametrize("name", ["assessments", "decisions"])
def test_the_vendor_reads_no_judgement(cast: Cast, vendor_calls: Caller, now: datetime, name: str) -> None:
    questionnaire = submitted(cast.acme, officer=cast[Role.PROCUREMENT_OFFICER], person=cast.acme_lead, now=now)
    scored(questionnaire, 4, 3, by=cast[Role.EVALUATOR], now=now)
    assert vendor_calls("get", f"questionnaires/{questionnaire.pk}/{name}/").json() == []


def test_evidence_is_downloaded_as_an_attachment(cast: Cast, vendor_calls: Caller, now: datetime) -> None:
    answered(sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now), by=cast.acme_member, now=now)
    response = vendor_calls("get", f"evidence/{Evidence.objects.get().pk}/file/")
    assert response["Content-Disposition"] == 'attachment; filename="certificate.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_evidence_that_is_not_what_it_is_called_is_refused(cast: Cast, vendor_calls: Caller, now: datetime) -> None:
    questionnaire = sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    question = questions_of(questionnaire)[0].pk
    path = f"questionnaires/{questionnaire.pk}/evidence/"
    for content in (b"PK\x03\x04" + b"\x00" * 30, b""):
        body = {"question": question, "file": SimpleUploadedFile("a.pdf", content)}
        assert fields_of(vendor_calls("post", path, body, format="multipart")) == {"file"}
    assert fields_of(vendor_calls("post", path, {"question": question}, format="multipart")) == {"file"}
    assert fields_of(vendor_calls("post", path, {"question": 1, "file": pdf()}, format="multipart")) == {"question"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"score": 6, "reason": "x"}, "scores.0.score"),
        ({"score": -1, "reason": "x"}, "scores.0.score"),
        ({"score": "best", "reason": "x"}, "scores.0.score"),
        ({"score": 2.5, "reason": "x"}, "scores.0.score"),
        ({"score": True, "reason": "x"}, "scores.0.score"),
        ({"score": 2, "reason": ["x"]}, "scores.0.reason"),
        ({"score": 2, "note": "x"}, "scores.0.note"),
        ({"section": 999_999, "score": 2}, "scores.0.section"),
    ],
)
def test_a_score_off_the_scale_is_answered_with_its_place(
    cast: Cast, evaluator_calls: Caller, now: datetime, row: dict[str, Any], field: str
) -> None:
    questionnaire = submitted(cast.acme, officer=cast[Role.PROCUREMENT_OFFICER], person=cast.acme_lead, now=now)
    assessment = evaluator_calls("post", f"questionnaires/{questionnaire.pk}/assessment/")
    section = questionnaire.version_sent.sections.first()
    assert section is not None
    body = {"scores": [{"section": section.pk, **row}]}
    response = evaluator_calls("put", f"assessments/{assessment.json()['id']}/scores/", body, etag=assessment["ETag"])
    assert response.status_code == 400
    assert fields_of(response) == {field}


def test_nobody_else_reads_or_changes_open_scores(
    cast: Cast, officer_calls: Caller, evaluator_calls: Caller, now: datetime
) -> None:
    questionnaire = submitted(cast.acme, officer=cast[Role.PROCUREMENT_OFFICER], person=cast.acme_lead, now=now)
    own = evaluator_calls("post", f"questionnaires/{questionnaire.pk}/assessment/").json()
    section = questionnaire.version_sent.sections.first()
    assert section is not None
    body = {"scores": [{"section": section.pk, "score": 5, "reason": "x"}]}
    path = f"assessments/{own['id']}/"
    assert officer_calls("get", path).json()["scores"] is None
    assert officer_calls("put", f"{path}scores/", body, etag='"1"').status_code == 409
    assert evaluator_calls("post", f"{path}lock/").status_code == 409


def test_who_still_scores_sees_nobody_elses_locked_scores(
    cast: Cast, officer_calls: Caller, evaluator_calls: Caller, now: datetime
) -> None:
    questionnaire = submitted(cast.acme, officer=cast[Role.PROCUREMENT_OFFICER], person=cast.acme_lead, now=now)
    officer_calls("post", f"questionnaires/{questionnaire.pk}/assessment/")
    scored(questionnaire, 4, 3, by=cast[Role.EVALUATOR], now=now)
    rows = officer_calls("get", f"questionnaires/{questionnaire.pk}/assessments/").json()
    theirs = next(row for row in rows if row["evaluator"] == cast[Role.EVALUATOR].pk)
    assert (theirs["scores"], theirs["total"]) == (None, None)
    auditor = Caller(cast[Role.AUDITOR])
    rows = auditor("get", f"questionnaires/{questionnaire.pk}/assessments/").json()
    assert "75.00" in {row["total"] for row in rows}


@pytest.mark.parametrize(
    ("path", "queries"),
    [("vendors/", 2), ("questionnaires/", 2), ("questionnaire-templates/", 3)],
)
def test_a_list_asks_the_database_as_often_for_one_row_as_for_three(
    cast: Cast, officer_calls: Caller, now: datetime, django_assert_num_queries: Any, *, path: str, queries: int
) -> None:
    officer = cast[Role.PROCUREMENT_OFFICER]
    for vendors in ([cast.acme], [cast.acme, cast.globex]):
        for vendor in vendors:
            sent(vendor, by=officer, now=now)
        with django_assert_num_queries(queries):
            assert officer_calls("get", path).status_code == 200


def test_the_due_date_moves_while_the_vendor_answers(cast: Cast, officer_calls: Caller, now: datetime) -> None:
    questionnaire = sent(cast.acme, by=cast[Role.PROCUREMENT_OFFICER], now=now)
    path = f"questionnaires/{questionnaire.pk}/"
    moved = officer_calls("patch", path, {"due_on": in_days(50)}, etag=officer_calls("get", path)["ETag"])
    assert moved.json()["due_on"] == in_days(50)
    assert officer_calls("post", f"{path}revocation/", {"reason": "Sent twice."}).json()["state"] == "revoked"
    again = officer_calls("patch", path, {"due_on": in_days(60)}, etag=officer_calls("get", path)["ETag"])
    assert again.status_code == 409


def test_a_template_version_is_not_there_for_a_vendors_person(cast: Cast, vendor_calls: Caller) -> None:
    assert vendor_calls("get", f"template-versions/{published_version().pk}/").status_code == 404
    assert vendor_calls("get", "questionnaire-templates/").json()["results"] == []
