"""The pages of the register and of due diligence, as our own people use them."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from tests.cast import Cast
from tests.factories.vendors import VendorFactory, published_version
from tests.vendors.acts import answered, scored, sent, submitted
from vendors.choices import Onboarding, QuestionnaireState
from vendors.domain.templates import create_template, start_draft
from vendors.models import (
    Assessment,
    DueDiligenceDecision,
    Evidence,
    Question,
    Questionnaire,
    QuestionnaireTemplate,
    TemplateVersion,
    Vendor,
    VendorAssessment,
    VendorMember,
)


@pytest.fixture
def office(client: Client, officer: User) -> Client:
    """A browser in which the procurement officer is signed in."""
    client.force_login(officer)
    return client


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def in_days(days: int) -> str:
    return (timezone.now() + timedelta(days=days)).date().isoformat()


def text_of(response: Any) -> str:
    return response.content.decode()


def test_the_register_is_searched_by_the_beginning_of_a_name(cast: Cast, office: Client) -> None:
    VendorFactory.create(legal_name="Müller & Söhne KG")
    page = text_of(office.get(reverse("vendors"), {"q": "muller soh"}))
    assert "Müller &amp; Söhne KG" in page
    assert str(cast.acme) not in page


@pytest.mark.parametrize("words", ["'", "\\", "a & | !", "():*", "%", "<->", "''';--", "x" * 3000])
def test_no_search_words_break_the_register(office: Client, cast: Cast, words: str) -> None:
    assert office.get(reverse("vendors"), {"q": words}).status_code == 200


def test_the_register_is_filtered(cast: Cast, office: Client) -> None:
    VendorAssessment.objects.filter(vendor=cast.globex).update(tier="critical", tier_reason="All of it.")
    page = text_of(office.get(reverse("vendors"), {"tier": "critical"}))
    assert str(cast.globex) in page
    assert str(cast.acme) not in page


@pytest.mark.parametrize(("name", "queries"), [("vendors", 7), ("questionnaires", 6), ("questionnaire-templates", 7)])
def test_a_list_asks_the_database_as_often_for_one_row_as_for_three(
    cast: Cast, office: Client, now: datetime, officer: User, django_assert_num_queries: Any, *, name: str, queries: int
) -> None:
    for vendors in ([cast.acme], [cast.globex, VendorFactory.create()]):
        for vendor in vendors:
            sent(vendor, by=officer, now=now)
        with django_assert_num_queries(queries):
            assert office.get(reverse(name)).status_code == 200


def test_a_vendor_is_registered_as_a_prospect(office: Client, officer: User, cast: Cast) -> None:
    given = {
        "legal_name": "Initech SARL",
        "country": "FR",
        "time_zone": "Europe/Paris",
        "language": "en",
        "tier": "important",
        "tier_reason": "Pays our people.",
        "owner": officer.pk,
    }
    response = office.post(reverse("vendor-create"), given)
    vendor = Vendor.objects.get(legal_name="Initech SARL")
    assert response["Location"] == vendor.get_absolute_url()
    assert vendor.assessment.onboarding == Onboarding.PROSPECT
    assert "A prospect" in text_of(office.get(vendor.get_absolute_url()))


def test_a_vendor_that_cannot_be_registered_keeps_what_was_typed(office: Client, officer: User, cast: Cast) -> None:
    given = {"legal_name": "Initech", "country": "FR", "time_zone": "UTC", "language": "en", "owner": officer.pk}
    response = office.post(reverse("vendor-create"), {**given, "tier": "critical"})
    assert response.status_code == 422
    assert "Say why this vendor is in this tier." in text_of(response)
    assert 'value="Initech"' in text_of(response)


def test_two_people_changing_a_vendor_do_not_overwrite_each_other(office: Client, cast: Cast) -> None:
    given = {"legal_name": "Acme Two", "country": "DE", "time_zone": "UTC", "language": "en", "version": 1}
    assert office.post(reverse("vendor-edit", args=[cast.acme.pk]), given).status_code == 302
    response = office.post(reverse("vendor-edit", args=[cast.acme.pk]), {**given, "legal_name": "Acme Three"})
    assert response.status_code == 422
    assert "Somebody else changed this" in text_of(response)
    cast.acme.refresh_from_db()
    assert cast.acme.legal_name == "Acme Two"


def test_tier_and_owner_are_changed_with_a_reason(office: Client, officer: User, cast: Cast) -> None:
    held = cast.acme.assessment
    given = {"tier": "critical", "owner": officer.pk, "standing": "active", "version": held.version}
    address = reverse("vendor-assessment-edit", args=[held.pk])
    assert "Say why the tier is another one now." in text_of(office.post(address, given))
    assert office.post(address, {**given, "tier_reason": "Runs the shop."}).status_code == 302
    held.refresh_from_db()
    assert (held.tier, held.owner) == ("critical", officer)


def test_a_person_of_the_vendor_is_invited(office: Client, cast: Cast) -> None:
    given = {"name": "Nora New", "email": "nora@acme.example", "role": "vendor_lead", "version": cast.acme.version}
    office.post(reverse("vendor-invite", args=[cast.acme.pk]), given)
    member = VendorMember.objects.get(user__email="nora@acme.example")
    assert (member.vendor, member.user.role, member.access) == (cast.acme, Role.VENDOR_LEAD, "invited")
    again = office.post(reverse("vendor-invite", args=[cast.acme.pk]), given)
    assert "already has an account" in text_of(again)


def test_a_persons_access_ends(office: Client, cast: Cast) -> None:
    member = cast.acme_member.vendor_member
    office.post(reverse("vendor-member-end", args=[member.pk]), {"reason": "Left.", "version": member.version})
    cast.acme_member.refresh_from_db()
    assert not cast.acme_member.is_active


def test_the_seven_criteria_are_one_button(office: Client, cast: Cast) -> None:
    office.post(reverse("standing-criteria"))
    office.post(reverse("standing-criteria"))
    version = TemplateVersion.objects.get()
    page = text_of(office.get(version.get_absolute_url()))
    assert "Project management approach" in page
    assert "Publish" in page


def test_a_catalog_is_imported_into_a_draft(office: Client, officer: User, now: datetime) -> None:
    version = create_template(name="Ours", by=officer, now=now)
    groups = [{"title": "Security", "controls": [{"id": "s1", "title": "Patched?"}]}]
    catalog = io.BytesIO(json.dumps({"catalog": {"metadata": {"title": "Mini"}, "groups": groups}}).encode())
    catalog.name = "catalog.json"
    address = reverse("template-version-catalog", args=[version.pk])
    assert office.post(address, {"catalog": catalog, "weight": "3", "version": version.version}).status_code == 302
    assert Question.objects.get(section__version_of=version).text == "Patched?"
    broken = io.BytesIO(b"<html>")
    broken.name = "catalog.json"
    response = office.post(address, {"catalog": broken, "weight": "3"})
    assert response.status_code == 422
    assert "not valid JSON" in text_of(response)


def test_a_draft_is_written_on_its_page(office: Client, officer: User, now: datetime) -> None:
    version = create_template(name="Ours", by=officer, now=now)
    section = {"title": "Money", "guidance": "", "weight": "2", "version": version.version}
    office.post(reverse("template-section-create", args=[version.pk]), section)
    stored = version.sections.get()
    question = {"text": "Which bank?", "kind": "single", "options": "A\nB", "version": stored.version}
    office.post(reverse("template-question-create", args=[stored.pk]), question)
    assert stored.questions.get().options == ["A", "B"]
    assert "Which bank?" in text_of(office.get(version.get_absolute_url()))
    office.post(reverse("template-version-publish", args=[version.pk]))
    version.refresh_from_db()
    assert version.state == "published"
    refused = office.post(reverse("template-section-edit", args=[stored.pk]), {**section, "title": "Other"})
    assert "never changes" in text_of(refused)


def test_a_draft_beside_a_published_version_says_what_can_be_sent(office: Client, officer: User, now: datetime) -> None:
    start_draft(published_version().template, by=officer, now=now)
    assert "version 1 can be sent" in text_of(office.get(reverse("questionnaire-templates")))


def test_the_last_draft_of_a_template_takes_it_along(office: Client, officer: User, now: datetime) -> None:
    version = create_template(name="Ours", by=officer, now=now)
    office.post(reverse("template-version-discard", args=[version.pk]))
    assert not QuestionnaireTemplate.objects.exists()


def test_a_questionnaire_is_sent_with_evaluators(office: Client, cast: Cast) -> None:
    given = {
        "version_sent": published_version().pk,
        "due_on": in_days(14),
        "message": "Please.",
        "evaluators": [cast[Role.EVALUATOR].pk],
        "version": cast.acme.version,
    }
    response = office.post(reverse("questionnaire-send", args=[cast.acme.pk]), given)
    questionnaire = Questionnaire.objects.get()
    assert response["Location"] == questionnaire.get_absolute_url()
    assert [seat.user for seat in questionnaire.evaluators.all()] == [cast[Role.EVALUATOR]]
    cast.acme.assessment.refresh_from_db()
    assert cast.acme.assessment.onboarding == Onboarding.IN_DUE_DILIGENCE


def test_a_due_date_in_the_past_is_refused_at_its_field(office: Client, cast: Cast) -> None:
    given = {"version_sent": published_version().pk, "due_on": "2020-01-01"}
    response = office.post(reverse("questionnaire-send", args=[cast.acme.pk]), given)
    assert response.status_code == 422
    assert "due_on" in response.context["form"].errors


def test_answers_and_evidence_are_read_on_the_questionnaires_page(
    office: Client, officer: User, cast: Cast, now: datetime
) -> None:
    questionnaire = submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)
    page = text_of(office.get(questionnaire.get_absolute_url()))
    assert "Ten data centres." in page
    assert Evidence.objects.get().get_absolute_url() in page
    assert "waits for scores" in page


def test_an_evaluator_scores_in_drafts_and_locks(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)
    browser = signed_in(cast[Role.EVALUATOR])
    address = browser.post(reverse("assessment-start", args=[questionnaire.pk]))["Location"]
    first, second = questionnaire.version_sent.sections.all()
    draft = {f"score-{first.pk}": "4", f"reason-{first.pk}": "Long enough.", f"reason-{second.pk}": "Hm."}
    assert browser.post(address, {**draft, "version": 1}).status_code == 302
    assert "Long enough." in text_of(browser.get(address))
    own = Assessment.objects.get()
    browser.post(reverse("assessment-lock", args=[own.pk]))
    own.refresh_from_db()
    assert own.state == "open"  # the second section has no score yet
    to_lock = browser.post(address, {**draft, f"score-{second.pk}": "2", "lock": "yes", "version": own.version})
    assert to_lock["Location"] == reverse("assessment-lock", args=[own.pk])
    browser.post(to_lock["Location"])
    own.refresh_from_db()
    assert own.state == "locked"
    assert "70.00" in text_of(signed_in(officer).get(own.get_absolute_url()))


def test_a_score_off_the_scale_is_refused_on_the_page(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)
    browser = signed_in(cast[Role.EVALUATOR])
    address = browser.post(reverse("assessment-start", args=[questionnaire.pk]))["Location"]
    section = questionnaire.version_sent.sections.first()
    assert section is not None
    response = browser.post(address, {f"score-{section.pk}": "6"})
    assert response.status_code == 422


def test_open_scores_are_shown_to_nobody_else(cast: Cast, officer: User, now: datetime) -> None:
    questionnaire = submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)
    browser = signed_in(cast[Role.EVALUATOR])
    address = browser.post(reverse("assessment-start", args=[questionnaire.pk]))["Location"]
    section = questionnaire.version_sent.sections.first()
    assert section is not None
    browser.post(address, {f"score-{section.pk}": "4", f"reason-{section.pk}": "SECRET reason"})
    office = signed_in(officer)
    own = Assessment.objects.get()
    for page in (own.get_absolute_url(), questionnaire.get_absolute_url()):
        assert "SECRET reason" not in text_of(office.get(page))
    assert office.get(address).status_code == 404


def test_the_officer_decides_and_the_vendor_is_qualified(
    office: Client, officer: User, cast: Cast, now: datetime
) -> None:
    questionnaire = submitted(cast.acme, officer=officer, person=cast.acme_member, now=now)
    scored(questionnaire, 4, 3, by=cast[Role.EVALUATOR], now=now)
    address = reverse("decision", args=[questionnaire.pk])
    assert "75.00" in text_of(office.get(address))
    given = {"outcome": "qualified", "rationale": "Sound.", "version": Questionnaire.objects.get().version}
    refused = office.post(address, given)
    assert "Name the day of the next review." in text_of(refused)
    assert office.post(address, {**given, "next_review_on": in_days(365)}).status_code == 302
    assert Questionnaire.objects.get().state == QuestionnaireState.ACCEPTED
    assert "Qualified since" in text_of(office.get(cast.acme.get_absolute_url()))
    assert DueDiligenceDecision.objects.get().rationale in text_of(office.get(questionnaire.get_absolute_url()))


@pytest.mark.parametrize("name", ["questionnaire-due-date", "questionnaire-evaluators", "questionnaire-revoke"])
def test_each_form_about_a_questionnaire_opens(
    office: Client, officer: User, cast: Cast, now: datetime, name: str
) -> None:
    questionnaire = answered(sent(cast.acme, by=officer, now=now), by=cast.acme_member, now=now)
    assert office.get(reverse(name, args=[questionnaire.pk])).status_code == 200


@pytest.mark.parametrize("name", ["vendor-create", "questionnaire-template-create", "standing-criteria"])
def test_a_viewer_reads_and_changes_nothing(cast: Cast, name: str) -> None:
    browser = signed_in(cast[Role.VIEWER])
    assert browser.get(reverse("vendors")).status_code == 200
    assert browser.post(reverse(name)).status_code == 403


@pytest.mark.parametrize("name", ["vendors", "questionnaires", "questionnaire-templates"])
def test_there_is_nothing_inside_for_a_vendors_person(cast: Cast, name: str) -> None:
    assert signed_in(cast.acme_lead).get(reverse(name)).status_code == 404
