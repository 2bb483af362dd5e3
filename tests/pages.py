"""The pages of documentation, taken apart: fenced blocks, inline code, links, headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
#: How the lines of a block are set apart, by what its fence says; each has its test.
LANGUAGES = frozenset(("toml", "console", "crontab", "sh", "json", ""))


@dataclass(frozen=True)
class Block:
    """A fenced block: where it begins, what its fence says, its text."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path, language: str | None = None) -> Iterator[Block]:
    """Yield the fenced blocks of a page, those of one language only where it is given."""
    language_found, began, lines = "", 0, list[str]()
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if not line.startswith("```"):
            lines.append(line)
        elif began:
            if language in (None, language_found):
                yield Block(page, began, language_found, "\n".join([*lines, ""]))
            began = 0
        else:
            language_found, began, lines = line.removeprefix("```").strip(), number, []
    assert not began, f"{page}:{began}: a fence without an end"


def prose(page: Path) -> str:
    """Return a page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def codes(text: str) -> list[str]:
    """Return what stands in backticks, each on one line; a `\\|` of a table is a `|`."""
    found = re.findall(r"`([^`]+)`", text)
    return [re.sub(r"\s+", " ", code).replace("\\|", "|") for code in found]


def links(page: Path) -> list[str]:
    """Return the targets of a page's links."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", prose(page)))


def anchors(page: Path) -> set[str]:
    """Return what a link to a heading of the page may name, as GitHub makes it of the heading."""
    headings = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def rows(page: Path, heading: str) -> list[list[str]]:
    """Return the rows of the tables below a heading, without their heads, each as its cells."""
    below = prose(page).split(f"\n{heading}\n", 1)[1]
    section = re.split(r"^#", below, maxsplit=1, flags=re.MULTILINE)[0]
    found = []
    lines = section.splitlines()
    for number, line in enumerate(lines):
        is_head = number + 1 < len(lines) and re.fullmatch(r"\|[-| ]+\|", lines[number + 1])
        if line.startswith("|") and not is_head and not re.fullmatch(r"\|[-| ]+\|", line):
            found.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    return found
