"""What `replay` says of archives and watches that are not what was meant."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import CONFIGURATION, Installation

LINE = json.dumps(
    {"id": "a", "published": "2026-01-01T08:00:00Z", "title": "Tariff on furniture from China"}
)


def test_a_date_that_is_none_is_named_with_its_line(installation: Installation) -> None:
    undated = LINE.replace("2026-01-01T08:00:00Z", "yesterday")
    stdin = f"{LINE}\n\n{undated}\n" + LINE.replace('"2026-01-01T08:00:00Z"', "null")
    result = installation.run("replay", "-", "--json", "--story", "furniture", stdin=stdin)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    (warning,) = result.stderr.splitlines()
    assert warning == (
        "news-monitor: warning: line 3: its `published` 'yesterday' is no date such as"
        " 2026-01-31T08:00:00Z; the item counts as undated."
    )


@pytest.mark.parametrize("stdin", ["", "\n\n", "no JSON\n[]\n"])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_archive_without_an_item_is_a_failure(
    installation: Installation, stdin: str, options: tuple[str, ...]
) -> None:
    result = installation.run("replay", "-", "--story", "furniture", *options, stdin=stdin)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "holds no item; write one JSON object a line" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("source", [True, False])
def test_a_watch_that_is_no_query_is_called_by_its_option(
    installation: Installation, *, source: bool
) -> None:
    chosen = ("--source", str(installation.folder / "source.md"))
    story = chosen if source else ("--story", "furniture")
    result = installation.run("replay", "-", *story, "--watch", "(china", stdin=LINE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "news-monitor: --watch: the query '(china' does not parse:"
        " this '(' is not closed (column 1).\n"
    )


def test_a_watch_that_its_sources_do_not_match_is_a_warning(installation: Installation) -> None:
    result = installation.run(
        "replay", "-", "--story", "furniture", "--watch", "tarrif", stdin=LINE
    )
    assert result.exit_code == 0
    assert result.stderr == (
        "news-monitor: warning: --watch: the watch 'tarrif' does not match the source articles:"
        " they do not say `tarrif`; did you mean `tariff`?\n"
    )


def test_a_configured_watch_has_its_line(installation: Installation) -> None:
    result = installation.run("replay", "-", "--story", "cats", stdin=LINE)
    assert result.exit_code == 0
    assert f"warning: {installation.config}:12: the watch 'cat OR cats'" in result.stderr
    installation.configure(CONFIGURATION.replace("'cat OR cats'", "'titel:cats'"))
    result = installation.run("replay", "-", "--story", "cats", stdin=LINE)
    assert result.exit_code == 2
    assert f"{installation.config}:12: the query 'titel:cats'" in result.stderr
