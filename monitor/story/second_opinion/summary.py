"""Lines of what was told × the text that a model answered → how a story stands, in a sentence or two. Pure.

It is read as strictly as an opinion: no figure, name or address of its own, most of its words said, and what stands
in quotation marks said letter for letter.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from monitor.story.second_opinion.answer import Void
from monitor.story.second_opinion.claims import unsaid
from monitor.story.second_opinion.question import Question, cut

MOST_LINES = 12
_LONGEST_LINE = 500  # characters
_LONGEST = 400
_LONGEST_ANSWER = 4_000
_QUOTED = re.compile(r'["“„«‘]([^"“”„«»‘’]{2,})["”“»’]')


@dataclass(frozen=True, slots=True)
class Standing:
    """What was told of a story, oldest first, to be summed up."""

    story: str
    lines: tuple[str, ...]

    @classmethod
    def of(cls, story: str, texts: tuple[str, ...]) -> Standing:
        """Return the latest of what was told, each text cut to a bound."""
        return cls(story, tuple(cut(text, _LONGEST_LINE) for text in texts[-MOST_LINES:]))


def read_summary(text: str, standing: Standing) -> str | Void:
    """Read how a model sums up how a story stands."""
    try:
        found = json.loads(text) if len(text) <= _LONGEST_ANSWER else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.keys() != {"summary"}:
        return Void("is not one JSON object with a `summary` and nothing else.")
    summary = found["summary"]
    if not isinstance(summary, str) or not summary.isprintable() or len(summary) > _LONGEST:
        return Void(f"has a `summary` that is no line of at most {_LONGEST} characters.")
    if not summary.strip():
        return Void("sums up nothing.")
    whole = " ".join(standing.lines)
    for quoted in _QUOTED.finditer(summary):
        if quoted[1] not in whole:
            return Void(f"quotes “{quoted[1]}”, which nobody said.")
    asked = Question(standing.story, (), (), "", "", whole)
    if invented := unsaid(summary, asked):
        return Void(f"says “{invented}”, which nothing that was told says.")
    return summary.strip()
