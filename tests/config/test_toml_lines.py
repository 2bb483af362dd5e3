"""The line on which a key of a TOML document stands."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from monitor.config.toml_lines import KeyPath, TomlLines

DOCUMENT = """\
# a comment with '''quotes''' and key = "value"
state = "x"
fetch.timeout = "20s"

[mail]   # a comment
port = 1
"from" = "a"

[[story]]
name = "one"
watch = [
  "a = b",
  'c',
]
[[story.test]]
title = \"""
[[story]]
name = not a name
\"""
expect = '''
port = 2'''

[[story.test]]
title = "two"

[ "story" . extra ]
key = 1

[[story]]
name = "two"
[[story.test]]
title = "three"
"""


def line(*where: str | int) -> int | None:
    return TomlLines.of(DOCUMENT).find(where)


def test_the_document_of_these_tests_is_toml() -> None:
    assert len(tomllib.loads(DOCUMENT)["story"]) == 2


def test_keys_of_the_top_and_of_tables_are_found() -> None:
    assert line("state") == 2
    assert line("mail") == 5
    assert line("mail", "port") == 6
    assert line("mail", "from") == 7


def test_dotted_keys_are_found() -> None:
    assert line("fetch", "timeout") == 3
    assert line("story", 0, "extra", "key") == 27


def test_arrays_of_tables_are_counted() -> None:
    assert line("story", 0) == 9
    assert line("story", 0, "name") == 10
    assert line("story", 1) == 29
    assert line("story", 1, "name") == 30


def test_arrays_of_tables_inside_others_are_counted_anew() -> None:
    assert line("story", 0, "test", 0) == 15
    assert line("story", 0, "test", 0, "title") == 16
    assert line("story", 0, "test", 1, "title") == 24
    assert line("story", 1, "test", 0, "title") == 32


def test_what_a_string_of_several_lines_says_is_no_key() -> None:
    assert line("story", 0, "test", 0, "expect") == 20
    assert line("story", 0, "test", 0, "port") == line("story", 0, "test", 0)


def test_a_key_that_is_missing_stands_where_its_table_does() -> None:
    assert line("story", 1, "sources") == 29
    assert line("mail", "server") == 5


def test_a_key_of_no_table_stands_nowhere() -> None:
    assert line("feed") is None
    assert line() is None


def test_line_separators_inside_a_line_do_not_count() -> None:
    text = 'a = "one\u2028two\x85three"\r\nb = 1\r\n'
    assert tomllib.loads(text)
    assert TomlLines.of(text).find(("b",)) == 2


names = st.from_regex(r"[a-z_-]{1,8}", fullmatch=True)
texts = st.text(st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="'\"\\"))
values = (
    st.integers().map(str)
    | texts.map("'{}'".format)
    | texts.map('"{}"'.format)
    | texts.map("'''\n{}\n[x]\ny = 1\n'''".format)
    | texts.map('"""\n{}\n[[x]]\ny = 1"""'.format)
    | texts.map("['{}', # k = '''\n  1]".format)
)
tables = st.dictionaries(names, values, max_size=4)


@given(tables, st.dictionaries(names, st.lists(tables, max_size=3), max_size=3))
def test_every_key_of_every_document_is_found_on_its_line(
    top: dict[str, str], arrays: dict[str, list[dict[str, str]]]
) -> None:
    written: list[str] = []
    wanted: dict[KeyPath, int] = {}

    def write(text: str, where: KeyPath) -> None:
        wanted[where] = sum(each.count("\n") + 1 for each in written) + 1
        written.append(text)

    for key, value in top.items():
        write(f"{key} = {value}", (key,))
    for name, rows in arrays.items():
        if name in top:
            continue
        for index, row in enumerate(rows):
            write(f"[[{name}]]", (name, index))
            for key, value in row.items():
                write(f"{key} = {value}", (name, index, key))
    text = "\n".join(written)
    found = TomlLines.of(text)
    assert tomllib.loads(text) is not None
    assert {where: found.find(where) for where in wanted} == wanted


@given(st.text())
def test_no_text_is_an_exception(text: str) -> None:
    lines: dict[Any, int] = TomlLines.of(text).lines
    assert all(1 <= number <= text.count("\n") + 1 for number in lines.values())
