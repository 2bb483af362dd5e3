"""Pages that commands fetch, with and without a configuration."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from tests.cli.conftest import CONFIGURATION, SOURCE, Installation, news_monitor

PAGE = (
    f"<html><head><title>T</title></head><body><article><p>{SOURCE * 4}</p></article></body></html>"
)


@pytest.fixture
def page(httpserver: HTTPServer) -> str:
    """The address of an article on this machine."""
    httpserver.expect_request("/page").respond_with_data(PAGE, content_type="text/html")
    return httpserver.url_for("/page")


def allow(installation: Installation, page: str) -> None:
    host = page.split("/")[2]
    installation.configure(f'{CONFIGURATION}[fetch]\nallow_private = ["{host}"]\n')


@pytest.mark.parametrize("command", ["diff", "replay"])
def test_an_address_that_the_configuration_allows_is_fetched(
    installation: Installation, page: str, command: str
) -> None:
    source = str(installation.folder / "source.md")
    arguments = ("diff", source, page) if command == "diff" else ("replay", "-", "--source", page)
    stdin = '{"id": "a", "title": "A cat show"}\n'
    refused = installation.run(*arguments, stdin=stdin)
    assert refused.exit_code == 2
    assert "allow it in `allow_private`" in refused.stderr
    allow(installation, page)
    assert installation.run(*arguments, stdin=stdin).exit_code == 0


def test_files_are_compared_whatever_the_configuration_is(installation: Installation) -> None:
    installation.configure("not TOML")
    source = str(installation.folder / "source.md")
    assert installation.run("diff", source, source).exit_code == 0


def test_without_a_configuration_an_address_is_fetched_with_the_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    result = news_monitor("diff", page, page)
    assert result.exit_code == 2
    assert f"the text SOURCE {page} cannot be fetched:" in result.stderr


def test_the_second_text_of_a_diff_is_called_by_its_own_name(installation: Installation) -> None:
    source = str(installation.folder / "source.md")
    result = installation.run("diff", source, "0123456789ab")
    assert result.exit_code == 2
    assert "the text ITEM" in result.stderr
    assert "0123456789ab cannot be read: no such file or directory." in result.stderr
    assert "source article" not in result.stderr
