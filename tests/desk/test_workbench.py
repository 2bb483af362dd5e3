"""A configuration edited on the workbench: what was asked for, and not a byte more."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.desk.workbench import Draft, _edited, lines_of, version
from monitor.errors import MonitorError

TEXT = """# The whole
state = "s"  # here
[[story]]
name = "a"  # the first
watch = [
    'x',      # a letter
    'y OR z', # two
]

# about the feed
[[feed]]
url = "u"

[web]
listen = "127.0.0.1:1"

# before b
[[story]]
name = "b"
# What you have read
sources = ["q"]
watch = ["y"]  # mine
# exclude = ['"card game"']
[story.aliases]
NASA = ["agency"]
[[story.test]]
title = "[[story]] is no header here"
expect = "known"

[[story]]
name = "c"
sources = [
  "[not a header]",
]
# the end"""
QUERIES = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12), max_size=4
).map(tuple)


@given(st.integers(0, 2), QUERIES, QUERIES)
def test_an_edit_says_what_was_asked_for_and_leaves_the_rest(
    index: int, watch: tuple[str, ...], exclude: tuple[str, ...]
) -> None:
    after = _edited(TEXT, index, Draft(watch, exclude), version(TEXT))
    wanted = tomllib.loads(TEXT)
    for key, queries in (("watch", watch), ("exclude", exclude)):
        wanted["story"][index].pop(key, None)
        if queries:
            wanted["story"][index][key] = list(queries)
    assert tomllib.loads(after) == wanted
    for comment in ("# The whole", "# here", "# the first", "# about the feed", "# before b",
                    "# What you have read", "# exclude = ['\"card game\"']", "# the end"):  # fmt: skip
        assert comment in after
    outside = TEXT.split("[[feed]]")[1].split("[[story]]", maxsplit=1)[0]
    assert outside in after  # byte by byte


def test_what_stays_in_a_list_keeps_its_comment() -> None:
    after = _edited(TEXT, 0, Draft(("y OR z", "new"), ()), version(TEXT))
    assert "'y OR z', # two" in after
    assert "letter" not in after.partition("[[feed]]")[0].partition("y OR z")[2]


def test_nothing_asked_is_nothing_changed() -> None:
    assert _edited(TEXT, 0, Draft(("x", "y OR z"), ()), version(TEXT)) == TEXT
    assert _edited(TEXT, 1, Draft(("y",), ()), version(TEXT)) == TEXT


def test_what_another_has_changed_is_not_written_over() -> None:
    with pytest.raises(MonitorError, match="changed meanwhile"):
        _edited(TEXT, 0, Draft((), ()), version(TEXT + "\n"))


def test_a_file_that_is_written_otherwise_is_left_alone() -> None:
    text = 'story = [{name = "a", sources = ["q"]}]\n'
    with pytest.raises(MonitorError, match="edit the file itself"):
        _edited(text, 0, Draft(("x",), ()), version(text))


@pytest.mark.parametrize(
    ("text", "lines"), [("", ()), ("a\n\n b OR c \r\n", ("a", "b OR c")), ("  ", ())]
)
def test_a_query_stands_on_a_line(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text) == lines
