"""Two sentences, word by word: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"(?:\w+(?:[.,]\d+)*|[^\s\w])\s*")
_SAME_SENTENCE = 0.6  # share of words in common above which two sentences are one, edited
_UNIT = r"(?:\s?(?:%|(?:percent|per cent|pct|thousand|million|billion|trillion|bn|m)\b))?"


@dataclass(frozen=True, slots=True)
class Run:
    """Some words of a sentence: those that stayed (`same`), went (`del`) or came (`ins`)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """How a passage changed: one line where it was edited, else the two lines apart."""

    edited: tuple[Run, ...]
    before: tuple[Run, ...]
    after: tuple[Run, ...]


def wording(before: str, after: str, figure_before: str, figure_after: str) -> Wording:
    """Compare two sentences; mark the figures where they have little else in common."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    old_words, new_words = ([word.strip().casefold() for word in words] for words in (old, new))
    matcher = SequenceMatcher(None, old_words, new_words, autojunk=False)
    if matcher.ratio() < _SAME_SENTENCE:
        return Wording(
            (), _marked(before, figure_before, "del"), _marked(after, figure_after, "ins")
        )
    runs: list[Run] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        went, came = "".join(old[i:j]), "".join(new[k:m])
        if tag == "equal":
            runs.append(Run("same", came))
            continue
        gap = " " if (came or went).endswith(" ") else ""
        pieces = (Run("del", went.rstrip()), Run("ins", came.rstrip()), Run("same", gap))
        runs += [run for run in pieces if run.text]
    return Wording(tuple(runs), (), ())


def apart(before: str, after: str) -> Wording:
    """Return two sentences that both stand, neither of them marked."""
    return Wording((), (Run("same", before),), (Run("same", after),) if after else ())


def _marked(sentence: str, figure: str, kind: str) -> tuple[Run, ...]:
    """Return a sentence with its figure marked, as far as it is found there."""
    number = re.search(r"\d[\d.,]*", figure)
    spelt = re.escape(number[0].rstrip(".,")) if number else re.escape(figure)
    found = (
        re.search(rf"(?<![\w.,])[$€£¥]?{spelt}(?![\w]|[.,]\d){_UNIT}", sentence) if figure else None
    )
    if not found:
        return (Run("same", sentence),)
    pieces = (sentence[: found.start()], found[0], sentence[found.end() :])
    runs = zip(("same", kind, "same"), pieces, strict=True)
    return tuple(Run(each, text) for each, text in runs if text)
