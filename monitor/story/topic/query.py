"""The language of watch queries: text → expression → the spans of a text that it matches. Pure.

    alibaba OR "jack ma"
    tariff* NEAR/12 (china OR chinese) AND NOT title:electricity

Words match their inflected forms, case and diacritics do not matter, phrases are in quotes, `*`
ends a prefix. NEAR/n: at most n words between the nearest ends of both sides. From loosest to
tightest: OR, AND (also by mere neighbourhood), NOT, NEAR.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from monitor.errors import QueryError
from monitor.story.topic.readable import Hit, Readable, inflection_root
from monitor.story.words import ABBREVIATIONS, STOP_STEMS, concept_of, fold, tokens, weight

_LONGEST_QUERY = 10_000  # characters
_DEEPEST = 50  # parentheses, or NEARs in a row
_SHORTEST_RARE = 4  # letters of a prefix that few words have
_NEAREST = 4  # hits on each end of a window that NEAR pairs with one


@dataclass(frozen=True, slots=True)
class Need:
    """A word of a query, or with `prefix` what a word begins with."""

    form: str
    root: str
    prefix: bool = False

    @property
    def common(self) -> float:
        """How many items about have it: only to choose among needs, whatever it is they stay right."""
        concept = concept_of(self.form)
        if concept in STOP_STEMS or (self.prefix and len(self.form) < _SHORTEST_RARE):
            return 1.0
        return math.exp(-weight(concept))


# --- expressions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row; a single word is a phrase of one."""

    forms: tuple[str, ...]
    roots: tuple[str, ...]
    prefix: bool = False
    title_only: bool = False

    def hits(self, text: Readable) -> list[Hit]:
        """Return every place where the words stand."""
        length = len(self.forms)
        last = (text.title_length if self.title_only else len(text.words)) - length
        found = self._beginnings(text)
        if not found:
            return []
        starts = [start for start in found if start <= last]
        for step in range(1, length):
            starts = [start for start in starts if self._is_at(text, start + step, step)]
        return [Hit(start, start + length - 1) for start in starts]

    def _beginnings(self, text: Readable) -> Sequence[int]:
        """Return the places of a text at which its first word stands, in their order."""
        form, root = self.forms[0], self.roots[0]
        if self.prefix and len(self.forms) == 1:
            return [place for place, word in enumerate(text.forms) if word.startswith(form)]
        if text.concepts:
            return [place for place in range(len(text.words)) if self._is_at(text, place, 0)]
        found, others = text.at_form.get(form, ()), text.at_root.get(root, ())
        return sorted({*found, *others}) if found and others else found or others

    def said(self) -> Iterator[str]:
        """Yield what the expression looks for, each phrase as a text; not what it rules out."""
        yield " ".join(self.forms)

    def needs(self) -> frozenset[Need]:
        """Return its rarest word."""
        last = len(self.forms) - 1
        words = (
            Need(form, root, self.prefix and step == last)
            for step, (form, root) in enumerate(zip(self.forms, self.roots, strict=True))
        )
        return frozenset([min(words, key=lambda need: need.common)])

    def _is_at(self, text: Readable, place: int, step: int) -> bool:
        if self.prefix and step == len(self.forms) - 1:
            return text.forms[place].startswith(self.forms[step])
        if text.concepts and text.concepts[place] == concept_of(self.forms[step]):
            return True
        return text.forms[place] == self.forms[step] or text.roots[place] == self.roots[step]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part matches."""

    parts: tuple[Expression, ...]

    def hits(self, text: Readable) -> list[Hit]:
        """Return the hits of all parts."""
        return [hit for part in self.parts for hit in part.hits(text)]

    def said(self) -> Iterator[str]:
        """Yield what the parts look for."""
        return (phrase for part in self.parts for phrase in part.said())

    def needs(self) -> frozenset[Need]:
        """Return what the parts need."""
        return frozenset().union(*(part.needs() for part in self.parts))


@dataclass(frozen=True, slots=True)
class All:
    """Every part matches somewhere, and none of `without` does."""

    parts: tuple[Expression, ...]
    without: tuple[Expression, ...] = ()

    def hits(self, text: Readable) -> list[Hit]:
        """Return the hits of all parts, or none."""
        found: list[Hit] = []
        for part in self.parts:
            hits = part.hits(text)
            if not hits:
                return []
            found += hits
        return [] if any(part.hits(text) for part in self.without) else found

    def said(self) -> Iterator[str]:
        """Yield what the parts look for; not what they rule out."""
        return (phrase for part in self.parts for phrase in part.said())

    def needs(self) -> frozenset[Need]:
        """Return what the part needs that is the rarest."""
        return _rarest(self.parts)


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides match with at most `distance` words between them."""

    left: Expression
    right: Expression
    distance: int

    def hits(self, text: Readable) -> list[Hit]:
        """Return the stretches that hold both sides."""
        rights = sorted(self.right.hits(text), key=lambda hit: hit.first)
        begins = [hit.first for hit in rights]
        longest = max((hit.last - hit.first for hit in rights), default=0)
        found: dict[Hit, None] = {}
        for left in self.left.hits(text):
            low = bisect_left(begins, left.first - self.distance - longest - 1)
            high = bisect_right(begins, left.last + self.distance + 1)
            # The nearest on each side are enough: further ones only make longer stretches.
            apart = [r for r in rights[low:high] if r.last < left.first or r.first > left.last]
            for right in (*apart[:_NEAREST], *apart[-_NEAREST:]):
                if max(left.first, right.first) - min(left.last, right.last) - 1 <= self.distance:
                    found[Hit(min(left.first, right.first), max(left.last, right.last))] = None
        return list(found)

    def said(self) -> Iterator[str]:
        """Yield what both sides look for."""
        yield from self.left.said()
        yield from self.right.said()

    def needs(self) -> frozenset[Need]:
        """Return what the rarer side needs."""
        return _rarest((self.left, self.right))


Expression = Phrase | Either | All | Near
"""`hits` are its places in a text; a text of which it has any holds one of its `needs`."""


def _rarest(parts: Iterable[Expression]) -> frozenset[Need]:
    found = (part.needs() for part in parts)
    return min(found, key=lambda needs: math.fsum(need.common for need in needs))


# --- parser --------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"\s*(?:(?P<near>NEAR(?:/(?P<distance>\d{1,4}))?(?![\w*/]))|(?P<word_operator>AND|OR|NOT)(?![\w*])"
    r"|(?P<bracket>[()])|(?P<title>title:)|\"(?P<phrase>[^\"]*)\"|(?P<word>[^\s()\"]+))"
)
_DEFAULT_DISTANCE = 10


def parse(query: str) -> Expression:
    """Return the expression of a query; raise QueryError with the column of what is wrong."""
    if len(query) > _LONGEST_QUERY:
        raise QueryError("the query is too long", _LONGEST_QUERY)
    return _Parser(query).whole()


class _Parser:
    def __init__(self, query: str) -> None:
        self.query = query.rstrip()
        self.position = 0
        self.depth = 0
        self.nears = 0

    def whole(self) -> Expression:
        if not self.query.strip():
            raise QueryError("the query is empty", 1)
        expression = self.either()
        if self.peek():
            raise QueryError("there is a ')' without its '('", self.column())
        return expression

    def column(self) -> int:
        rest = self.query[self.position :]
        return self.position + len(rest) - len(rest.lstrip()) + 1

    def peek(self) -> re.Match[str] | None:
        if self.position >= len(self.query):
            return None
        found = _TOKEN.match(self.query, self.position)
        if not found:
            raise QueryError('a quotation mark (") is not closed', self.column())
        return found

    def accept(self, group: str, *texts: str) -> re.Match[str] | None:
        found = self.peek()
        if found and found[group] is not None and (not texts or found[group] in texts):
            self.position = found.end()
            return found
        return None

    def either(self) -> Expression:
        parts = [self.all()]
        while self.accept("word_operator", "OR"):
            parts.append(self.all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def all(self) -> Expression:
        start = self.column()
        parts: list[Expression] = []
        without: list[Expression] = []
        while True:
            if self.accept("word_operator", "NOT"):
                without.append(self.near())
            else:
                parts.append(self.near())
            if self.accept("word_operator", "AND"):
                continue
            found = self.peek()
            if not found or found["word_operator"] == "OR" or found["bracket"] == ")":
                break
        if not parts:
            raise QueryError("NOT needs something to be matched beside it", start)
        return parts[0] if len(parts) == 1 and not without else All(tuple(parts), tuple(without))

    def near(self) -> Expression:
        expression = self.primary()
        while found := self.accept("near"):
            self.nears += 1
            if self.nears > _DEEPEST:
                raise QueryError(f"there are more than {_DEEPEST} NEARs", self.column())
            distance = int(found["distance"]) if found["distance"] else _DEFAULT_DISTANCE
            expression = Near(expression, self.primary(), distance)
        return expression

    def primary(self) -> Expression:
        column = self.column()
        if self.accept("bracket", "("):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise QueryError("the parentheses are too deep", column)
            inner = self.either()
            if not self.accept("bracket", ")"):
                raise QueryError("this '(' is not closed", column)
            self.depth -= 1
            return inner
        title_only = self.accept("title") is not None
        if found := self.accept("phrase") or self.accept("word"):
            return _phrase(found, column, title_only=title_only)
        wrong = self.peek()
        what = f"{wrong[0].strip()!r}" if wrong else "the end"
        raise QueryError(f"a word or a phrase is missing before {what}", column)


def _phrase(found: re.Match[str], column: int, *, title_only: bool) -> Phrase:
    text = found["phrase"] if found["phrase"] is not None else found["word"]
    if found["word"] is not None and text.startswith("NEAR/"):
        raise QueryError(f"{text!r} needs a number of words up to 9999", column)
    prefix = text.endswith("*")
    words = tokens(text.rstrip("*"))
    if not words:
        raise QueryError(f"{text!r} holds no word to look for", column)
    if "*" in text.rstrip("*"):
        raise QueryError("'*' can only end a word", column)
    # `US` in a query is the country alone; `us` is whatever is spelled so.
    forms = tuple(
        (not prefix and ABBREVIATIONS.get(word.text)) or fold(word.text) for word in words
    )
    roots = tuple(inflection_root(word.text) for word in words)
    return Phrase(forms, roots, prefix, title_only)
