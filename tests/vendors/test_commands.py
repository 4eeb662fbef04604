"""What can be done from the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.cast import Cast
from vendors.models import TemplateVersion


def test_the_standing_criteria_are_made_and_published(officer: User) -> None:
    call_command("make_standing_criteria", officer.email, "--publish", verbosity=0)
    assert TemplateVersion.objects.get().state == "published"
    with pytest.raises(CommandError, match="already exists"):
        call_command("make_standing_criteria", officer.email)


def test_a_vendors_person_makes_no_template(cast: Cast) -> None:
    with pytest.raises(CommandError, match="Nobody of our own side"):
        call_command("make_standing_criteria", cast.acme_lead.email)
