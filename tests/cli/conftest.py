"""The command `news-monitor` in this process, on a configuration in a folder of its own."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from monitor.cli import main

CONFIGURATION = """
state = "state"

[[story]]
name = "furniture"
sources = ["source.md"]
watch = ['(tariff* OR duty) NEAR/12 (china OR chinese)']

[[story]]
name = "cats"
sources = ["source.md"]
watch = ['cat OR cats']
to = ["Desk <desk@example.org>"]

[[feed]]
url = "https://news.example/business.rss"
name = "Example Business"
"""
SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China worth $3 billion a
year, the trade office in Washington said. Furniture makers in Guangdong said orders had fallen.
"""


class Program:
    """`main` as click's runner calls it."""

    name = "news-monitor"

    def main(self, args: Sequence[str], **_: object) -> None:
        main(list(args))


@dataclass(frozen=True)
class Installation:
    """A configuration, its source article and the command on them."""

    folder: Path

    @property
    def config(self) -> Path:
        return self.folder / "monitor.toml"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    @property
    def database(self) -> Path:
        return self.state / "news-monitor.db"

    def configure(self, text: str = CONFIGURATION) -> None:
        self.config.write_text(text)

    def run(self, *arguments: str, stdin: str | None = None) -> Result:
        return news_monitor("--config", str(self.config), *arguments, stdin=stdin)


def news_monitor(*arguments: str, stdin: str | None = None) -> Result:
    """Run the command; a fault that it does not expect fails the test."""
    runner = CliRunner(env={"COLUMNS": "120"})
    result = runner.invoke(Program(), list(arguments), input=stdin)  # type: ignore[arg-type]
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    (tmp_path / "source.md").write_text(SOURCE)
    made.configure()
    return made


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name of a host leads anywhere: a bundle is read as on a machine without a network."""

    def unknown(host: str, *given: Any, **named: Any) -> Any:
        if host != "127.0.0.1":
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found(host, *given, **named)

    found = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
