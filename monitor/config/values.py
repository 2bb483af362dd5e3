"""One value of a configuration → what it means; ValueError says what it must be. I/O."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import getaddresses
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from monitor.config.settings import Urgent
from monitor.config.times import DigestTimes, QuietHours

T = TypeVar("T")

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
LONGEST_DURATION = timedelta(days=3650)
FOREVER = "forever"
_DURATION_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([smhdw])\s*")
_SIZE = re.compile(r"\s*(\d{1,12})\s*+([kKmMgG]?[bB]?)\s*")
_MAILBOX = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_BARE_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]+@[A-Za-z0-9.-]+")
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x1f]")
_CHANGED = re.compile(r"^changed(\s+AND\s+|$)|(?<!\s)\s+AND\s+changed$")
_STORY_NAME = re.compile(r"[\w][\w.-]{0,63}")
_LISTENED = re.compile(
    r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<host>[0-9A-Za-z.-]+)):(?P<port>\d{1,5})"
)
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_SIZE_UNITS = {"": 1, "B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}


def parse_duration(text: str) -> timedelta:
    """Read `90s`, `10m`, `2h`, `3d` or `1w`; raise ValueError otherwise."""
    found = _DURATION.fullmatch(text)
    if not found:
        raise ValueError('a time such as "20s", "10m", "2h" or "3d"')
    seconds = float(found[1]) * _DURATION_UNITS[found[2]]
    if seconds > LONGEST_DURATION.total_seconds():
        raise ValueError(f"a time of at most {LONGEST_DURATION.days}d")
    return timedelta(seconds=seconds)


def parse_size(text: str) -> int:
    """Read `500KB` or `10MB` (powers of ten) into bytes; raise ValueError otherwise."""
    found = _SIZE.fullmatch(text)
    if not found or found[2].upper() not in _SIZE_UNITS:
        raise ValueError('a size such as "500KB" or "10MB"')
    return int(found[1]) * _SIZE_UNITS[found[2].upper()]


def yes_or_no(given: Any) -> bool:
    """Read `true` or `false`."""
    if not isinstance(given, bool):
        raise ValueError("true or false")  # noqa: TRY004 - a fault of the configuration
    return given


def text(value: Any) -> str:
    """Read a text that says something, without the spaces around it."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text in quotes that is not empty")
    return value.strip()


def file_path(value: Any) -> Path:
    """Read a path; `~` is the home of its user."""
    try:
        return Path(text(value)).expanduser()
    except RuntimeError as error:
        raise ValueError("a path; there is no such user") from error


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts, each saying something."""
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise ValueError('a list of texts such as ["one", "two"]')
    return tuple(v.strip() for v in value)


def span(value: Any) -> timedelta:
    """Read a span of time, which may be nothing: `0m`."""
    return parse_duration(value if isinstance(value, str) else "")


def unless_off(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    """Return what reads like `read`, and `false` as None: a story without what is set for all."""
    return lambda value: None if value is False else read(value)


def duration(value: Any) -> timedelta:
    """Read a span of time longer than nothing."""
    read = parse_duration(value if isinstance(value, str) else "")
    if read <= timedelta(0):
        raise ValueError("a time longer than nothing")
    return read


def duration_or_forever(value: Any) -> timedelta | None:
    """Read a span of time longer than nothing, or `forever` as None."""
    if value == FOREVER:
        return None
    try:
        return duration(value)
    except ValueError as error:
        raise ValueError(f'{error}, or "{FOREVER}"') from None


def size(value: Any) -> int:
    """Read a size in bytes larger than nothing."""
    read = parse_size(value if isinstance(value, str) else "")
    if read == 0:
        raise ValueError("a size larger than nothing")
    return read


def whole(low: int, high: int) -> Callable[[Any], int]:
    """Return what reads a whole number from `low` to `high`."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return value

    return read


def one_of(words: tuple[str, ...]) -> Callable[[Any], str]:
    """Return what reads one of some words."""

    def read(value: Any) -> str:
        if value not in words:
            raise ValueError("one of " + ", ".join(f'"{word}"' for word in words))
        return str(value)

    return read


def mail_address(value: Any) -> str:
    """Read one mail address, with or without a name before it."""
    given = text(value)
    found = getaddresses([given])
    is_one = len(found) == 1 and _MAILBOX.fullmatch(found[0][1])
    if not is_one or not given.isprintable() or not _is_domain(found[0][1].partition("@")[2]):
        raise ValueError('a mail address such as "desk@example.org"')
    return given


def _is_domain(text: str) -> bool:
    """Whether a domain outside ASCII can be written as the network knows it (IDNA)."""
    try:
        return text.isascii() or bool(text.encode("idna"))
    except UnicodeError:
        return False


def bare_address(value: Any) -> str:
    """Read one mail address without a name, with or without `mailto:` before it."""
    given = text(value).removeprefix("mailto:")
    if not _BARE_MAILBOX.fullmatch(given):
        raise ValueError('a mail address such as "unsubscribe@example.org"')
    return given


def mail_addresses(value: Any) -> tuple[str, ...]:
    """Read a list of mail addresses."""
    return tuple(mail_address(each) for each in texts(value))


def aliases(value: Any) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Read a table of names, each with the list of its other spellings."""
    wanted = 'a table of names and their other spellings such as { "Federal Reserve" = ["FOMC"] }'
    if not isinstance(value, dict):
        raise ValueError(wanted)  # noqa: TRY004 - the reader names it with the other faults
    try:
        return tuple((text(name), texts(spellings)) for name, spellings in value.items())
    except ValueError:
        raise ValueError(wanted) from None


def web_address(value: Any) -> str:
    """Read an http or https address that names a host."""
    given = text(value)
    try:
        parts = urlsplit(given)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        has_host = False
    if not has_host or parts.scheme not in ("http", "https") or _NOT_IN_AN_ADDRESS.search(given):
        raise ValueError('an address that begins with "https://" or "http://"')
    return given


def guarded_address(value: Any) -> str:
    """Read a web address that others must not read on its way: https, or http to this machine."""
    given = web_address(value)
    parts = urlsplit(given)
    if parts.scheme == "http" and parts.hostname not in LOOPBACK_HOSTS:
        raise ValueError("an https address; http is for this machine only")
    return given


def host_and_port(value: Any) -> tuple[str, int]:
    """Read where a server listens: a name or number of this machine, and a port."""
    found = _LISTENED.fullmatch(value if isinstance(value, str) else "")
    port = int(found["port"]) if found else 0
    if not found or not 0 < port <= 65_535:
        raise ValueError('a host and port such as "127.0.0.1:8700"')
    return found["six"] or found["host"], port


def ip_address(value: Any) -> str:
    """Read the number of a machine."""
    try:
        return str(ipaddress.ip_address(text(value)))
    except ValueError:
        raise ValueError('an IP address such as "127.0.0.1"') from None


def field_name(value: Any) -> str:
    """Read the name of a header field (RFC 9110 5.1), in letters, digits and `-`."""
    given = text(value)
    if not _FIELD_NAME.fullmatch(given):
        raise ValueError('the name of a header field such as "X-Forwarded-User"')
    return given


def digest_times(value: Any) -> DigestTimes:
    """Read when a digest goes."""
    return DigestTimes.of(value if isinstance(value, str) else "")


def quiet_hours(value: Any) -> QuietHours:
    """Read the hours in which no mail goes."""
    return QuietHours.of(value if isinstance(value, str) else "")


def urgent(value: Any) -> Urgent:
    """Read a query, or `changed`, or both joined by AND."""
    given = text(value)
    query = _CHANGED.sub("", given)
    return Urgent(query, changed=query != given)


def story_name(value: Any) -> str:
    """Read a name that can stand in a command."""
    given = text(value)
    if not _STORY_NAME.fullmatch(given):
        raise ValueError("a short name of letters, digits, '-', '_' and '.'")
    return given
