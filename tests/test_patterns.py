"""No text from outside makes a regular expression of the program take more than linear time."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import monitor
from tests.every import of_every
from tests.pumping import slow_on

PACKAGE = Path(monitor.__file__).parent

#: How a pattern can be asked, and what does all the work of that.
WAYS: dict[str, Callable[[re.Pattern[Any], Any], object]] = {
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "search": lambda pattern, text: pattern.search(text),
    "findall": lambda pattern, text: pattern.findall(text),
}
#: Methods that go through a text as another one does.
LIKE = {name: name for name in WAYS} | dict.fromkeys(
    ("finditer", "sub", "subn", "split"), "findall"
)


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(monitor.__path__, "monitor."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def within(value: object) -> Iterator[re.Pattern[Any]]:
    """Yield the patterns that a value of a module is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from within(held)
    elif isinstance(value, tuple | list | set | frozenset):
        for held in value:
            yield from within(held)


@cache
def held() -> dict[tuple[ModuleType, str], list[re.Pattern[Any]]]:
    """Return every compiled pattern of the program by the module and the name that hold it."""
    found = {
        (module, name): [*within(value)]
        for module in modules()
        for name, value in vars(module).items()
    }
    return {place: patterns for place, patterns in found.items() if patterns}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def ways_of(path: Path) -> dict[str, frozenset[str]]:
    """Return how a module asks each of its names for a match; all ways where it is passed on."""
    asked: dict[str, set[str]] = defaultdict(set)
    called = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            called.add(node.value)
            if node.attr in LIKE:
                asked[node.value.id].add(LIKE[node.attr])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in called:
            asked[node.id] |= set(WAYS)
    return {name: frozenset(ways) for name, ways in asked.items()}


def cases() -> Iterator[Any]:
    for (module, name), patterns in held().items():
        ways = ways_of(Path(str(module.__file__))).get(name, frozenset(WAYS))
        for number, pattern in enumerate(patterns):
            for way in sorted(ways):
                place = f"{module.__name__}.{name}" + f"-{number}" * bool(number)
                yield pytest.param(pattern, way, id=f"{place}-{way}")


_TRIES = 5


@pytest.mark.parametrize(("pattern", "way"), list(cases()))
def test_the_time_of_a_pattern_grows_with_the_text_only(pattern: re.Pattern[Any], way: str) -> None:
    first = next(slow_on(pattern, WAYS[way]), None)
    tries = [first] + [next(slow_on(pattern, WAYS[way]), None) for _ in range(_TRIES - 1) if first]
    assert (
        sum(found is not None for found in tries) <= _TRIES // 2
    )  # a busy machine is slow at times


@pytest.mark.parametrize(
    ("source", "way"),
    [
        (r"\b(?:on|of)\s+(?:\W|[a-z]+ing)*\s*$", "search"),  # 2^n ways to take rows of words apart
        (r"(?:a|b|ab)*c", "match"),
        (r"(?:<!--.*?-->)*<p", "match"),
        (r"\s*,?\s*(?:\([^)]*\)\s*)?,?\s*x", "fullmatch"),  # each part of a row of spaces
        (r"([\w-]+)=", "search"),  # from every letter of a word
        (r"\btoll\b[^.;]*$", "search"),  # from every word to the end
        (r"<link\b([^>]*)>", "findall"),
        (r"\d+,\d{1,2}", "findall"),
        (r"\w+\s+!", "search"),
        (r"[a-z]+[A-Z]?[a-z]+$", "match"),
        (r"(?:x|y)(?:\w+ ?){1,40}\.", "match"),
    ],
)
def test_a_pattern_that_is_slow_is_found(source: str, way: str) -> None:
    pattern = re.compile(source, re.DOTALL)
    assert any(next(slow_on(pattern, WAYS[way]), None) for _ in range(_TRIES))


def calls_of_the_engine(path: Path) -> Iterator[tuple[ast.Call, bool]]:
    """Yield the calls such as `re.search(…)` of a module, and whether they run when it is loaded."""

    def visit(node: ast.AST, at_load: bool) -> Iterator[tuple[ast.Call, bool]]:
        for child in ast.iter_child_nodes(node):
            inside = isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef)
            if isinstance(child, ast.Call) and ast.unparse(child.func) in ENGINE:
                yield child, at_load
            yield from visit(child, at_load and not inside)

    yield from visit(tree(path), at_load=True)


ENGINE = frozenset(f"re.{name}" for name in (*LIKE, "compile", "template"))


@of_every(sorted(PACKAGE.rglob("*.py")), lambda path: str(path.relative_to(PACKAGE)))
def test_patterns_are_compiled_where_they_are_found(path: Path) -> None:
    """What a function compiles is not tried above; a text that is escaped has nothing to repeat."""
    hidden = [
        ast.unparse(call)
        for call, at_load in calls_of_the_engine(path)
        if not at_load and not ast.unparse(call.args[0]).startswith("re.escape(")
    ]
    assert hidden == []
    names = [
        node.names
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "re"
    ]
    assert names == [], "import re, so that what is asked of it is seen"
