"""Which addresses are somebody's inside, in every spelling that a resolver understands."""

import pytest

from core.addresses import as_number, is_public

INSIDE = """
0.0.0.0 0 0x0 0.1.2.3
10.0.0.1 10.255.255.255 10.1 167772161 0x0a000001 012.0.0.1
100.64.0.1 100.127.255.254 100.100.100.200
127.0.0.1 127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7f.0x0.0x0.0x1 0177.0.0.1 017700000001 127.255.255.254
168.63.129.16
169.254.169.254 169.254.0.1 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518
172.16.0.1 172.31.255.254 0xac100001
192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1
192.168.0.1 192.168.65535 3232235521 0xc0a80001 0300.0250.0.1
198.18.0.1 198.19.255.254 198.51.100.7 203.0.113.9
224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 4294967295
:: ::1 0:0:0:0:0:0:0:1 ::127.0.0.1 ::7f00:1
::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 0:0:0:0:0:ffff:c0a8:1
64:ff9b::127.0.0.1 64:ff9b::a9fe:a9fe 64:ff9b::10.0.0.1 64:ff9b:1::1
2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 3fff::1
2002:7f00:1:: 2002:a9fe:a9fe:: 2002:c0a8:1::
fc00::1 fd00:ec2::254 fdff::1 fe80::1 fe80::1%lo fec0::1 ff02::1 100::1 5f00::1
""".split()  # noqa: SIM905 - a table is read more easily

PUBLIC = """
1.1.1.1 8.8.8.8 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 128.0.0.1 134744072
172.15.255.255 172.32.0.1 192.167.255.255 192.169.0.1 198.17.255.255 198.20.0.1 223.255.255.255
2606:4700:4700::1111 2a00:1450:4001::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::
""".split()  # noqa: SIM905


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(set(INSIDE)) >= 60


@pytest.mark.parametrize("spelling", INSIDE)
def test_an_address_inside_is_not_public_however_it_is_spelled(spelling: str) -> None:
    number = as_number(spelling)
    assert number is not None, "the resolver should read this as a number"
    assert not is_public(number)


@pytest.mark.parametrize("spelling", PUBLIC)
def test_a_public_address_is_public(spelling: str) -> None:
    number = as_number(spelling)
    assert number is not None
    assert is_public(number)


@pytest.mark.parametrize("name", ["example.com", "localhost", "", "a" * 300, "127.0.0.1.example.com", "1.2.3.4.5"])
def test_a_name_is_no_number(name: str) -> None:
    assert as_number(name) is None or name == ""
