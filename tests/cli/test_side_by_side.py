"""Two texts beside each other."""

from __future__ import annotations

import click
from hypothesis import given
from hypothesis import strategies as st

from monitor.cli.side_by_side import compared, marked, wrapped


def starred(text: str) -> str:
    return f"*{text}*"


def test_the_stretches_of_a_text_are_marked_each_once() -> None:
    assert marked("a tariff on goods", [(2, 8), (5, 11), (12, 99)], starred) == (
        "a *tariff** on* goods"
    )


def test_a_mark_goes_on_in_the_next_line() -> None:
    assert wrapped("one two three four", [(4, 13)], starred, 14, 2) == [
        "  one *two*",
        "  *three* four",
    ]


def test_what_differs_is_marked_beside_each_other_where_there_is_room() -> None:
    (line,) = compared("The duty is 10%.", "The duty is 25%.", 100, 4)
    assert click.unstyle(line).split() == "The duty is 10%. The duty is 25%.".split()
    assert click.style("10%", fg="red") in line
    assert click.style("25%", fg="green", bold=True) in line
    assert click.style("duty", fg="red") not in line


def test_a_narrow_screen_has_one_above_the_other() -> None:
    lines = [click.unstyle(line) for line in compared("The duty is 10%.", "It is 25%.", 80, 4)]
    assert lines == ["    - The duty is 10%.", "    + It is 25%."]


WORDS = st.lists(st.text("ab%1.", min_size=1, max_size=12), max_size=30).map(" ".join)


@given(WORDS, WORDS, st.integers(100, 160))
def test_both_texts_are_whole_and_no_line_is_too_long(known: str, told: str, width: int) -> None:
    lines = [click.unstyle(line) for line in compared(known, told, width, 4)]
    assert all(len(line) <= width for line in lines)
    said = "".join(lines).replace(" ", "")
    assert sorted(said) == sorted((known + told).replace(" ", ""))
