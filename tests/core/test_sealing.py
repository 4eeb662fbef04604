"""Secrets that must be read back."""

import pytest
from pytest_django.fixtures import Settings

from core.sealing import Unreadable, opened, sealed


def test_what_is_sealed_opens_again_and_does_not_show() -> None:
    token = sealed("whsec_änd more", purpose="test")
    assert "whsec" not in token
    assert opened(token, purpose="test") == "whsec_änd more"


def test_it_opens_for_its_own_purpose_alone() -> None:
    with pytest.raises(Unreadable):
        opened(sealed("x", purpose="one"), purpose="another")


@pytest.mark.parametrize("token", ["", "x", "gAAAAA==", "ä"])
def test_a_made_up_token_is_unreadable(token: str) -> None:
    with pytest.raises(Unreadable):
        opened(token, purpose="test")


def test_it_opens_after_the_key_was_changed_while_the_old_one_is_kept(settings: Settings) -> None:
    token = sealed("x", purpose="test")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key that is long enough to be one"
    assert opened(token, purpose="test") == "x"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(Unreadable):
        opened(token, purpose="test")
