"""What a record of the leak matrix needs beyond its fields' types. Keys are model labels."""

from collections.abc import Callable, Mapping
from typing import Any

# A value for every field of this name: what a validator or a constraint would refuse otherwise.
WORDS: Mapping[str, Any] = {
    "country": "DE",
    "currency": "EUR",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "unit": "%",
    "sha256": "0" * 64,
}

# Values of single fields; a function is given the world.
FIELDS: Mapping[str, Mapping[str, Any]] = {}

# Whole records, where fields are not enough.
MAKERS: Mapping[str, Callable[[Any], Any]] = {}
