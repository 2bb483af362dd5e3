"""One slip in a configuration is one fault, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config import load
from monitor.errors import ConfigError

GOOD = """\
[mail]
server = "smtp.example.org"
from = "monitor@example.org"
username = "monitor"
password_file = "secret"
[[story]]
name = "ferry"
sources = ["ferry.md"]
to = ["desk@example.org"]
[[feed]]
url = "https://news.example/feed"
"""


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str]]:
    path = tmp_path / "monitor.toml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    return [(fault.line, fault.sentence) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("meant", "written", "line"),
    [
        ("from", "form", 3),
        ("password_file", "passwordfile", 5),
        ("sources", "source", 8),
        ("to", "too", 9),
        ("url", "uri", 11),
    ],
)
def test_a_misspelt_key_is_not_missed_as_well(
    tmp_path: Path, meant: str, written: str, line: int
) -> None:
    text = GOOD.replace(f"\n{meant} =", f"\n{written} =")
    assert faults(tmp_path, text) == [
        (line, f"there is no setting `{written}` here; did you mean `{meant}`?")
    ]


@pytest.mark.parametrize(("opening", "line"), [("[[feeds]]", 10), ("[feeds]", 10)])
def test_a_misspelt_table_is_one_fault_with_its_line(
    tmp_path: Path, opening: str, line: int
) -> None:
    assert faults(tmp_path, GOOD.replace("[[feed]]", opening)) == [
        (line, "there is no setting `feeds` here; did you mean `feed`?")
    ]


def test_tables_of_one_bracket_have_a_line(tmp_path: Path) -> None:
    found = faults(tmp_path, GOOD.replace("[[feed]]", "[feed]"))
    assert found == [(10, "write [[feed]] with two brackets: there can be several.")]


def test_a_key_that_is_there_twice_in_two_spellings_is_one_too_many(tmp_path: Path) -> None:
    found = faults(tmp_path, GOOD.replace("sources =", 'source = "ferry.md"\nsources ='))
    assert found == [(8, "there is no setting `source` here; did you mean `sources`?")]


def test_a_key_that_is_neither_there_nor_misspelt_is_missed(tmp_path: Path) -> None:
    found = faults(tmp_path, GOOD.replace('to = ["desk@example.org"]', 'xyz = "x"'))
    assert found == [
        (6, "the story 'ferry' needs `to`, because [mail] has a server: who gets its mails?"),
        (9, "there is no setting `xyz` here."),
    ]
