"""Which addresses may be dialled. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def is_public(address: str) -> bool:
    """Whether an IP address, in any spelling, may be polled: global and unicast.

    Of IPv6 only what is given out as global unicast counts; the rest holds old and translated
    spellings of private addresses, such as `::127.0.0.1`.
    """
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if embedded:
            return is_public(str(embedded))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip not in _GIVEN_OUT:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _NO_HOSTS)


def is_private_literal(host: str) -> bool:
    """Whether a host is an address that is not public, or this machine's name: no network asked."""
    try:
        return not is_public(host)
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(".localhost")


def is_excepted(host: str, port: int, allow_private: Collection[str] | None) -> bool:
    """Whether a host may be dialled wherever it leads: `host` or `host:port`; None allows all."""
    if allow_private is None:
        return True
    bare = host.strip("[]").lower()
    allowed = {entry.lower() for entry in allow_private}
    return bare in allowed or f"{bare}:{port}" in allowed


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")
#: Set aside (IANA special-purpose registries, RFC 6890, RFC 7526, RFC 9637), though Python 3.11 calls
#: them global.
_NO_HOSTS = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))


def blocked(address: str, allow_private: tuple[str, ...]) -> str | None:
    """Return that a fetch will be refused where the address itself shows it, asking no network."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    if not is_private_literal(host) or is_excepted(host, port, allow_private):
        return None
    entry = host if ":" in host else f"{host}:{port}"
    return (
        f"the feed {address} will be blocked: {host} is not a public address; if it is meant,"
        f' add "{entry}" to `allow_private` in [fetch].'
    )
