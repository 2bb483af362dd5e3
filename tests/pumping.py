"""Texts that make a regular expression work hard, and what it makes of them.

A backtracking engine takes more than linear time where a text can be split among repeats in many
ways, or where many places begin what only the end of the text refutes. So for each repeat of a
pattern there are texts that reach it, feed it again and again, and then fail.
"""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any

_MANY = 12  # times from which a repeat is pumped
_ALPHABET = "a A0,.-_'\"\n\té<>=/:&中(#\\[]{}$@;!%"
_ENDS = ("", "Q\0.", "\n")
_MOST_BODIES = 60
_VARIANTS = 4  # of one pattern's examples
_SHORT, _LONG = 2_000, 8_000  # characters
_TRIAL = 2_000
_QUICK = 0.0004  # seconds for a trial: the square of its length in steps takes six times as long
_LEAST = _QUICK / 8  # seconds; what is less is the clock's own
_GROWTH = 8.0  # of a text four times as long: 4 where the time is linear, 16 where it is square
_DOUBLE = 3.0  # of a text twice as long: 2 where the time is linear, 4 where it is square
_ENOUGH = 0.5  # second of processor time after which a trial is given up
_CLASSES = frozenset({c.IN, c.ANY, c.NOT_LITERAL})
_REPEATS = frozenset({c.MAX_REPEAT, c.MIN_REPEAT, c.POSSESSIVE_REPEAT})
_CATEGORIES = {
    c.CATEGORY_DIGIT: r"\d",
    c.CATEGORY_NOT_DIGIT: r"\D",
    c.CATEGORY_SPACE: r"\s",
    c.CATEGORY_NOT_SPACE: r"\S",
    c.CATEGORY_WORD: r"\w",
    c.CATEGORY_NOT_WORD: r"\W",
}


@dataclass(frozen=True, slots=True)
class Pump:
    """A text of any length: `head`, then `body` as often as it takes, `middle`, `tail` and `end`."""

    head: str
    body: str
    middle: str = ""
    tail: str = ""
    end: str = ""

    def text(self, length: int) -> str:
        """Return the text with about so many characters."""
        parts = 2 if self.tail else 1
        body = self.body * (length // parts // len(self.body))
        tail = self.tail * (length // 2 // len(self.tail)) if self.tail else ""
        return f"{self.head}{body}{self.middle}{tail}{self.end}"


def pumps(pattern: re.Pattern[Any]) -> Iterator[Pump]:
    """Yield what may make a pattern slow, each once."""
    source = pattern.pattern
    if isinstance(source, bytes):
        source = source.decode("latin-1")
    # A pattern of text is parsed as one of text: only the examples are wanted.
    reader = _Reader(source, pattern.flags & ~re.ASCII & ~re.UNICODE & ~re.DEBUG)
    repeats = list(reader.repeats())
    seen = set()
    for pump in _combined(repeats):
        for end in _ENDS:
            whole = Pump(pump.head, pump.body, pump.middle, pump.tail, end)
            if (text := whole.text(80)) not in seen:
                seen.add(text)
                yield whole


@dataclass(frozen=True, slots=True)
class _Repeat:
    heads: tuple[str, ...]  # what may stand before it, from the beginning of the pattern
    bodies: tuple[str, ...]


def _combined(repeats: Sequence[_Repeat]) -> Iterator[Pump]:
    for repeat in repeats:
        for head, body in product(repeat.heads[:2], repeat.bodies):
            yield Pump(head, body)
            if head:
                yield Pump("", head + body)
                yield Pump("", head, "", body)
                yield Pump("", head)
                yield Pump("", f"{head} {body} ")
    for first, second in pairwise(repeats):
        for one, other in product(first.bodies[:_VARIANTS], second.bodies[:_VARIANTS]):
            yield Pump(first.heads[0], one, "", other)


class _Reader:
    """What a pattern's syntax tree says about texts that it matches."""

    def __init__(self, source: str, flags: int) -> None:
        self._tree = parser.parse(source, flags)
        literals = {chr(code) for code in _literals(self._tree)}
        letters = [*dict.fromkeys([*_ALPHABET, *sorted(literals)])]
        # One of those letters is enough that every part of the pattern takes for the same.
        classes = [(op, arg) for op, arg in _nodes(self._tree) if op in _CLASSES]
        alike: dict[object, str] = {}
        for letter in letters:
            own = letter if letter in literals and not letter.isalnum() else ""
            alike.setdefault((own, *(_takes(op, arg, letter) for op, arg in classes)), letter)
        self._alphabet = list(alike.values())

    def repeats(self) -> Iterator[_Repeat]:
        """Yield each repeat of the pattern that can be long."""
        yield from self._repeats(self._tree, ("",))

    def _repeats(self, tree: Any, heads: tuple[str, ...]) -> Iterator[_Repeat]:
        for op, arg in tree:
            if op in _REPEATS:
                _, most, body = arg
                if most >= _MANY:
                    yield _Repeat(heads, tuple(filter(None, self._wide(body))))
                yield from self._repeats(body, heads)
            else:
                for inner in _inner(op, arg):
                    yield from self._repeats(inner, heads)
            if op not in (c.ASSERT, c.ASSERT_NOT):
                heads = _joined(heads, self._examples(op, arg))

    def _wide(self, tree: Any) -> tuple[str, ...]:
        """Return many texts that a repeat's body matches: each letter, each alternative."""
        found: tuple[str, ...] = ("",)
        for op, arg in tree:
            found = _joined(found, self._choices(op, arg), _MOST_BODIES)
        return found

    def _choices(self, op: Any, arg: Any) -> tuple[str, ...]:
        if op in _CLASSES:
            return tuple(self._letters(op, arg))
        if op in (c.BRANCH, c.SUBPATTERN, c.ATOMIC_GROUP, *_REPEATS):
            inner = tuple(text for part in _inner(op, arg) for text in self._wide(part))
            return (*self._examples(op, arg), *inner) if op in _REPEATS else inner
        return self._examples(op, arg)

    def _text(self, tree: Any) -> tuple[str, ...]:
        found: tuple[str, ...] = ("",)
        for op, arg in tree:
            found = _joined(found, self._examples(op, arg))
        return found

    def _examples(self, op: Any, arg: Any) -> tuple[str, ...]:
        """Return a few short texts that a node matches."""
        if op is c.LITERAL:
            return (chr(arg),)
        if op in _CLASSES:
            return tuple(self._letters(op, arg)[:2])
        if op in _REPEATS:
            least, _, body = arg
            short = tuple(text * least for text in self._text(body))
            return short if least else ("", *(self._text(body)[:1]))
        if op is c.BRANCH:
            firsts = [self._text(branch)[0] for branch in arg[1]]
            return (*firsts[:2], *firsts[-1:])
        if op in (c.SUBPATTERN, c.ATOMIC_GROUP):
            return self._text(*_inner(op, arg))
        return ("",)

    def _letters(self, op: Any, arg: Any) -> list[str]:
        found = [letter for letter in self._alphabet if _takes(op, arg, letter)]
        return found or [chr(arg[0][1][0] if arg[0][0] is c.RANGE else arg[0][1])]


def _takes(op: Any, arg: Any, letter: str) -> bool:
    """Whether a node for one letter takes this one."""
    if op is c.IN:
        is_negated = arg[0][0] is c.NEGATE
        return is_negated ^ any(_takes(kind, each, letter) for kind, each in arg[is_negated:])
    if op is c.ANY:
        return letter != "\n"
    if op is c.RANGE:
        low, high = arg
        return chr(low) <= letter <= chr(high)
    if op is c.CATEGORY:
        return bool(re.match(_CATEGORIES[arg], letter))
    return (chr(arg) == letter) is (op is c.LITERAL)


def _inner(op: Any, arg: Any) -> Iterator[Any]:
    """Yield the sub-patterns of a node."""
    if op is c.BRANCH:
        yield from arg[1]
    elif op is c.SUBPATTERN:
        yield arg[-1]
    elif op is c.ATOMIC_GROUP:
        yield arg
    elif op in (c.ASSERT, c.ASSERT_NOT):
        yield arg[1]
    elif op in _REPEATS:
        yield arg[2]


def _nodes(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every node of a pattern, however deep."""
    for op, arg in tree:
        yield op, arg
        for inner in _inner(op, arg):
            yield from _nodes(inner)


def _literals(tree: Any) -> Iterator[int]:
    for op, arg in _nodes(tree):
        if op is c.LITERAL:
            yield arg
        elif op is c.IN:
            yield from (code for kind, code in arg if kind is c.LITERAL)


def _joined(heads: tuple[str, ...], tails: Sequence[str], most: int = _VARIANTS) -> tuple[str, ...]:
    return tuple(dict.fromkeys(head + tail for head, tail in product(heads, tails)))[:most]


# --- measuring ---------------------------------------------------------------------------------


class _EnoughError(Exception):
    pass


def slow_on(
    pattern: re.Pattern[Any], work: Callable[[re.Pattern[Any], Any], object]
) -> Iterator[str]:
    """Yield a sentence for each text on which a pattern's time grows faster than the text."""
    is_bytes = isinstance(pattern.pattern, bytes)

    def seconds(pump: Pump, length: int) -> float:
        text: Any = pump.text(length)
        return _seconds(
            lambda: work(pattern, text.encode("latin-1", "replace") if is_bytes else text)
        )

    for pump in pumps(pattern):
        trial = seconds(pump, _TRIAL)
        if trial < _QUICK:
            continue
        if trial < _ENOUGH and trial < _DOUBLE * seconds(pump, _TRIAL // 2):
            continue
        if trial >= _ENOUGH:
            yield f"{trial:.3f} s for {_TRIAL} characters of {pump}"
            continue
        short = max(_LEAST, min(seconds(pump, _SHORT) for _ in range(3)))
        long = min(seconds(pump, _LONG) for _ in range(3))
        if long > _GROWTH * short:
            yield f"{long / short:.0f} times as long ({long:.3f} s) for four times {pump}"


def _seconds(work: Callable[[], object]) -> float:
    """Return the processor time that something takes, hardly more than `_ENOUGH`; on the main thread.

    The engine looks for signals now and then, so a timer ends what would take for ever.
    """
    began = time.process_time()
    is_over = False

    def give_up(_: int, __: FrameType | None) -> None:
        nonlocal is_over
        # Once only, wherever it comes: on a slow machine the next one may be due at once.
        if not is_over and time.process_time() - began > _ENOUGH:
            is_over = True
            raise _EnoughError

    before = signal.signal(signal.SIGALRM, give_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, _ENOUGH, _ENOUGH / 10)
        began = time.process_time()
        work()
        is_over = True
    except _EnoughError:
        pass
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return time.process_time() - began
