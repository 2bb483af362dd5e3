"""Titles and texts that may be markup or only look like it → what a person would read. Pure.

The title of an RSS item is text for some outlets and markup for others, and Atom's `type` is often
wrong. So a tag is one where it is used as one: it is closed, has attributes, is empty by nature, or
stands where only a cut leaves one. Any other is a word of it: `Use of <head> in HTML`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from monitor.feeds.html_text import BLOCKS, MARKUP, html_to_text, one_line, resolved, unwrapped

_EMPTY = frozenset("br hr img wbr".split())  # elements that have no end
_FORMAT = BLOCKS | frozenset(
    "a abbr b big center cite code del em font i ins mark nobr q s small span strike strong sub sup"
    " tt u".split()
)
_UNREAD = frozenset("noscript script style svg template".split())  # nobody reads their content
_ATTRIBUTE = re.compile(r"\s[\w:-]{1,40}=[\"']")
_PLAIN = frozenset(("text", "text/plain"))


def title_text(written: str) -> str:
    """Return a title on one line, whether it is written as text or as markup."""
    return one_line("".join(_pieces(unwrapped(written))))


def body_text(written: str, media_type: str) -> str:
    """Return a text that its feed declares to be of `media_type`, a line a block.

    What is declared as plain text and holds tags that are used as such is markup nevertheless.
    """
    written = unwrapped(written)
    if media_type in _PLAIN and "<" in written and not any(_used(_tags(written), written)):
        return html_to_text(written.replace("<", "&lt;").replace("\n", "<br>"))
    return html_to_text(written)


def _pieces(markup: str) -> Iterator[str]:
    tags = _tags(markup)
    after = 0
    unread = ""  # the element that is read over
    for tag, is_used in zip(tags, _used(tags, markup), strict=True):
        if not is_used:
            continue
        if not unread:
            yield resolved(markup[after : tag.start()])
        after = tag.end()
        name = _name(tag)
        if name in BLOCKS:
            yield " "
        if name in _UNREAD and unread in ("", name):
            unread = "" if tag["end"] else name
    yield resolved(markup[after:])


def _tags(markup: str) -> list[re.Match[str]]:
    return [tag for tag in MARKUP.finditer(markup) if tag[0].endswith(">")]


def _name(tag: re.Match[str]) -> str:
    return (tag["tag"] or "").lower()


def _used(tags: Sequence[re.Match[str]], markup: str) -> list[bool]:
    """Say of each thing that may be a tag whether it is used as one."""
    ended = {_name(tag): at for at, tag in enumerate(tags) if tag["end"]}  # where last
    begun: set[str] = set()
    begin, end = len(markup) - len(markup.lstrip()), len(markup.rstrip())
    found = []
    for at, tag in enumerate(tags):
        name = _name(tag)
        is_edge = tag.end() == end if tag["end"] else tag.start() == begin
        is_edge = is_edge and name in _FORMAT
        if tag["end"]:
            found.append(name in begun or is_edge)
            continue
        is_used = (
            is_edge or name in _EMPTY or ended.get(name, -1) > at or _has_attributes(tag, name)
        )
        if is_used:
            begun.add(name)
        found.append(is_used)
    return found


def _has_attributes(tag: re.Match[str], name: str) -> bool:
    """Whether a tag has attributes, or is a comment; a declaration is a word: `<!doctype html>`."""
    if not name:
        return tag[0].startswith("<!--")
    return ("=" in tag[0] and name in _FORMAT) or bool(_ATTRIBUTE.search(tag[0]))
