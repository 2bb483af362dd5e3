"""A line of a model × Question → the first figure, name or address in it that nobody said. Pure.

Figures are read as everywhere (`monitor.story.facts`), in the line as in the texts, so that `25 percent`
is what `25%` is and not what `$25` is. Digits that are no figure, such as years, must be written in a
text as they are.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from monitor.model import Fact, FactKind
from monitor.story.known import counts_the_same
from monitor.story.reading import Sentence, digest
from monitor.story.second_opinion.question import Question
from monitor.story.words import concepts, language_of, tokens

_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"://|@|\w\.[^\W\d]{2}")
_LEAST_SAID = 0.5  # share of the words of a line that the texts say


def unsaid(line: str, question: Question) -> str | None:
    """Return the first piece of a line that neither the item nor what is known says, or None."""
    if not line:
        return None
    text = " ".join(question.said)
    read = digest("", line, published=question.published).sentences
    known = [
        fact
        for each in question.said
        for sentence in digest("", each, published=question.published).sentences
        for fact in sentence.facts
    ]
    for sentence in read:
        if invented := _figure(sentence, known) or _digits(sentence, text):
            return invented
    return _address(line, text) or _name(line, text) or _of_its_own(line, text)


def _figure(sentence: Sentence, known: Collection[Fact]) -> str | None:
    for fact in sentence.figures:
        if not any(_is_same(fact, other) for other in known):
            return sentence.text[fact.span.start : fact.span.end].strip() or fact.display
    return None


def _is_same(fact: Fact, known: Fact) -> bool:
    """Whether two facts state one value of one kind: a figure is never taken for a rounded one."""
    if fact.kind is not known.kind or (fact.low, fact.high) != (known.low, known.high):
        return False
    return counts_the_same(known, fact) if fact.kind is FactKind.COUNT else fact.unit == known.unit


def _digits(sentence: Sentence, text: str) -> str | None:
    """Return digits outside the figures that do not stand in the text as they are."""
    inside = [fact.span for fact in sentence.figures]
    written = set(_DIGITS.findall(text))
    for found in _DIGITS.finditer(sentence.text):
        is_read = any(span.start <= found.start() < span.end for span in inside)
        if not is_read and found[0] not in written:
            return str(found[0])
    return None


def _address(line: str, text: str) -> str | None:
    return next((word for word in line.split() if _ADDRESS.search(word) and word not in text), None)


def _name(line: str, text: str) -> str | None:
    """Return a word in capitals that is not in the text; the first one may be there in another form."""
    said = {word.casefold() for word in _WORD.findall(text)}
    for place, word in enumerate(_WORD.findall(line)):
        is_said = word.casefold() in said or (not place and _meant(word) <= _meant(text))
        if word[0].isupper() and not is_said:
            return str(word)
    return None


def _of_its_own(line: str, text: str) -> str | None:
    """Return the line where most of its words are its own."""
    words, said = _meant(line), _meant(text)
    return line if words and len(words & said) < _LEAST_SAID * len(words) else None


def _meant(text: str) -> frozenset[str]:
    return frozenset(concept for concept, _ in concepts(tokens(text, language_of(text)), None))
