"""The tables that the program ships: each is read by one reader, which names what is wrong with it."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import tables
from monitor.errors import TableError
from monitor.story.languages import glossary
from tests.pages import ROOT

PACKAGE = ROOT / "monitor"
#: Where `scripts/build-figure-tables` writes rows of several shapes, which have a reader beside them.
OF_SEVERAL_SHAPES = {"story/facts/cldr.tsv"}
SHIPPED = sorted(
    name
    for path in PACKAGE.rglob("*.tsv")
    if (name := str(path.relative_to(PACKAGE))) not in OF_SEVERAL_SHAPES
)

words = st.text(st.characters(categories=("L", "M", "N"), exclude_characters="#"), min_size=1)
cells = st.lists(words, min_size=1, max_size=4, unique=True)


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return what puts a text in the place of the table `t.tsv` of a package `p`."""
    monkeypatch.setattr(tables, "files", lambda _: tmp_path)
    return lambda text: (tmp_path / "t.tsv").write_bytes(text.encode()) and None


@given(st.lists(cells, min_size=1))
def test_what_is_written_is_read(rows: list[list[str]]) -> None:
    keys = [f"{number}" for number, _ in enumerate(rows)]
    text = "# a comment\n" + "".join(
        f"{key}\t{' '.join(row)}\n" for key, row in zip(keys, rows, strict=True)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "files", lambda _: _Folder(text))
        assert tables.read_groups("p", "t.tsv") == dict(zip(keys, map(tuple, rows), strict=True))
        assert tables.read_groups("p", "t.tsv", keys).keys() == set(keys)
        assert tables.read_map("p", "t.tsv") == dict(zip(keys, map(" ".join, rows), strict=True))
        assert [row[0] for row in tables.read_rows("p", "t.tsv", 2)] == keys


class _Folder:
    """What `importlib.resources.files` returns, holding one text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def joinpath(self, _: str) -> _Folder:
        return self

    def read_text(self, _: str) -> str:
        return self._text


READERS: dict[str, Callable[[], Any]] = {
    "rows": lambda: tables.read_rows("p", "t.tsv", 2),
    "map": lambda: tables.read_map("p", "t.tsv"),
    "numbers": lambda: tables.read_numbers("p", "t.tsv"),
    "groups": lambda: tables.read_groups("p", "t.tsv"),
    "wanted groups": lambda: tables.read_groups("p", "t.tsv", ("a", "b")),
    "words": lambda: tables.read_words("p", "t.tsv"),
}


@pytest.mark.parametrize(
    ("reader", "text", "place", "what"),
    [
        *(
            (reader, text, "p/t.tsv", "holds nothing")
            for reader in READERS
            for text in ("", "#x\n")
        ),
        *((reader, "a\t\n", "p/t.tsv:1", "cell") for reader in READERS),
        *((reader, "#\n\n", "p/t.tsv:2", "blank") for reader in READERS),
        *((reader, "a\tb\tc\n", "p/t.tsv:1", "cell") for reader in READERS),
        ("rows", "a\tb\nc\n", "p/t.tsv:2", "2 cells"),
        ("map", "# of\na\tb\na\tc\n", "p/t.tsv:3", "'a' has a row already"),
        ("numbers", "a\t1\na\t2\n", "p/t.tsv:2", "'a' has a row already"),
        ("numbers", "a\tone\n", "p/t.tsv:1", "'one' is no number"),
        ("numbers", "a\tnan\n", "p/t.tsv:1", "'nan' is no number"),
        ("numbers", "a\t-inf\n", "p/t.tsv:1", "'-inf' is no number"),
        ("groups", "a\tx y\na\tz x\n", "p/t.tsv:2", "'x' comes again for 'a'"),
        ("wanted groups", "a\tx\n", "p/t.tsv", ": b."),
        ("wanted groups", "a\tx\nb\ty\nc\tz\n", "p/t.tsv", ": c."),
        ("words", "a b\nc a\n", "p/t.tsv:2", "'a' stands in the table already"),
    ],
)
def test_a_fault_is_named_with_its_place(
    written: Callable[[str], None], reader: str, text: str, place: str, what: str
) -> None:
    written(text)
    with pytest.raises(TableError) as caught:
        READERS[reader]()
    sentence = str(caught.value)
    assert sentence.startswith(f"{place}: ")
    assert what in sentence
    assert sentence.endswith("install News Monitor anew.")


def test_a_table_that_is_missing_or_no_text_is_named(tmp_path: Path, written: Any) -> None:
    with pytest.raises(TableError, match=r"p/t\.tsv: it cannot be read"):
        tables.read_map("p", "t.tsv")
    (tmp_path / "t.tsv").write_bytes(b"a\t\xff\n")
    with pytest.raises(TableError, match=r"p/t\.tsv: it cannot be read"):
        tables.read_map("p", "t.tsv")


@pytest.mark.parametrize("line", ["| es: uno", "one | es:", "one | xx: uno", "one | uno"])
def test_a_line_of_the_glossary_that_is_none_is_named(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "files", lambda _: _Folder(f"two | es: dos\n{line}\n"))
    with pytest.raises(TableError, match=r"languages/names\.txt:2: a line is an English word"):
        glossary.glossary.__wrapped__()


def test_every_shipped_table_is_read_by_the_one_reader_and_from_beside_it() -> None:
    asked = sorted(
        str((path.parent / node.args[1].value).relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and len(node.args) > 1
        if ast.unparse(node.args[0]) == "__package__" and isinstance(node.args[1], ast.Constant)
        if ast.unparse(node.func) != "table_fault"
    )
    assert asked == SHIPPED


@pytest.mark.e2e
def test_a_damaged_table_is_one_sentence_at_the_terminal(tmp_path: Path) -> None:
    copy = tmp_path / "monitor"
    shutil.copytree(PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    table = copy / "story/lexicon/phrases.tsv"
    table.write_text(f"{table.read_text('utf-8')}half a row\n", "utf-8")
    done = subprocess.run(
        (sys.executable, "-m", "monitor", "diff", table, table),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    line = len(table.read_text("utf-8").splitlines())
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"news-monitor: monitor/story/lexicon/phrases.tsv:{line}: a row has 2 cells"
    )
    assert "Traceback" not in done.stderr
