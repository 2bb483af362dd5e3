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

from monitor.alerts.cutting import cut
from monitor.alerts.section import shown_link
from monitor.model import Alert

_LONGEST_TEXT = 300  # characters, of a headline or a summary, or of a message to the operator
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
    lines = [line for each in developments[:_MOST_DEVELOPMENTS] for line in _entry(each)]
    if (more := len(developments) - _MOST_DEVELOPMENTS) > 0:
        lines.append(f"and {more} more")
    return Brief(_tame(alert.subject), "\n".join(lines))


def _of_one(development: Mapping[str, Any], alert: Alert) -> Brief:
    headline = str(development["headline"])
    title = str(development.get("subject") or alert.subject)  # that of a mail may be its thread's
    lines = list(_kind(development, alert))
    figures = list(_figures(development))
    is_told = headline in title
    if not is_told:
        lines.append(cut(headline, _LONGEST_TEXT))
    lines += figures[1 : 1 + _MOST_FIGURES]  # the first is the title
    if is_told and not figures:
        lines.append(cut(str(development["summary"]), _LONGEST_TEXT))
    lines += list(_disputed(development))
    lines.append(_outlets(development))
    lines = [_tame(line) for line in lines if line]
    return Brief(_tame(title), "\n".join([*lines, *_link(development)]))


def _kind(development: Mapping[str, Any], alert: Alert) -> Iterator[str]:
    if development["unconfirmed"]:
        yield "Not confirmed by another outlet so far."
    if development["correction"]:
        yield "Correction: an outlet changed what it had reported."
    elif development["sequence"] > 1:
        yield f"More on: {alert.subject.removeprefix('Re: ')}"


def _figures(development: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures that moved; one about nothing says nothing without its sentence."""
    for place, change in enumerate(_of_kind(development, "changed")):
        if change["before"] and (change["about"] or not place):
            yield f"{change.get('said') or change['after']} (was {change['before']})"


def _disputed(development: Mapping[str, Any]) -> Iterator[str]:
    for change in _of_kind(development, "disputed"):
        if about := str(change["about"]):
            about = about[:1].upper() + about[1:]
            yield f"{about}: outlets disagree, {change['after']} here, {change['before']} elsewhere"


def _of_kind(development: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return [change for change in development["changes"] if change["kind"] == kind]


def _outlets(development: Mapping[str, Any]) -> str:
    outlets = list(dict.fromkeys(str(each["outlet"]) for each in _reports(development)))
    if len(outlets) < 3:
        return " and ".join(outlets)
    return f"{outlets[0]} and {len(outlets) - 1} more"


def _reports(development: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the reports, the one that brought the news first."""
    return sorted(development["reports"], key=lambda each: each["item"] != development.get("item"))


def _entry(development: Mapping[str, Any]) -> Iterator[str]:
    title = str(development.get("subject") or development["headline"])
    outlets = _outlets(development)
    yield _tame(f"• {title}" + (f" ({outlets})" if outlets else ""))
    yield from _link(development)


def _link(development: Mapping[str, Any]) -> list[str]:
    """Return the link of the report that brought the news, else of the first that has one."""
    links = (shown_link(report["link"]) for report in _reports(development))
    return [link.replace("<", "%3C").replace(">", "%3E") for link in links if link][:1]


def _tame(text: str) -> str:
    """Return `text` without what a messenger takes for a mention, a tag or a link of other words."""
    text = text.replace("<", "‹").replace(">", "›").replace("](", "] (")
    return _MENTION.sub("＠", text)
