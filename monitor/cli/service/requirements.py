"""Which distributions an installation needs, from what each says that it requires. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_SEPARATORS = re.compile(r"[-_.]+")
_OF_EXTRA = re.compile(r"""\bextra\s*==\s*["']([^"']+)["']""")

#: Name of an installed distribution → its requirements (PEP 508), or None where it is not there.
Requires = Callable[[str], Sequence[str] | None]


def closure(root: str, requires: Requires) -> list[str]:
    """Return the normalised names of all installed distributions that `root` needs, it first.

    The extras of `root` itself are followed as far as they are installed. A marker other than that
    of an extra is not evaluated: what is not installed here was not needed here.
    """
    found: dict[str, set[str]] = {}
    open_: list[tuple[str, set[str]]] = [(normalised(root), set())]
    while open_:
        name, extras = open_.pop()
        listed = requires(name)
        if listed is None or (name in found and extras <= found[name]):
            continue
        found[name] = found.get(name, set()) | extras
        for requirement in listed:
            needed, its_extras, of_extra = parse(requirement)
            if of_extra is None or of_extra in extras or name == normalised(root):
                open_.append((needed, its_extras))
    return list(found)


def parse(requirement: str) -> tuple[str, set[str], str | None]:
    """Return what a requirement names, with which extras, and the extra that it belongs to."""
    text, _, marker = requirement.partition(";")
    match = _REQUIREMENT.match(text)
    if match is None:
        raise ValueError(f"{requirement!r} is no requirement")
    extras = {normalised(each) for each in (match[2] or "").split(",") if each.strip()}
    of_extra = _OF_EXTRA.search(marker)
    return normalised(match[1]), extras, normalised(of_extra[1]) if of_extra else None


def normalised(name: str) -> str:
    """Return a name as packages are compared (PEP 503)."""
    return _SEPARATORS.sub("-", name.strip()).lower()
