"""A story and its feeds → the text of a configuration that a person likes to edit. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from monitor.config.settings import StoryConfig
from monitor.model import Feed

_LONGEST_COMMENT = 96  # characters of a line
_LONGEST_NAME = 40  # characters of a story's name
_POSSESSIVE = re.compile(r"['’]s\b|['’]")
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class DraftFeed:
    """A feed, and what a person should know of it, in a comment."""

    feed: Feed
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a configuration is written from.

    `remarks` say, in comments, where the story's sources come from and what was understood;
    `proposed_watch` is a query that stands there commented out.
    """

    story: StoryConfig
    feeds: tuple[DraftFeed, ...]
    remarks: tuple[str, ...] = ()
    proposed_watch: str | None = None
    allow_private: tuple[str, ...] = ()
    state: str | None = None  # where it is remembered, if not at the usual place


def whole(draft: Draft) -> str:
    """Return a new configuration."""
    state = f"state = {quoted(draft.state)}\n" if draft.state else _STATE
    return "\n".join((_HEAD + state, _fetch(draft.allow_private), _MAIL, addition(draft)))


def addition(draft: Draft) -> str:
    """Return the tables that add the story and the feeds to a configuration."""
    feeds = [feed_table(each.feed, each.remark) for each in draft.feeds]
    return "\n".join((_story(draft), *feeds))


def feed_table(feed: Feed, remark: str = "") -> str:
    """Return a feed as a [[feed]] table."""
    lines = [
        *comment(remark),
        "[[feed]]",
        f"url = {quoted(feed.url)}",
    ]
    if feed.is_named:
        lines.append(f"name = {quoted(feed.name)}")
    if feed.tags:
        lines.append(f"tags = {_list(feed.tags)}")
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a basic string of TOML: that of JSON, with DEL escaped too (toml.io, version 1.0)."""
    whole = text.encode("utf-8", "replace").decode()  # no half of a surrogate pair
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


def comment(text: str) -> list[str]:
    """Return a text as the lines of a comment; what could end a line or is no text is left out."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    lines: list[str] = []
    for word in words:
        if lines and len(lines[-1]) + len(word) < _LONGEST_COMMENT:
            lines[-1] += f" {word}"
        else:
            lines.append(f"# {word}")
    return lines


def story_name(words: str, taken: Iterable[str] = ()) -> str:
    """Return words as a story's name, in small letters with hyphens between; none of those `taken`.

    What is too long ends with a whole word, where the first is not too long already.
    """
    parts = _WORD.findall(_POSSESSIVE.sub("", words.lower()))
    name = parts[0][:_LONGEST_NAME] if parts else "story"
    for part in parts[1:]:
        if len(name) + 1 + len(part) > _LONGEST_NAME:
            break
        name += f"-{part}"
    used, number = set(taken), 2
    unique = name
    while unique in used:
        unique = f"{name}-{number}"
        number += 1
    return unique


def _story(draft: Draft) -> str:
    story = draft.story
    lines = ["[[story]]", f"name = {quoted(story.name)}", ""]
    for remark in draft.remarks:
        lines += comment(remark)
    lines += [f"sources = {_list(story.sources)}", ""]
    lines += comment(
        "An item whose headline a watch matches is on the story. A watch is your word: make it"
        " narrower or wider, and try it with `news-monitor replay --stored --watch QUERY`."
        if story.watch
        else "An item whose headline a watch matches is on the story. Without one the sources alone"
        " decide, which follows one event, and not a beat of many threads:"
    )
    proposed = draft.proposed_watch or '"some words" OR name'
    if story.watch:
        lines.append(f"watch = {_list(story.watch)}")
    else:
        lines.append(f"# watch = {_list((proposed,))}")
    lines.append("# exclude = ['\"card game\"']      # what only sounds like it")
    if story.to:
        lines.append(f"to = {_list(story.to)}")
    else:
        lines.append('# to = ["you@example.org"]        # who gets the mails, with a mail server')
    lines.append('# feeds = ["local"]               # only feeds with one of these `tags`')
    return "\n".join(lines) + "\n"


def _fetch(allow_private: tuple[str, ...]) -> str:
    if not allow_private:
        return ""
    return f"[fetch]\nallow_private = {_list(allow_private)}  # hosts that may be polled although private\n"


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"


_HEAD = """\
# News Monitor. After a change run `news-monitor check`: it names every fault with its line.
# A running daemon takes a change up on SIGHUP, or when it is started again.

"""
_STATE = '# state = "state"               # where everything is remembered; see docs/operating.md\n'
_MAIL = """\
# Alerts go to a Maildir in the state directory. To have them mailed, take away these comment
# signs, put the password, and nothing else, into the file, and give the story a `to`.
#
# [mail]
# server = "smtp.example.org"
# security = "starttls"         # or "tls"; "none" only to a server on this machine
# username = "monitor"
# password_file = "secrets/smtp-password"
# from = "News Monitor <monitor@example.org>"

# Mails go at once. They can wait, too; see docs/mail.md.
#
# [when]
# quiet = "22:00-07:00 Europe/Berlin"
# mails_per_hour = 4

"""
