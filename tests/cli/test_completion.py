"""Tab: what a real bash is offered, and what is offered of stories, feeds and what is stored."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import BashComplete, ShellComplete

from monitor.cli import cli, offers
from monitor.cli.completion import SHELLS, QuotingBash
from tests.bridge import bridge_world
from tests.cli.conftest import Installation, news_monitor

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="wants bash")


def offered(
    installation: Installation, *words: str, shell: type[ShellComplete] = QuotingBash
) -> list[str]:
    """Return what is offered for the last of some words."""
    completer = shell(cli, {}, "news-monitor", "_NEWS_MONITOR_COMPLETE")
    before = ["--config", str(installation.config), *words[:-1]]
    return [item.value for item in completer.get_completions(before, words[-1])]


def ask_bash(folder: Path, words: str) -> list[str]:
    """Return what bash is offered for words of an array, the last one being typed."""
    script = f"""
        eval "$(news-monitor completion bash)"
        COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))
        _news_monitor_completion news-monitor
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    environ = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(folder)}
    done = subprocess.run(
        ["bash", "--norc", "-c", script],
        cwd=folder,
        env=environ | {"XDG_STATE_HOME": str(folder / "state")},
        text=True,
        capture_output=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@needs_bash
@pytest.mark.e2e
def test_bash_completes_commands_options_and_names(tmp_path: Path) -> None:
    with bridge_world(tmp_path) as world:
        world.answer("news-monitor run --once")
    assert ask_bash(tmp_path, "news-monitor dev") == ["developments"]
    assert ask_bash(tmp_path, "news-monitor mute ''") == ["1", "harbour-bridge"]
    assert ask_bash(tmp_path, "news-monitor items --ver") == ["--verdict"]
    assert ask_bash(tmp_path, "news-monitor items --verdict k") == ["known"]
    assert ask_bash(tmp_path, "news-monitor items --feed Exa") == [r"Example\ Local"]
    assert ask_bash(tmp_path, r"news-monitor items --feed 'Example\ Lo'") == [r"Example\ Local"]
    assert len(ask_bash(tmp_path, "news-monitor explain ''")) == 4


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_has_a_script_that_asks_the_program(shell: str) -> None:
    script = news_monitor("completion", shell).stdout
    assert f"_NEWS_MONITOR_COMPLETE={shell}_complete" in script
    assert "_news_monitor_completion" in script


def test_an_unknown_shell_is_wrong_usage() -> None:
    result = news_monitor("completion", "tcsh")
    assert result.exit_code == 2
    assert "fish" in result.stderr


def test_commands_are_offered_without_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    def must_not(*_: object) -> None:
        raise AssertionError("imported")

    monkeypatch.setattr("importlib.import_module", must_not)
    context = click.Context(cli, info_name="news-monitor")
    assert [item.value for item in cli.shell_complete(context, "re")] == ["replay", "restore"]
    assert "--config" in [item.value for item in cli.shell_complete(context, "--")]


def test_stories_and_feeds_are_those_of_the_configuration(installation: Installation) -> None:
    assert offered(installation, "items", "--story", "") == ["furniture", "cats"]
    assert offered(installation, "items", "--story", "c") == ["cats"]
    assert offered(installation, "feeds", "poll", "") == ["Example Business"]


def test_a_word_that_is_no_command_offers_commands_and_fails_nothing(
    installation: Installation,
) -> None:
    assert "status" in offered(installation, "stats", "")


@pytest.mark.parametrize("text", ["[[story", "", 'state = "\\u0000"'])
def test_a_configuration_with_a_fault_offers_nothing(installation: Installation, text: str) -> None:
    installation.configure(text)
    assert offered(installation, "mute", "") == []


def test_a_database_that_cannot_be_read_offers_nothing(installation: Installation) -> None:
    installation.state.mkdir()
    installation.database.write_text("no database at all, but long enough to be looked at\n" * 9)
    assert offered(installation, "explain", "") == []


def test_what_stands_beside_a_number_is_on_one_line_and_harmless(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": 7, "headline": "Bridge\x1b[31m\nclosed " + "for days " * 30}]
    monkeypatch.setattr(offers.Views, "developments", lambda *_, **__: rows)
    completer = BashComplete(cli, {}, "news-monitor", "_NEWS_MONITOR_COMPLETE")
    found = completer.get_completions(["--config", str(installation.config), "mute"], "7")
    (beside,) = [item.help for item in found if item.value == "7"]
    assert beside is not None
    assert beside.isprintable()
    assert len(beside) <= 60
