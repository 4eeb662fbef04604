"""Words compared as people compare them."""

import unicodedata


def folded(text: str) -> str:
    """A key for sorting and searching: case folded, accents stripped, white space single.

    >>> folded("  Möllers   STRASSE ")
    'mollers strasse'
    """
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(bare.casefold().split())
