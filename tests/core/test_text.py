"""Words compared and put into sentences."""

from django.utils.translation import override

from core.text import in_sentence


def test_a_states_label_is_small_inside_a_sentence_but_where_nouns_begin_with_a_capital() -> None:
    with override("en"):
        assert in_sentence("In progress") == "in progress"
    with override("de"):
        assert in_sentence("In Bearbeitung") == "In Bearbeitung"
