"""The portal: what a vendor's people see, answer and submit."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from tests.cast import Cast
from tests.vendors.acts import answered, pdf, questions_of, scored, sent
from vendors.choices import QuestionnaireState
from vendors.domain.answering import Given
from vendors.domain.answers import save_answer, submit_questionnaire
from vendors.domain.decisions import decide
from vendors.models import Answer, Evidence, Question, Questionnaire, VendorMember


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def portal(cast: Cast) -> Client:
    """A browser in which acme's member is signed in."""
    return signed_in(cast.acme_member)


@pytest.fixture
def questionnaire(cast: Cast, officer: User, now: datetime) -> Questionnaire:
    return sent(cast.acme, by=officer, now=now)


def section_url(questionnaire: Questionnaire, position: int) -> str:
    return reverse("portal-section", args=[questionnaire.pk, position])


def text_of(response: Any) -> str:
    return response.content.decode()


def test_home_says_what_is_due(portal: Client, questionnaire: Questionnaire) -> None:
    page = text_of(portal.get(reverse("portal-home")))
    assert questionnaire.title in page
    assert questionnaire.get_portal_url() in page


def test_home_says_when_nothing_is_due(portal: Client) -> None:
    assert "Nothing waits for you." in text_of(portal.get(reverse("portal-home")))


def test_another_vendors_questionnaire_is_not_there(cast: Cast, questionnaire: Questionnaire) -> None:
    stranger = signed_in(cast.globex_lead)
    question = questions_of(questionnaire)[0]
    assert questionnaire.title not in text_of(stranger.get(reverse("portal-home")))
    assert stranger.get(questionnaire.get_portal_url()).status_code == 404
    assert stranger.post(section_url(questionnaire, 1), {}).status_code == 404
    assert stranger.post(reverse("portal-answer", args=[questionnaire.pk, question.pk]), {}).status_code == 404
    assert stranger.post(reverse("portal-submit", args=[questionnaire.pk])).status_code == 404


def test_our_own_people_have_no_portal(officer: User, questionnaire: Questionnaire) -> None:
    assert signed_in(officer).get(questionnaire.get_portal_url()).status_code == 404


def test_a_button_saves_every_answer_of_the_section(portal: Client, questionnaire: Questionnaire) -> None:
    text, number, _choice = questions_of(questionnaire)
    given = {f"q{text.pk}-answer": "Much.", f"q{number.pk}-answer": "12", "action": "next"}
    response = portal.post(section_url(questionnaire, 1), given)
    assert response["Location"] == section_url(questionnaire, 2)
    assert {answer.text for answer in Answer.objects.all()} == {"Much.", "12"}


def test_what_is_refused_is_kept_in_the_form_and_the_rest_is_saved(
    portal: Client, questionnaire: Questionnaire
) -> None:
    text, number, _choice = questions_of(questionnaire)
    given = {f"q{text.pk}-answer": "Much.", f"q{number.pk}-answer": "a dozen", "action": "next"}
    response = portal.post(section_url(questionnaire, 1), given)
    assert response.status_code == 422
    assert text_of(response).count("A number is needed here") == 1
    assert 'value="a dozen"' in text_of(response)
    assert Answer.objects.get().text == "Much."


def test_an_answer_is_saved_as_it_is_typed(portal: Client, questionnaire: Questionnaire) -> None:
    text = questions_of(questionnaire)[0]
    address = reverse("portal-answer", args=[questionnaire.pk, text.pk])
    response = portal.post(address, {f"q{text.pk}-answer": "Mu"}, headers={"HX-Request": "true"})
    assert "Saved" in text_of(response)
    assert "1 of 3 answered" in text_of(response)
    assert "<html" not in text_of(response)
    assert Answer.objects.get().text == "Mu"


def test_typing_what_is_no_answer_says_so_and_keeps_the_last_good_one(
    portal: Client, questionnaire: Questionnaire
) -> None:
    number = questions_of(questionnaire)[1]
    address = reverse("portal-answer", args=[questionnaire.pk, number.pk])
    portal.post(address, {f"q{number.pk}-answer": "12"})
    response = portal.post(address, {f"q{number.pk}-answer": "12 or so"})
    assert response.status_code == 422
    assert "Not saved." in text_of(response)
    assert Answer.objects.get().text == "12"


def test_a_file_is_added_by_its_button_with_the_answers_beside_it(portal: Client, questionnaire: Questionnaire) -> None:
    choice = questions_of(questionnaire)[2]
    given = {f"q{choice.pk}-answer": "Yes", f"file-{choice.pk}": pdf(), "action": f"upload-{choice.pk}"}
    response = portal.post(section_url(questionnaire, 2), given)
    assert response["Location"] == f"{section_url(questionnaire, 2)}#question-{choice.pk}"
    assert Evidence.objects.get().name == "certificate.pdf"
    assert Answer.objects.get().choices == ["Yes"]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (SimpleUploadedFile("a.pdf", b"PK\x03\x04" + b"\x00" * 30), "content is something else"),
        (SimpleUploadedFile("a.pdf", b""), "is empty"),
        (SimpleUploadedFile("a.exe", b"MZ"), "is not taken"),
        (None, "Choose a file first."),
    ],
    ids=["zip named pdf", "empty", "program", "none"],
)
def test_a_file_that_is_refused_says_why_and_loses_nothing(
    portal: Client, questionnaire: Questionnaire, file: SimpleUploadedFile | None, reason: str
) -> None:
    choice = questions_of(questionnaire)[2]
    given: dict[str, Any] = {f"q{choice.pk}-answer": "Yes", "action": f"upload-{choice.pk}"}
    if file is not None:
        file.seek(0)
        given[f"file-{choice.pk}"] = file
    response = portal.post(section_url(questionnaire, 2), given)
    assert response.status_code == 422
    assert reason in text_of(response)
    assert not Evidence.objects.exists()
    assert Answer.objects.get().choices == ["Yes"]


def test_a_file_that_was_chosen_is_kept_whichever_button_is_pressed(
    portal: Client, questionnaire: Questionnaire
) -> None:
    choice = questions_of(questionnaire)[2]
    given = {f"q{choice.pk}-answer": "Yes", f"file-{choice.pk}": pdf(), "action": "next"}
    assert portal.post(section_url(questionnaire, 2), given).status_code == 302
    assert Evidence.objects.get().question == choice


def seen_on(page: str, question: Question) -> str:
    """The fingerprint that stands beside the inputs of `question`."""
    found = re.search(rf'name="q{question.pk}-seen" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_an_answer_that_nobody_touched_leaves_what_a_colleague_answered_meanwhile(
    portal: Client, questionnaire: Questionnaire, cast: Cast, now: datetime
) -> None:
    text, number, _choice = questions_of(questionnaire)
    page = text_of(portal.get(section_url(questionnaire, 1)))
    save_answer(questionnaire, text, Given(text="Ten\nyears."), by=cast.acme_lead, now=now)
    given = {f"q{text.pk}-answer": "", f"q{text.pk}-seen": seen_on(page, text)}
    given |= {f"q{number.pk}-answer": "12", f"q{number.pk}-seen": seen_on(page, number), "action": "next"}
    assert portal.post(section_url(questionnaire, 1), given).status_code == 302
    assert {answer.text for answer in Answer.objects.all()} == {"Ten\nyears.", "12"}


def test_nobody_writes_over_what_a_colleague_answered_before_reading_it(
    portal: Client, questionnaire: Questionnaire, cast: Cast, now: datetime
) -> None:
    text = questions_of(questionnaire)[0]
    page = text_of(portal.get(section_url(questionnaire, 1)))
    save_answer(questionnaire, text, Given(text="Ten years."), by=cast.acme_lead, now=now)
    given = {f"q{text.pk}-answer": "Eleven.", f"q{text.pk}-seen": seen_on(page, text)}
    typed = portal.post(reverse("portal-answer", args=[questionnaire.pk, text.pk]), given)
    assert seen_on(text_of(typed), text) == given[f"q{text.pk}-seen"]  # typing on does not replace it either
    refused = portal.post(section_url(questionnaire, 1), given)
    assert (typed.status_code, refused.status_code) == (422, 422)
    assert "“Ten years.”" in text_of(refused)
    assert "Eleven." in text_of(refused)
    assert Answer.objects.get().text == "Ten years."
    again = {**given, f"q{text.pk}-seen": seen_on(text_of(refused), text)}
    assert portal.post(section_url(questionnaire, 1), again).status_code == 302
    assert Answer.objects.get().text == "Eleven."


def test_a_file_is_swapped_in_by_htmx(portal: Client, questionnaire: Questionnaire) -> None:
    choice = questions_of(questionnaire)[2]
    address = reverse("portal-answer", args=[questionnaire.pk, choice.pk])
    response = portal.post(address, {f"file-{choice.pk}": pdf()}, headers={"HX-Request": "true"})
    assert "certificate.pdf" in text_of(response)
    assert f'id="question-{choice.pk}"' in text_of(response)


def test_a_file_is_taken_back(portal: Client, questionnaire: Questionnaire, cast: Cast, now: datetime) -> None:
    answered(questionnaire, by=cast.acme_member, now=now)
    portal.post(reverse("portal-evidence-remove", args=[Evidence.objects.get().pk]))
    assert not Evidence.objects.exists()


def test_what_is_missing_is_said_before_the_button_is_pressed(portal: Client, questionnaire: Questionnaire) -> None:
    page = text_of(portal.get(questionnaire.get_portal_url()))
    assert page.count("An answer is needed.") == 3
    assert reverse("portal-submit", args=[questionnaire.pk]) not in page
    refused = portal.post(reverse("portal-submit", args=[questionnaire.pk]), follow=True)
    assert "3 questions still need something" in text_of(refused)


def test_complete_answers_are_submitted_and_then_read_only(
    portal: Client, questionnaire: Questionnaire, cast: Cast, now: datetime
) -> None:
    answered(questionnaire, by=cast.acme_member, now=now)
    portal.post(reverse("portal-submit", args=[questionnaire.pk]))
    questionnaire.refresh_from_db()
    assert questionnaire.state == QuestionnaireState.SUBMITTED
    text = questions_of(questionnaire)[0]
    response = portal.post(section_url(questionnaire, 1), {f"q{text.pk}-answer": "Other."})
    assert response.status_code == 422
    assert "Ten data centres." in text_of(portal.get(questionnaire.get_portal_url()))
    assert Answer.objects.get(question=text).text == "Ten data centres."


def test_the_portal_shows_nothing_of_how_answers_are_judged(
    portal: Client, questionnaire: Questionnaire, cast: Cast, officer: User, now: datetime
) -> None:
    answered(questionnaire, by=cast.acme_member, now=now)
    submit_questionnaire(questionnaire, by=cast.acme_member, now=now)
    scored(questionnaire, 4, 3, by=cast[Role.EVALUATOR], now=now)
    decide(
        questionnaire,
        outcome="conditionally_qualified",
        rationale="INSIDE",
        conditions="INSIDE",
        message="Welcome.",
        next_review_on=date(2027, 5, 1),
        by=officer,
        now=now,
    )
    pages = [
        text_of(portal.get(address))
        for address in (
            reverse("portal-home"),
            reverse("portal-questionnaires"),
            questionnaire.get_portal_url(),
            section_url(questionnaire, 1),
        )
    ]
    assert "Welcome." in pages[2]
    for page in pages:
        assert not re.search(r"INSIDE|weight|Weight|Seen\.|onditional|75\.00|tier", page)


def test_a_lead_invites_a_colleague_and_a_member_does_not(cast: Cast, portal: Client) -> None:
    given = {"name": "Nora New", "email": "nora@acme.example", "role": "vendor_member"}
    assert portal.post(reverse("portal-invite"), given).status_code == 403
    assert signed_in(cast.acme_lead).post(reverse("portal-invite"), given).status_code == 302
    assert VendorMember.objects.get(user__email="nora@acme.example").vendor == cast.acme


def test_a_lead_ends_the_access_of_a_colleague_and_of_nobody_else(cast: Cast) -> None:
    lead = signed_in(cast.acme_lead)
    theirs = cast.globex_member.vendor_member
    assert lead.post(reverse("portal-person-end", args=[theirs.pk]), {"reason": ""}).status_code == 404
    member = cast.acme_member.vendor_member
    assert lead.post(reverse("portal-person-end", args=[member.pk]), {"reason": "Left."}).status_code == 302
    cast.acme_member.refresh_from_db()
    assert not cast.acme_member.is_active


@pytest.mark.parametrize(("name", "queries"), [("portal-home", 9), ("portal-questionnaires", 7), ("portal-people", 8)])
def test_a_page_asks_the_database_as_often_for_one_row_as_for_three(
    cast: Cast, portal: Client, officer: User, now: datetime, django_assert_num_queries: Any, *, name: str, queries: int
) -> None:
    for number in (1, 2):
        for _turn in range(number):
            sent(cast.acme, by=officer, now=now)
        with django_assert_num_queries(queries):
            assert portal.get(reverse(name)).status_code == 200


def test_a_section_asks_the_database_as_often_whatever_its_answers(
    cast: Cast, portal: Client, questionnaire: Questionnaire, now: datetime, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(9):
        portal.get(section_url(questionnaire, 1))
    answered(questionnaire, by=cast.acme_member, now=now)
    with django_assert_num_queries(9):
        portal.get(section_url(questionnaire, 1))
