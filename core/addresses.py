"""Which network addresses belong to the public internet, and which are somebody's inside."""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Written out, since what the standard library calls global has changed between its releases.
_INSIDE_V4 = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and one cloud's metadata
        "127.0.0.0/8",
        "168.63.129.16/32",  # a cloud's host agent on a public number
        "169.254.0.0/16",  # link-local, and most clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
_GLOBAL_V6 = ip_network("2000::/3")
_INSIDE_V6 = [
    ip_network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "3fff::/20",
    )
]
_MAPPED = ip_network("::ffff:0:0/96")
_NAT64 = ip_network("64:ff9b::/96")
_SIX_TO_FOUR = ip_network("2002::/16")


def is_public(address: str) -> bool:
    """Whether `address`, an IPv4 or IPv6 number as the operating system writes it, is on the public internet.

    An IPv6 address that carries an IPv4 one inside (mapped, NAT64, 6to4) is judged by the one inside.
    """
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        carried = _carried(number)
        if carried is None:
            return number in _GLOBAL_V6 and not any(number in network for network in _INSIDE_V6)
        number = carried
    return not any(number in network for network in _INSIDE_V4)


def as_number(host: str) -> str | None:
    """The address that `host` spells (decimal, octal, hexadecimal and shortened forms too), or None if it is a name."""
    try:
        found = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return str(found[0][4][0])


def _carried(number: IPv6Address) -> IPv4Address | None:
    if number in _MAPPED or number in _NAT64:
        return IPv4Address(int(number) & 0xFFFF_FFFF)
    if number in _SIX_TO_FOUR:
        return IPv4Address(int(number) >> 80 & 0xFFFF_FFFF)
    return None
