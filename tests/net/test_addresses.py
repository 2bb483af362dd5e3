"""Which addresses may be fetched from."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.net.addresses import is_excepted, is_private_literal, is_public


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2001:4860:4860::8888", "::ffff:8.8.8.8"]
)
def test_an_address_of_the_open_network_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "64:ff9b:1::7f00:1",
        "192.0.0.8",
        "192.88.99.1",
        "3fff::1",
    ],
)
def test_an_address_of_a_house_or_a_laboratory_is_not_public(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_inside_ipv6_is_what_it_is_outside(address: IPv4Address) -> None:
    number = int(address)
    spellings = [
        f"::ffff:{address}",
        str(IPv6Address((0x64FF9B << 96) + number)),
        str(IPv6Address((0x2002 << 112) + (number << 80))),
    ]
    assert [is_public(each) for each in spellings] == [is_public(str(address))] * 3


@given(st.ip_addresses(v=6))
def test_only_global_unicast_or_embedded_addresses_are_public(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert (
            int(address) >> 125 == 1 or address.ipv4_mapped or int(address) >> 32 == 0x64FF9B << 64
        )


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "10.0.0.7", "localhost", "feeds.localhost"])
def test_a_private_literal_is_known_without_asking_the_network(host: str) -> None:
    assert is_private_literal(host)


@pytest.mark.parametrize("host", ["8.8.8.8", "example.org", "localhost.example.org"])
def test_any_other_host_is_no_private_literal(host: str) -> None:
    assert not is_private_literal(host)


def test_an_exception_is_a_host_or_a_host_with_its_port() -> None:
    assert is_excepted("[::1]", 80, ["::1"])
    assert is_excepted("Wiki.Intern", 8080, ["wiki.intern:8080"])
    assert not is_excepted("wiki.intern", 80, ["wiki.intern:8080"])
