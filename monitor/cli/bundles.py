"""The starter bundles: well-known feeds by topic and language, as lists that come with the program. I/O."""

from __future__ import annotations

from functools import cache

from monitor.cli.service.shipped import contents
from monitor.feeds.opml import read_opml
from monitor.model import Feed

_FOLDER, _ENDING = "bundles/", ".opml"


@cache
def _documents() -> dict[str, bytes]:
    return {
        path.removeprefix(_FOLDER).removesuffix(_ENDING): document
        for path, document in contents("config").items()
        if path.startswith(_FOLDER) and path.endswith(_ENDING)
    }


def bundle_names() -> tuple[str, ...]:
    """Return the names of the bundles."""
    return tuple(sorted(_documents()))


def bundle(name: str) -> tuple[Feed, ...]:
    """Return the feeds of a bundle, each with the folders that it lies in as tags."""
    return read_opml(_documents()[name]).feeds
