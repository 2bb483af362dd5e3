"""What a reader calls a story: its name in the configuration, its words as watch and article write them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from monitor.alerts.content import one_line
from monitor.alerts.cutting import cut

_LONGEST = 30  # characters
_MOST_TEXT = 20_000  # characters of an article that are looked at
_APART = re.compile(r"[-_.]+")
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?:])[\"'”’)]?\s+|\n+|(?:^|\s)[\"'“‘]")
_HABIT = (
    0.6  # share of the words of a line that begin with a capital, from which on it means nothing
)


def story_label(name: str, watch: Iterable[str] = (), texts: Iterable[str] = ()) -> str:
    """Return a story's name as a reader says it: `Swiss bar fire` for `swiss-bar-fire`.

    A word in small letters is written as the story's `watch` and the `texts` of its articles write it,
    where they agree: `ISS` for `iss`; the watch is the reader's own word. The first begins with a capital.
    """
    words = [part for part in _APART.sub(" ", one_line(name)).split() if part]
    wanted = {word for word in words if word.islower()}
    own, told = _forms(wanted, _of_watch(watch)), _forms(wanted, _of_texts(texts))
    written = [_written(word, own.get(word) or told.get(word)) for word in words]
    written = written or [one_line(name)]
    if written[0].islower():
        written[0] = written[0][:1].upper() + written[0][1:]
    return cut(" ".join(written), _LONGEST)


def _forms(wanted: Iterable[str], said: Iterable[str]) -> dict[str, Counter[str]]:
    """Return how often each wanted word stands in which form among those that are said."""
    found: dict[str, Counter[str]] = {word: Counter() for word in wanted}
    for form in said if found else ():
        if form.casefold() in found:
            found[form.casefold()][form] += 1
    return found


def _written(word: str, forms: Counter[str] | None) -> str:
    """Return a word in the form that is most usual, in small letters where any text has it so."""
    if not forms or word in forms:
        return word
    return forms.most_common(1)[0][0]


def _of_watch(watch: Iterable[str]) -> Iterator[str]:
    """Yield the words of queries, which nobody begins with a capital for their place."""
    for query in watch:
        yield from _WORD.findall(query)


def _of_texts(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of articles as far as their capitals mean something.

    One that begins a sentence does not, nor do those of a line in which most words have one.
    """
    for text in texts:
        for sentence in _SENTENCE_END.split(text[:_MOST_TEXT]):
            words = _WORD.findall(sentence or "")
            is_habit = sum(word[0].isupper() for word in words) > _HABIT * len(words)
            if not sentence or sentence.isupper():
                continue
            yield from (
                word
                for place, word in enumerate(words)
                if not word.istitle() or (place and not is_habit)
            )
