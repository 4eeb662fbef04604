"""Rows that their models would not accept."""

import pytest

from core.errors import Refused
from core.validity import valid
from tests.cast import Cast


def test_a_row_that_its_model_refuses_names_the_first_field_and_tells_the_others(cast: Cast) -> None:
    cast.acme.country = "Germany"
    cast.acme.time_zone = "Berlin"
    with pytest.raises(Refused) as refusal:
        valid(cast.acme)
    assert refusal.value.field == "country"
    assert any("time zone" in detail for detail in refusal.value.details)


def test_a_row_that_its_model_accepts_comes_back(cast: Cast) -> None:
    assert valid(cast.acme) is cast.acme
