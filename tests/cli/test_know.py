"""`know`: one more article that the reader has read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Installation

READ = """# US raises tariff on Chinese furniture to 25%

The tariff on furniture from China rises to 25 percent in May, the trade office said.
"""


@pytest.fixture
def article(installation: Installation) -> Path:
    path = installation.folder / "read.md"
    path.write_text(READ)
    return path


def listed(installation: Installation) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(
        installation.run("know", "furniture", "--list", "--json").stdout
    )
    return found


def test_an_article_is_kept_listed_and_forgotten(installation: Installation, article: Path) -> None:
    assert listed(installation) == []
    result = installation.run("know", "furniture", str(article))
    assert result.stdout.startswith(
        "Known from now on: US raises tariff on Chinese furniture to 25%"
    )
    assert installation.run("know", "furniture", str(article)).stdout.startswith("Known already")
    (kept,) = listed(installation)
    assert kept["address"] == str(article)
    assert kept["id"] in installation.run("know", "furniture", "--list").stdout
    article.unlink()  # it is kept whatever becomes of the file
    assert listed(installation) == [kept]
    assert installation.run("know", "furniture", "--forget", kept["id"][:5]).exit_code == 0
    assert listed(installation) == []
    assert "No article was added" in installation.run("know", "furniture", "--list").stdout


def test_a_text_on_stdin_will_do(installation: Installation) -> None:
    result = installation.run("know", "furniture", "-", "--json", stdin=READ)
    assert json.loads(result.stdout)["title"].startswith("US raises")


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("furniture",), 2, "Give an article"),
        (("furniture", "x.md", "--list"), 2, "Give an article"),
        (("dogs", "x.md"), 2, "There is no story 'dogs'"),
        (("furniture", "nowhere.md"), 2, "the article"),
        (("furniture", "--forget", "abc"), 1, "no article 'abc' of furniture"),
    ],
)
def test_what_cannot_be_is_told(
    installation: Installation, arguments: tuple[str, ...], status: int, sentence: str
) -> None:
    result = installation.run("know", *arguments)
    assert (result.exit_code, sentence in result.stderr) == (status, True), result.stderr
