"""What the pages say is so: settings load, commands answer as shown, links lead somewhere."""

from __future__ import annotations

import json
import re
import tomllib
from functools import reduce
from pathlib import Path

import pytest

from monitor.cli import main
from monitor.config.reader import _Reader, examine
from monitor.config.table import FaultLog, Table
from monitor.config.toml_lines import TomlLines
from tests.bridge import bridge_world, exchanges, fits, ids_by_page
from tests.commands import commands, misfits
from tests.pages import LANGUAGES, PAGES, ROOT, Block, anchors, blocks, codes, links, prose, rows
from tests.test_house import FLOORS

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))

STORY = '\n[[story]]\nname = "a-story"\nsources = ["article.md"]\nto = ["you@example.org"]\n'
FEED = '\n[[feed]]\nurl = "https://example.org/a.rss"\ntags = ["a-tag"]\n'
ARTICLE = "# The harbour bridge closes\n\nThe harbour bridge closes for 30 days, the town said.\n"
SECRETS = {
    "password_file": "scrypt:32768:8:1$salt$hash",  # a password may look so, too
    "secret_file": "whsec_" + "A" * 32,
    "key_file": "sk-a-key",
    "url_file": "https://ping.example.org/a-secret",
    "urls_file": "phone = ntfys://ntfy.example.org/my-topic",
}


READER = (ROOT / "monitor/config/reader.py").read_text("utf-8")
OPTIONAL_TABLES = frozenset(re.findall(r'"(\w+)" in document', READER))


def each_block(language: str) -> pytest.MarkDecorator:
    found = [block for page in PAGES for block in blocks(page, language)]
    return pytest.mark.parametrize("block", found, ids=str)


@each_page
def test_every_block_is_of_a_kind_that_is_tested(page: Path) -> None:
    assert {block.language for block in blocks(page)} <= LANGUAGES


# Configuration


@each_block("toml")
def test_a_block_of_configuration_is_good(
    block: Block, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = tomllib.loads(block.text)
    text = block.text + ("" if "story" in given else STORY) + ("" if "feed" in given else FEED)
    for story in given.get("story", [{"sources": ["article.md"]}]):
        for source in story["sources"]:
            (tmp_path / source).write_text(ARTICLE)
    for table in given.values():
        for key in table.keys() & SECRETS.keys() if isinstance(table, dict) else ():
            secret = tmp_path / table[key]
            secret.parent.mkdir(exist_ok=True)
            secret.write_text(SECRETS[key])
            secret.chmod(0o600)
    config = tmp_path / "monitor.toml"
    config.write_text(f'state = "state"\n{text}')
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("STATE_DIRECTORY", raising=False)
        status = _status(["--config", str(config), "check"])
    assert status == 0, capsys.readouterr().err


def _status(arguments: list[str]) -> object:
    try:
        main(arguments)
    except SystemExit as exit_:
        return exit_.code
    return 0


def read_settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Return the keys that the program reads, by table; those at the top by the empty name."""
    read: dict[str, set[str]] = {}

    class Watched(Table):
        def finish(self) -> None:
            name = ".".join(part for part in self.where if isinstance(part, str))
            read.setdefault(name, set()).update(self.asked)
            super().finish()

        def tables(self, key: str) -> list[Table]:
            given = super().tables(key) or [Watched(self.log, (*self.where, key, 0), {})]
            return [Watched(self.log, table.where, table.given) for table in given]

        def table(self, key: str) -> Table:
            below = super().table(key)
            return Watched(self.log, below.where, below.given)

    class Everything(dict[str, object]):
        """A document that has each table it is asked for, and nothing in it."""

        def __contains__(self, key: object) -> bool:
            return key in OPTIONAL_TABLES

    monkeypatch.setattr("monitor.config.reader.Table", Watched)
    log = FaultLog(Path("monitor.toml"), TomlLines.of(""))
    _Reader(log).config(Everything(), Path("state"))
    return read


def reference() -> dict[str, list[list[str]]]:
    """Return the rows of the reference of settings by table; those of the whole by the empty name."""
    page = ROOT / "docs/configuration.md"
    headings = re.findall(r"^## .+$", page.read_text("utf-8"), re.MULTILINE)
    return {
        "".join(re.findall(r"[a-z.]+", "".join(codes(each)))): rows(page, each) for each in headings
    }


def test_the_reference_lists_every_setting_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_settings(monkeypatch)
    read["story"] -= read["when"]  # as the page says
    read[""] -= read.keys()
    listed = {name: {codes(row[0])[0] for row in rows} for name, rows in reference().items()}
    assert listed == read, "each table has a heading in docs/configuration.md, each setting a row"


@pytest.mark.parametrize("table", ["", "feed", "when", "mail", "fetch", "keep"])
def test_the_reference_gives_the_defaults(table: str, tmp_path: Path) -> None:
    given = {codes(row[0])[0]: codes(row[1])[0] for row in reference()[table] if codes(row[1])}
    if table == "when":
        del given["confirm_within"]  # it needs `confirm`
    lines = [f"{key} = {value}" for key, value in given.items()]
    assert lines
    config = tmp_path / "monitor.toml"
    places = {"": "{}" + STORY + FEED, "feed": STORY + FEED + "{}"}
    document = places.get(table, STORY + FEED + f"\n[{table}]\n{{}}")
    config.write_text(document.format(""))
    without, _ = examine(config, {})
    config.write_text(document.format("\n".join(lines)))
    with_them, faults = examine(config, {})
    assert faults == []
    assert with_them == without


@each_page
def test_settings_in_running_text_exist(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = read_settings(monkeypatch)
    keys = set().union(*read.values())
    for code in codes(prose(page)):
        if place := re.match(r"\[\[?([a-z.]+)\]\]? ([a-z_]+)\b", code):
            assert place[2] in read.get(place[1], ()), code
        elif setting := re.match(r"([a-z_]+) = ", code):
            assert setting[1] in keys, code
        elif table := re.fullmatch(r"\[\[?([a-z.]+)\]\]?", code):
            assert table[1] in read, code


# Commands


@each_page
def test_commands_in_running_text_exist(page: Path) -> None:
    for code in codes(prose(page)):
        line = code if code.startswith("news-monitor") else f"news-monitor {code}"
        if code.startswith("news-monitor ") or code.split()[0] in commands():
            assert misfits(line) == [], code


@pytest.mark.e2e
@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(blocks(page, "console"))], ids=lambda page: page.name
)
def test_the_sessions_of_a_page_go_as_they_are_shown(page: Path, tmp_path: Path) -> None:
    ids: dict[str, str] = {}
    with bridge_world(tmp_path) as world:
        for block in blocks(page, "console"):
            for command, shown in exchanges(block.text):
                typed = reduce(lambda line, each: line.replace(*each), ids.items(), command)
                answered = world.answer(typed)
                assert fits(shown, answered), f"{block}: $ {command}\n{answered}"
                ids |= ids_by_page(shown, answered)


def test_what_differs_from_run_to_run_is_all_that_a_session_may_differ_in() -> None:
    shown = "item 0123456789ab  2026-11-25 03:25\n…\nAll is well.\n"
    assert fits(shown, "item ba9876543210  2027-01-01 10:00\nmore\nand more\nAll is well.\n")
    assert not fits(shown, "item ba9876543210  2027-01-01 10:00\nmore\nAll is ill.\n")
    assert not fits("2 mails sent.\n", "3 mails sent.\n")
    assert not fits("a\n", "a\nb\n")


@each_block("console")
def test_lines_of_sessions_call_what_there_is(block: Block) -> None:
    assert [misfits(command) for command, _ in exchanges(block.text) if misfits(command)] == []


@each_block("crontab")
def test_a_line_for_cron_is_one(block: Block) -> None:
    for line in block.text.splitlines():
        if line and not line.startswith("#") and not re.match(r"[A-Z]+=", line):
            *when, command = line.split(maxsplit=5)
            assert len(when) == 5
            assert all(re.fullmatch(r"[\d*/,-]+", field) for field in when), line
            assert misfits(command) == [], line


@each_block("sh")
def test_lines_for_the_shell_call_what_there_is(block: Block) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in block.text.replace("\\\n", " ").splitlines():
        assert misfits(line) == [], line
        if target := re.match(r"(?:sudo )?make ([a-z-]+)", line):
            assert target[1] in targets, line


def test_the_readme_lists_every_command() -> None:
    listed = set()
    for row in rows(ROOT / "README.md", "## Commands"):
        for code in codes(row[0]):
            assert misfits(f"news-monitor {code}") == [], code
            words = code.split()
            both = " ".join(words[:2])
            listed.add(both if both in commands() else words[0])
    asked = commands().keys() - {"", "alert"}  # `alert` alone does nothing
    assert listed == asked, "each command has a row in the table under Commands, and no other one"


@each_block("json")
def test_a_block_of_json_holds_one_object_a_line(block: Block) -> None:
    for line in block.text.splitlines():
        assert isinstance(json.loads(line), dict)


# Links


@each_page
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_the_index_names_every_page() -> None:
    index = ROOT / "docs/README.md"
    named = {(index.parent / link.partition("#")[0]).resolve() for link in links(index)}
    assert set((ROOT / "docs").glob("*.md")) - {index} <= named


#: What a path may begin with that is not written from the top.
_BASES = (ROOT, ROOT / "monitor", ROOT / "tests")
_OWN_FILE = re.compile(
    r"(?:monitor|tests|docs|scripts|systemd|man|config)/[\w./-]*|[\w./-]+\.(?:py|tsv)|[A-Z]+\.md"
)
_MODULE = re.compile(r"(?:\S*/)?python -m (tests[\w.]+\w)(?: .*)?")
_TRIED = re.compile(r"(?:\S*/)?pytest (?:-\S+ )*(tests/\S+)")
_TARGET = re.compile(r"make ([a-z-]+)")
#: Names of code: `a_name`, `ACONSTANT`, `Class.method`.
_NAME = re.compile(r"_?[a-z]+(?:_[a-z]+)+|_?[A-Z]{2,}(?:_[A-Z]+)*|[A-Z]\w+\.([a-z_]+)")
_ABOUT_CODE = [ROOT / "CONTRIBUTING.md", ROOT / "docs/design.md"]


@each_page
def test_files_that_are_named_exist(page: Path) -> None:
    modules = {path.name for path in (ROOT / "monitor").rglob("*.py")}
    for code in codes(prose(page)):
        if _OWN_FILE.fullmatch(code):
            there = any((base / code).exists() for base in _BASES)
            assert there or code in modules, f"there is no {code}"


@each_page
def test_programs_that_are_named_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = [
        *codes(prose(page)),
        *(line for each in blocks(page, "sh") for line in each.text.splitlines()),
    ]
    for code in said:
        if module := _MODULE.fullmatch(code):
            assert (ROOT / f"{module[1].replace('.', '/')}.py").exists(), code
        if tried := _TRIED.match(code):
            assert (ROOT / tried[1]).exists(), code
        if target := _TARGET.fullmatch(code):
            assert target[1] in targets, code


@pytest.mark.parametrize("page", _ABOUT_CODE, ids=lambda page: page.name)
def test_names_of_the_code_are_in_it(page: Path) -> None:
    files = [*(ROOT / "monitor").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    files += [path for path in (ROOT / "scripts").iterdir() if path.is_file()]
    words = set(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in files)))
    for code in codes(prose(page)):
        if name := _NAME.fullmatch(code):
            assert (name[1] or code) in words, f"there is no {code}"


@pytest.mark.parametrize("page", _ABOUT_CODE, ids=lambda page: page.name)
def test_the_picture_of_the_floors_is_that_of_the_house(page: Path) -> None:
    (picture,) = (b for b in blocks(page, "") if re.search("^pipeline ", b.text, re.MULTILINE))
    shown = [
        set(re.findall(r"\w+", line))
        for line in re.findall(r"^(\w+(?: · \w+)*) {2,}", picture.text, re.MULTILINE)
    ]
    floors = [set(rooms) - {"monitor", "__main__"} for rooms in reversed(FLOORS)]
    assert shown == [rooms for rooms in floors if rooms]


def test_the_picture_of_the_story_names_modules_that_are_there() -> None:
    (picture,) = (b for b in blocks(ROOT / "docs/design.md", "") if "is it on the story?" in b.text)
    rows = re.findall(r"^(\w+) +[^?\n]+\? +((?:\w+, )*\w+)$", picture.text, re.MULTILINE)
    assert len(rows) >= 4
    for room, listed in rows:
        for name in listed.split(", "):
            assert (ROOT / f"monitor/story/{room}/{name}.py").exists(), f"{room}: {name}"


def test_names_in_the_recipes_are_in_the_files_that_they_are_said_to_be_in() -> None:
    recipes = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Recipes")[1]
    named = re.findall(r"`(monitor/[\w/]+\.py|tests/[\w/]+\.py)`,\s+`(\w+)`", recipes)
    named += [
        (path, name) for name, path in re.findall(r"`(_?[A-Z_]+)`\s+in\s+`([\w/]+\.py)`", recipes)
    ]
    assert len(named) >= 8
    for path, name in named:
        assert re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")), (path, name)
