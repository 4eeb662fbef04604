"""How a vendor's names are compared."""

from core.text import folded

KEY_BYTES = 2000  # a B-tree row of Postgres holds 2,700


def name_key(legal_name: str, trading_names: str) -> str:
    """The folded key of all names, for sorting and searching, cut to what an index holds."""
    return folded(f"{legal_name} {trading_names}").encode()[:KEY_BYTES].decode(errors="ignore")[:700]
