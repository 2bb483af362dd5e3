"""In which land is an outlet? By the country code at the end of its host's name. Pure."""

from __future__ import annotations

import re

_HOST = re.compile(
    r"https?://(?:[^/?#@]*@)?[^/?#:@]*\.(?P<code>[a-z]{2})\.?(?:[:/?#]|$)", re.IGNORECASE
)
_OTHER_CODES = {"UK": "GB"}
#: Country codes that addresses of everywhere have.
_ANYWHERE = frozenset("AI CO FM GG IO LY ME SH TO TV WS".split())


def territory_of(address: str) -> str:
    """Return the territory (ISO 3166) that an address names, or nothing: `MX` for `example.com.mx`."""
    host = _HOST.match(address)
    if not host:
        return ""
    code = host["code"].upper()
    return "" if code in _ANYWHERE else _OTHER_CODES.get(code, code)
