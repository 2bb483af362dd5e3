"""Two sentences, word by word: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORD = re.compile(r"(?:\w+(?:[.,]\d+)*|[^\s\w])\s*")
_SAME_SENTENCE = 0.6  # share of words in common above which two sentences are one, edited
_UNIT = re.compile(r"\s?(?:%|(?:percent|per cent|pct|thousand|million|billion|trillion|bn|m)\b)")
_NUMBER = re.compile(r"\d[\d.,]*")
_DIGIT = re.compile(r"\d")
_GOES_ON = re.compile(r"\w|[.,]\d")
_PART_OF_A_WORD = re.compile(r"[\w.,]")
_SPELT = {  # `one` is too often no number
    str(number): word
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve".split(), start=2
    )
}
LONGEST_SUBJECT = 78  # characters; two lines of a phone


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


def highlighted(
    text: str, figures: Iterable[Sequence[str]]
) -> tuple[tuple[Run, ...], set[Sequence[str]]]:
    """Return a text with the figures that it says marked as come, and which of them those are.

    Each figure is given by its spellings, of which the first that the text has is marked.
    """
    places: list[tuple[int, int]] = []
    said: set[Sequence[str]] = set()
    for figure in figures:
        found = next(filter(None, (place_of(text, spelling) for spelling in figure)), None)
        if found is None:
            continue
        said.add(figure)
        if all(found[1] <= start or end <= found[0] for start, end in places):
            places.append(found)
    runs: list[Run] = []
    at = 0
    for start, end in sorted(places):
        runs += [Run("same", text[at:start]), Run("ins", text[start:end])]
        at = end
    runs.append(Run("same", text[at:]))
    return tuple(run for run in runs if run.text), said


def states(sentence: str, figure: str) -> bool:
    """Whether a sentence says a figure, in digits or, up to twelve, in a word."""
    return place_of(sentence, figure) is not None


def says(sentence: str, figure: str) -> bool:
    """Whether a sentence says a figure; one without any digit may say it in words."""
    return place_of(sentence, figure) is not None or not _DIGIT.search(sentence)


def place_of(sentence: str, figure: str) -> tuple[int, int] | None:
    """Return where a sentence says a figure: as it is written, else in digits, with its unit."""
    if not figure:
        return None
    if place := _standing_alone(sentence, figure):
        return place
    number = _NUMBER.search(figure)
    spelt = number[0].rstrip(".,") if number else figure
    place = _standing_alone(sentence, spelt, signs="$€£¥") or _in_words(sentence, spelt)
    if place is None:
        return None
    start, end = place
    unit = _UNIT.match(sentence, end)
    return start, unit.end() if unit else end


def _in_words(sentence: str, spelt: str) -> tuple[int, int] | None:
    """Return where a sentence says a small number as a word: `Nine dead` for 9."""
    lowered = sentence.lower()
    word = _SPELT.get(spelt)
    if word is None or len(lowered) != len(sentence):
        return None
    return _standing_alone(lowered, word)


def _standing_alone(sentence: str, text: str, signs: str = "") -> tuple[int, int] | None:
    """Return where a text stands first that is no part of a longer word or number.

    One of the `signs` in front belongs to it where nothing stands in front of that.
    """
    at = sentence.find(text)
    while at >= 0:
        end = at + len(text)
        if not _GOES_ON.match(sentence, end):
            if sentence[max(0, at - 1) : at] in [*signs] and _begins(sentence, at - 1):
                return at - 1, end
            if _begins(sentence, at):
                return at, end
        at = sentence.find(text, at + 1)
    return None


def _begins(sentence: str, at: int) -> bool:
    return at == 0 or not _PART_OF_A_WORD.match(sentence, at - 1)


def _marked(sentence: str, figure: str, kind: str) -> tuple[Run, ...]:
    """Return a sentence with its figure marked, as far as it is found there."""
    found = place_of(sentence, figure)
    if not found:
        return (Run("same", sentence),)
    start, end = found
    pieces = (sentence[:start], sentence[start:end], sentence[end:])
    runs = zip(("same", kind, "same"), pieces, strict=True)
    return tuple(Run(each, text) for each, text in runs if text)
