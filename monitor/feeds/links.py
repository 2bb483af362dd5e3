"""Web addresses as feeds write them → addresses that can be compared and clicked. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from monitor.feeds.html_text import one_line

LONGEST = 2_000  # characters of an address that is kept
_COUNTER, _COUNTER_PATH = "google.com", "/url"
_TRACKERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|mc_cid|mc_eid|igshid|_hsenc|_hsmi|ocid"
    r"|cmpid|ito|at_medium|at_campaign|at_link_\w+|at_ptr_name|at_format|ns_\w+|partner|smid"
    r"|xtor|ref_src|phpsessid|jsessionid|aspsessionid\w*|sessionid)$",
    re.IGNORECASE,
)


def normal_link(address: str) -> str:
    """Return a web address without tracking parameters and fragment; empty for anything else."""
    text = one_line(address)
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or len(text) > LONGEST:
        return ""
    if not host or " " in host:
        return ""
    if leads_to := _leads_to(host, parts.path, parts.query):
        return leads_to
    query = parts.query and _untracked(parts.query)
    netloc = parts.netloc.rpartition("@")[2].lower()
    return urlunsplit((parts.scheme, netloc, parts.path, query, "")).replace(" ", "%20")


def _leads_to(host: str, path: str, query: str) -> str:
    """Return the page behind a link of Google Alerts, which counts clicks; empty for other links."""
    if path != _COUNTER_PATH or host.removeprefix("www.") != _COUNTER:
        return ""
    found = dict(parse_qsl(query))
    target = found.get("url") or found.get("q") or ""
    is_counted_twice = urlsplit(target).path == _COUNTER_PATH if "[" not in target else True
    return "" if is_counted_twice else normal_link(target)


def absolute(address: str, base: str) -> str:
    """Return an address as it is meant on the page `base`."""
    if not address or not base or address.startswith(("http://", "https://")):
        return address
    try:
        return urljoin(base, one_line(address))
    except ValueError:
        return address


def is_tracker(name: str) -> bool:
    """Whether a parameter of an address only tracks who follows it."""
    return bool(_TRACKERS.match(name))


def _untracked(query: str) -> str:
    """Return a query without tracking parameters; as it is written where it has none."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if not is_tracker(name)]
    return query if len(kept) == len(pairs) else urlencode(kept)
