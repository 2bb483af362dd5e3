"""A search in the language of the watches → the same in that of SQLite's full-text index. Pure.

https://www.sqlite.org/fts5.html#full_text_query_syntax. The index knows words by their English stems
(Porter), so inflected forms match, as in a watch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product

from monitor.errors import QueryError
from monitor.story.topic import All, Either, Expression, Phrase, parse
from monitor.story.words import ABBREVIATIONS

_WITHOUT_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
_SHORTEST_PREFIX = 3  # letters, of a search that has to be quick
_MOST_PAIRS = 200  # of a NEAR whose sides are choices
#: What stands in a text for what a watch means by it: `usa` is written `US`, `U.S.`, `USA`.
_SPELT = {
    meant: tuple(short for short, other in ABBREVIATIONS.items() if other == meant)
    for meant in ABBREVIATIONS.values()
}


def is_indexed(query: str) -> bool:
    """Whether the index can find it: it knows no words of languages that write without spaces."""
    return not _WITHOUT_SPACES.search(query)


def index_query(query: str) -> str:
    """Return what to ask the index; raise QueryError where the query is none."""
    return _asked(parse(query))


def refuse_short_prefixes(query: str) -> None:
    """Raise QueryError where a prefix is of so few letters that its words take long to gather."""
    for phrase in _phrases(parse(query)):
        if phrase.prefix and len(phrase.forms[-1]) < _SHORTEST_PREFIX:
            raise QueryError(
                f"`{phrase.forms[-1]}*` begins too many words; write at least"
                f" {_SHORTEST_PREFIX} letters before the `*`",
                1,
            )


def _phrases(expression: Expression) -> Iterator[Phrase]:
    match expression:
        case Phrase():
            yield expression
        case Either(parts):
            for part in parts:
                yield from _phrases(part)
        case All(parts, without):
            for part in (*parts, *without):
                yield from _phrases(part)
        case _:
            yield from _phrases(expression.left)
            yield from _phrases(expression.right)


def _asked(expression: Expression) -> str:
    match expression:
        case Phrase():
            return _phrase(expression)
        case Either(parts):
            return f"({' OR '.join(map(_asked, parts))})"
        case All(parts, without):
            wanted = f"({' AND '.join(map(_asked, parts))})"
            unwanted = " OR ".join(map(_asked, without))
            return f"({wanted} NOT ({unwanted}))" if unwanted else wanted
    return _near(expression.left, expression.right, expression.distance)


def _phrase(phrase: Phrase) -> str:
    spellings = islice(product(*(_SPELT.get(form, (form,)) for form in phrase.forms)), _MOST_PAIRS)
    spelt = [_written(phrase, words) for words in spellings]
    either = f"({' OR '.join(spelt)})" if len(spelt) > 1 else spelt[0]
    return f"title : {either}" if phrase.title_only else either


def _written(phrase: Phrase, words: tuple[str, ...]) -> str:
    said = " ".join(words)  # words hold no quotation mark
    return f'"{said}" *' if phrase.prefix else f'"{said}"'


def _near(left: Expression, right: Expression, distance: int) -> str:
    sides = [_choices(left), _choices(right)]
    pairs = list(product(*sides))
    if len(pairs) > _MOST_PAIRS:
        raise QueryError(f"a NEAR has more than {_MOST_PAIRS} pairs of words", 1)
    asked = [f"NEAR({_written(a, a.forms)} {_written(b, b.forms)}, {distance})" for a, b in pairs]
    return f"({' OR '.join(asked)})"


def _choices(expression: Expression) -> list[Phrase]:
    """Return the phrases of which one side of a NEAR is one."""
    match expression:
        case Phrase():
            return [expression]
        case Either(parts):
            return [phrase for part in parts for phrase in _choices(part)]
        case _:
            raise QueryError("in a search NEAR stands between words, phrases or choices of them", 1)
