"""The text that a model answered × Question → Opinion, or why it counts for nothing. Pure.

It is hostile until it is checked: a model invents, and whoever writes an item may have talked it over.
The shape is strict, the quotation stands in the item letter for letter, and no figure or name of the
line is its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from monitor.model import Opinion
from monitor.story.second_opinion.claims import unsaid
from monitor.story.second_opinion.question import Question

_LONGEST = 8_000  # characters of an answer
_LONGEST_QUOTE = 1_000
_LONGEST_CHANGE = 240
_SHORTEST_QUOTE = 8  # characters, unless the headline itself is shorter


@dataclass(frozen=True, slots=True)
class Void:
    """An answer that counts for nothing, and why: the end of a sentence that begins `It …`."""

    reason: str


class _ShapeError(Exception):
    """The answer is not of the shape that was asked for."""


def read_answer(text: str, question: Question) -> Opinion | Void:
    """Read what a model answered to a question."""
    if len(text) > _LONGEST:
        return Void(f"is longer than {_LONGEST:,} characters.")
    try:
        opinion = _opinion(_object(text))
    except _ShapeError as error:
        return Void(f"{error}.")
    return _fault(opinion, question) or opinion


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, object_pairs_hook=_without_doubles)
    except (ValueError, RecursionError):
        raise _ShapeError("is not one JSON object and nothing else") from None
    if not isinstance(found, dict):
        raise _ShapeError("is not a JSON object")
    if found.keys() != _FIELDS.keys():
        raise _ShapeError(f"has other fields than {', '.join(_FIELDS)}")
    return found


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is there twice")
    return found


def _opinion(found: dict[str, Any]) -> Opinion:
    for name, is_right in _FIELDS.items():
        if not is_right(found[name]):
            raise _ShapeError(f"has a `{name}` that is not what was asked for")
    change, quote = found["change"].strip(), found["quote"].strip()
    return Opinion(
        found["on_story"], found["is_new"], quote, change, round(float(found["importance"]), 4)
    )


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_line(most: int) -> Callable[[Any], bool]:
    def is_line(value: Any) -> bool:
        return isinstance(value, str) and len(value) <= most and value.isprintable()

    return is_line


def _is_share(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 1


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "on_story": _is_flag,
    "is_new": _is_flag,
    "quote": _is_line(_LONGEST_QUOTE),
    "change": _is_line(_LONGEST_CHANGE),
    "importance": _is_share,
}


def _fault(opinion: Opinion, question: Question) -> Void | None:
    """Return what an opinion claims that was not said."""
    quote, change = opinion.quote, opinion.change
    if quote and quote not in question.title and quote not in question.text:
        return Void("quotes what the item does not say.")
    if opinion.is_for_telling and len(quote) < min(_SHORTEST_QUOTE, len(question.title)):
        return Void("calls something new and quotes no sentence that says so.")
    if opinion.is_for_telling and not change:
        return Void("calls something new and does not say what.")
    if invented := unsaid(change, question):
        return Void(f"says “{invented}”, which neither the item nor what is known says.")
    return None
