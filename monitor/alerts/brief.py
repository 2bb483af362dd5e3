"""A mail in the few lines that a telephone shows: what changed, who says so, where to read it. Pure.

Messengers read more out of a text than mail programs do: mentions that ring everybody's telephone,
links under other words. What a feed says must not reach for either.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from monitor.alerts.news import cut, shown_link
from monitor.model import Alert

_LONGEST_TITLE = 120  # characters
_LONGEST_TEXT = 300  # of a headline or a summary, or of a message to the operator
_MENTION = re.compile(r"@(?=\w)")
_MOST_FIGURES = 3
_MOST_DEVELOPMENTS = 6


@dataclass(frozen=True, slots=True)
class Brief:
    """A title and some lines."""

    title: str
    body: str


def brief(alert: Alert) -> Brief:
    """Return the short form of an alert; a link stands at the end of what it belongs to."""
    told: dict[str, Any] = json.loads(alert.data)
    developments: list[dict[str, Any]] = told.get("developments", [])
    if not developments:
        return Brief(
            _tame(alert.subject), _tame(cut(told.get("text") or alert.text, _LONGEST_TEXT))
        )
    if len(developments) == 1:
        return _of_one(developments[0], alert)
    title = f"{len(developments)} developments in {alert.story}"
    lines = [line for each in developments[:_MOST_DEVELOPMENTS] for line in _entry(each)]
    if (more := len(developments) - _MOST_DEVELOPMENTS) > 0:
        lines.append(f"and {more} more")
    return Brief(_tame(title), "\n".join(lines))


def _of_one(development: Mapping[str, Any], alert: Alert) -> Brief:
    headline = str(development["headline"])
    title = _title(development, alert, headline)
    lines = list(_kind(development, alert))
    is_told = headline.startswith(title.rpartition(": ")[0] or title) or title.startswith(headline)
    if not is_told:
        lines.append(cut(headline, _LONGEST_TEXT))
    figures = list(_figures(development, title))
    lines += figures[:_MOST_FIGURES]
    if is_told and not figures:
        lines.append(cut(str(development["summary"]), _LONGEST_TEXT))
    lines.append(_outlets(development))
    lines = [_tame(line) for line in lines if line]
    return Brief(_tame(title), "\n".join([*lines, *_link(development)]))


def _title(development: Mapping[str, Any], alert: Alert, headline: str) -> str:
    """Return what is new; the subject of a mail is that of the first one in its thread."""
    title = str(development.get("subject") or alert.subject)
    is_cut = title.endswith("…") and headline.startswith(title[:-1])
    return cut(headline if is_cut else title, _LONGEST_TITLE)


def _kind(development: Mapping[str, Any], alert: Alert) -> Iterator[str]:
    if development["unconfirmed"]:
        yield "Not confirmed by another outlet so far."
    if development["correction"]:
        yield "Correction: an outlet changed what it had reported."
    elif development["sequence"] > 1:
        yield f"Follow-up to: {alert.subject.removeprefix('Re: ')}"


def _figures(development: Mapping[str, Any], title: str) -> Iterator[str]:
    """Yield the figures that moved or are disputed, and do not stand in the title already.

    A figure about nothing says nothing without the sentence that it stands in.
    """
    for change in development["changes"]:
        about = str(change["about"])
        if not about:
            continue
        about = about[:1].upper() + about[1:]
        before, after = change["before"], change["after"]
        if change["kind"] == "disputed":
            yield f"{about}: outlets disagree, {after} here, {before} elsewhere"
        elif before and f"{before} → {after}" not in title:
            yield f"{about}: {before} → {after}"


def _outlets(development: Mapping[str, Any]) -> str:
    outlets = list(dict.fromkeys(str(each["outlet"]) for each in development["reports"]))
    if len(outlets) < 3:
        return " and ".join(outlets)
    return f"{outlets[0]} and {len(outlets) - 1} more"


def _entry(development: Mapping[str, Any]) -> Iterator[str]:
    title = str(development.get("subject") or development["headline"])
    outlets = _outlets(development)
    yield _tame(f"• {title}" + (f" ({outlets})" if outlets else ""))
    yield from _link(development)


def _link(development: Mapping[str, Any]) -> list[str]:
    """Return the link of the first report that has one."""
    links = (shown_link(report["link"]) for report in development["reports"])
    return [link.replace("<", "%3C").replace(">", "%3E") for link in links if link][:1]


def _tame(text: str) -> str:
    """Return `text` without what a messenger takes for a mention, a tag or a link of other words."""
    text = text.replace("<", "‹").replace(">", "›").replace("](", "] (")
    return _MENTION.sub("＠", text)
