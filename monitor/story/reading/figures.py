"""Which figures of a text were read, which numbers were passed over, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.story.reading.digest import digest
from monitor.story.reading.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a text as written, and what it was read as; or else what it is instead."""

    written: str
    read: str | None
    why: str | None


def figures_of(
    title: str, text: str, *, published: datetime | None = None, territory: str = ""
) -> list[Figure]:
    """Return the figures and the numbers that are none of a text, in its order, each once.

    `published` and `territory` as for `monitor.story.reading.digest.digest`.
    """
    read = digest(title, text, published=published, territory=territory)
    return list(dict.fromkeys(each for sentence in read.sentences for each in _in(sentence)))


def _in(sentence: Sentence) -> Iterator[Figure]:
    text = sentence.text
    found = {
        f.span.start: Figure(text[f.span.start : f.span.end], f.display, None)
        for f in sentence.figures
    }
    found |= {p.start: Figure(text[p.start : p.end], None, p.why.value) for p in sentence.passed}
    for start in sorted(found):
        yield found[start]
