"""What is wrong with a watch query, and what is doubtful beside the source articles. Pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

from monitor.errors import QueryError
from monitor.model import Item, SourceArticle
from monitor.story.topic import All, Either, Expression, Phrase, Query, Readable

_FIELD = re.compile(r'"[^"]*"|(?<![\w:])(?P<field>[^\W\d_]+):(?=[\w"(])')
_SHORTEST_TYPO = 4  # letters of a word for which another one is proposed
_BROAD = 1 / 20  # share of a stream; a great story has a twentieth of the items of its days
_ALIKE = 0.75  # from here on one word is taken for a slip of the other


def fault_of(query: str) -> str | None:
    """Return why a query cannot be used, as a sentence, or None."""
    try:
        Query.of(query)
    except QueryError as error:
        return f"the query {query!r} does not parse: {error}."
    for found in _FIELD.finditer(query):
        field = found["field"]
        if field and field != "title":
            near = difflib.get_close_matches(field.lower(), ["title"])
            hint = "did you mean `title:`?" if near else "put a word with a colon in quotes."
            return (
                f"the query {query!r} asks for a field `{field}:` (column {found.start() + 1}),"
                f" and the only one is `title:`; {hint}"
            )
    return None


def doubt_of(query: str, sources: Iterable[SourceArticle], story: str | None = None) -> str | None:
    """Return why a query of a story is probably not meant: its own sources do not match it."""
    texts = [Readable.of(source.title, source.text) for source in sources]
    expression = Query.of(query).expression
    if any(expression.hits(text) for text in texts):
        return None
    of_story = f" of the story {story!r}" if story else ""
    missing = [
        phrase for phrase in _phrases(expression) if not any(phrase.hits(text) for text in texts)
    ]
    why = (
        f"they do not say {', '.join(map(_shown, missing))}{_hint(missing, texts)}"
        if missing
        else "they have its words, but not together as it asks."
    )
    return f"the watch {query!r} does not match the source articles{of_story}: {why}"


def too_broad(query: str, items: Sequence[Item], story: str) -> str | None:
    """Return that a query of a story matches more of a stream than any story has, or None."""
    expression = Query.of(query).expression
    matched = sum(bool(expression.hits(Readable.of(item.title, item.text))) for item in items)
    if matched <= _BROAD * len(items):
        return None
    return (
        f"the watch {query!r} of the story {story!r} matches {matched:,} of the latest"
        f" {len(items):,} items ({matched / len(items):.0%}); name the story more narrowly, such as by"
        " a name AND a word."
    )


def _phrases(expression: Expression) -> Iterator[Phrase]:
    match expression:
        case Phrase():
            yield expression
        case Either(parts=parts) | All(parts=parts):
            for part in parts:
                yield from _phrases(part)
        case _:
            yield from _phrases(expression.left)
            yield from _phrases(expression.right)


def _shown(phrase: Phrase) -> str:
    words = " ".join(phrase.forms) + "*" * phrase.prefix
    return f"`{words}` in a title" if phrase.title_only else f"`{words}`"


def _hint(missing: Iterable[Phrase], texts: Iterable[Readable]) -> str:
    """Return which word of the sources was probably meant, as the end of a sentence."""
    said = sorted({form for text in texts for form in text.forms})
    for phrase in missing:
        for form in phrase.forms:
            if len(form) < _SHORTEST_TYPO or form in said:
                continue
            if near := difflib.get_close_matches(form, said, n=1, cutoff=_ALIKE):
                return f"; did you mean `{near[0]}`?"
    return "."
