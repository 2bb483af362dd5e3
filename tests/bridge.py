"""The world in which the sessions of the pages are tried: a story of a bridge, its feed on loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from monitor.cli.demo.server import serving

ANYTHING = "…"  # a line of a page that stands for any lines
_ID = re.compile(r"\b(?:[0-9a-f]{16}|[0-9a-f]{12})\b")

ARTICLE = """# Harbour bridge repairs to cost $4 million

Repairs of the harbour bridge will cost $4 million, the Harbour Authority said on Monday. Ferries
will carry commuters between Eastside and the old town while it is closed in March.
"""
CONFIGURATION = """[[story]]
name = "harbour-bridge"
sources = ["bridge.md"]
watch = ['"harbour bridge"']

[[feed]]
url = "https://example.org/local.rss"
name = "Example Local"
full_text = false
"""
#: Each report with how many hours ago it was published.
REPORTS = (
    (
        240,
        "Harbour bridge loses a grant of $2 million",
        "The state withdrew a grant of $2 million for the harbour bridge, the Harbour Authority said.",
    ),
    (
        5,
        "Harbour bridge repairs will cost $7 million",
        "Repairs of the harbour bridge will cost $7 million, up from $4 million, officials said.",
    ),
    (
        4,
        "Bill for harbour bridge repairs grows to $7 million",
        "The Harbour Authority says that repairs of the harbour bridge will cost $7 million.",
    ),
    (
        3,
        "Bridge club wins the national card game final",
        "The club of Eastside beat the champions of bridge by three tricks.",
    ),
)


@dataclass(frozen=True)
class World:
    """A folder with the story in it, and the real command there."""

    folder: Path
    base: str

    def answer(self, line: str) -> str:
        """Return what a line of the shell prints, both streams together, dates and ids made even."""
        binaries = Path(sys.executable).parent
        environ = {
            "PATH": f"{binaries}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "COLUMNS": "100",
            "LC_ALL": "C.UTF-8",
        }
        done = subprocess.run(
            ["sh", "-c", line.replace("https://example.org", self.base)],
            cwd=self.folder,
            env=environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        shown = done.stdout.replace(self.base, "https://example.org")
        return shown.replace(f"{self.folder}/", "").replace(str(self.folder), ".")


@contextmanager
def bridge_world(folder: Path) -> Iterator[World]:
    """Serve the feed and put article and configuration into `folder`."""
    now = datetime.now(UTC)
    entries = "".join(
        f"<item><title>{title}</title><link>https://local.example/{number}</link>"
        f"<guid isPermaLink='false'>report-{number}</guid>"
        f"<pubDate>{format_datetime(now - timedelta(hours=hours))}</pubDate>"
        f"<description>{text}</description></item>"
        for number, (hours, title, text) in enumerate(REPORTS, 1)
    )
    document = f"<rss version='2.0'><channel><title>Local</title>{entries}</channel></rss>".encode()
    with serving({"/local.rss": document}.get) as port:
        base = f"http://127.0.0.1:{port}"
        (folder / "bridge.md").write_text(ARTICLE)
        allowed = f'\n[fetch]\nallow_private = ["127.0.0.1:{port}"]\n'
        settings = CONFIGURATION.replace("https://example.org", base) + allowed
        (folder / "monitor.toml").write_text(settings)
        yield World(folder, base)


def even(text: str) -> str:
    """Return a text with what differs from run to run made the same: moments, ids, sizes."""
    text = re.sub(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?(,\d{3})?)?", "DATE", text)
    text = re.sub(r"\d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d UTC", "DATE", text)
    text = re.sub(r"[ \d]\d [A-Z][a-z]{2} \d\d:\d\d", "DATE", text)
    text = _ID.sub("ID", text)
    text = re.sub(r"\b\d+(\.\d+)? (s|ms|min|h|MB|KB)\b", "SOME", text)
    return re.sub(r"[ \t]+", " ", text).strip()


def exchanges(session: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a session, as the page shows it, with what it is said to answer."""
    for part in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, answer = part.partition("\n")
        yield command, answer


def fits(shown: str, answered: str) -> bool:
    """Whether an answer is what a page shows, but for what differs from run to run."""
    parts = re.split(rf"^{ANYTHING}$", even(shown), flags=re.MULTILINE)
    pattern = ".*".join(re.escape(part.strip("\n")) for part in parts)
    return re.fullmatch(pattern, even(answered), flags=re.DOTALL) is not None


def ids_by_page(shown: str, answered: str) -> dict[str, str]:
    """Return the ids that a page shows with those that stand in their places in an answer."""
    lines = {even(line): line for line in answered.splitlines()}
    return {
        ours: theirs
        for line in shown.splitlines()
        for ours, theirs in zip(
            _ID.findall(line), _ID.findall(lines.get(even(line), "")), strict=False
        )
    }
