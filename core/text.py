"""Words compared as people compare them."""

import unicodedata

from django.utils.functional import Promise
from django.utils.translation import get_language

NOUNS_ARE_CAPITALS = {"de"}
"""Languages in which a capital letter is part of a word, wherever it stands."""


def folded(text: str) -> str:
    """A key for sorting and searching: case folded, accents stripped, white space single.

    >>> folded("  Möllers   STRASSE ")
    'mollers strasse'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())


def in_sentence(label: str | Promise) -> str:
    """The label of a state as it reads inside a sentence: "In progress" becomes "in progress" where words do that."""
    written = (get_language() or "").partition("-")[0]
    return str(label) if written in NOUNS_ARE_CAPITALS else str(label).lower()
