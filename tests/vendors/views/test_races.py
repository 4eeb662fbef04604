"""Two people at the same moment."""

from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from tests.factories.accounts import UserFactory
from tests.factories.vendors import VendorFactory
from vendors.models import Vendor

LEI = "529900T8BM49AURSDO55"


@pytest.mark.django_db(transaction=True)
def test_a_number_that_is_being_registered_elsewhere_is_answered_on_the_form(client: Client) -> None:
    officer = UserFactory.create(role=Role.PROCUREMENT_OFFICER)
    client.force_login(officer)
    stored, answered = Event(), Event()

    def register_elsewhere() -> None:
        try:
            with transaction.atomic():
                VendorFactory.create(legal_name="First AG", lei=LEI, assessment__owner=officer)
                stored.set()
                answered.wait(0.5)  # by then the page waits for this transaction to end
        finally:
            connection.close()

    elsewhere = Thread(target=register_elsewhere)
    elsewhere.start()
    assert stored.wait(10)
    given = {"legal_name": "Second AG", "country": "DE", "time_zone": "UTC", "language": "en"}
    response = client.post(reverse("vendor-create"), {**given, "tier": "standard", "owner": officer.pk, "lei": LEI})
    answered.set()
    elsewhere.join()
    assert response.status_code == 422
    assert "Somebody else stored the same meanwhile." in response.content.decode()
    assert Vendor.objects.get().legal_name == "First AG"
