"""What `check` finds beyond a single fault: all kinds at once, and what is probably not meant."""

from __future__ import annotations

import pytest

from tests.cli.conftest import CONFIGURATION, Installation
from tests.ports import held_port

WATCHED = CONFIGURATION.replace("cat OR cats", "furniture")


def test_a_watch_that_its_own_source_does_not_match_is_a_warning_with_its_line(
    installation: Installation,
) -> None:
    installation.configure(WATCHED.replace("(tariff* OR duty)", "tarrif"))
    result = installation.run("check")
    assert result.exit_code == 0
    assert result.stderr == (
        f"news-monitor: warning: {installation.config}:7: the watch"
        " 'tarrif NEAR/12 (china OR chinese)' does not match the source articles of the story"
        " 'furniture': they do not say `tarrif`; did you mean `tariff`?\n"
    )
    assert "is good, with 1 warning." in result.stdout


def test_an_unknown_field_of_a_watch_is_a_fault(installation: Installation) -> None:
    installation.configure(WATCHED.replace("'furniture'", "'titel:furniture'"))
    result = installation.run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert ":12: the query 'titel:furniture' asks for a field `titel:`" in result.stderr


@pytest.mark.parametrize("command", [("check",), ("run", "--once")])
def test_faults_of_the_text_and_of_the_world_are_told_at_once(
    installation: Installation, command: tuple[str, ...]
) -> None:
    broken = WATCHED.replace("'furniture'", "'furniture OR ('").replace("url =", "every = 5\nurl =")
    installation.configure(broken)
    result = installation.run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    first, second = result.stderr.splitlines()
    assert ":12: the query 'furniture OR (' does not parse" in first
    assert ":16: `every` must be a time" in second


def test_a_broken_database_does_not_hide_the_faults_of_the_text(
    installation: Installation,
) -> None:
    installation.configure(WATCHED.replace("url =", "every = 5\nurl ="))
    installation.state.mkdir()
    installation.database.write_bytes(b"not a database " * 100)
    result = installation.run("check")
    assert result.exit_code == 2
    assert ":16: `every` must be a time" in result.stderr


@pytest.mark.parametrize(
    ("address", "allowed", "is_blocked"),
    [
        ("http://127.0.0.1:8899/feed", "", True),
        ("http://127.0.0.1:8899/feed", '"127.0.0.1:88"', True),
        ("http://127.0.0.1:8899/feed", '"127.0.0.1:8899"', False),
        ("http://127.0.0.1:8899/feed", '"127.0.0.1"', False),
        ("http://localhost/feed", "", True),
        ("https://[::1]/feed", "", True),
        ("https://[::1]/feed", '"::1"', False),
        ("https://10.0.0.8/feed", "", True),
        ("https://8.8.8.8/feed", "", False),
        ("https://internal.example/feed", "", False),
    ],
)
def test_a_feed_whose_address_shows_that_it_will_be_blocked_is_a_warning(
    installation: Installation, address: str, allowed: str, is_blocked: bool
) -> None:
    text = WATCHED.replace("https://news.example/business.rss", address)
    installation.configure(f"{text}[fetch]\nallow_private = [{allowed}]\n")
    result = installation.run("check")
    assert result.exit_code == 0
    assert (f":16: the feed {address} will be blocked" in result.stderr) is is_blocked
    assert ("to `allow_private` in [fetch]" in result.stderr) is is_blocked


TOKEN = "t0kenOfTheAddress"


def test_further_channels_are_listed_and_no_command_tells_an_address(
    installation: Installation,
) -> None:
    addresses = f"phone = json://127.0.0.1/{TOKEN}\nntfy://{TOKEN}\n"
    (installation.folder / "apprise-urls").write_text(addresses)
    (installation.folder / "apprise-urls").chmod(0o600)
    installation.configure(
        CONFIGURATION + '[apprise]\nurls_file = "apprise-urls"\n[atom]\nfile = "news.atom"\n'
    )
    result = installation.run("check")
    assert "  and into the Atom file " in result.stdout
    assert "  and by Apprise to phone (line 1), ntfy-" in result.stdout
    assert TOKEN not in result.output


def test_a_service_that_is_down_is_told_without_its_address(installation: Installation) -> None:
    with held_port() as port:
        address = f"phone = json://127.0.0.1:{port}/{TOKEN}\n"
        (installation.folder / "apprise-urls").write_text(address)
        (installation.folder / "apprise-urls").chmod(0o600)
        installation.configure(CONFIGURATION + '[apprise]\nurls_file = "apprise-urls"\n')
        result = installation.run("alert", "test")
    assert result.exit_code == 1
    assert "not sent to phone by apprise: Apprise: A Connection error occurred" in result.stderr
    assert TOKEN not in result.output
