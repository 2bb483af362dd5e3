"""Feeds that lie, beside one that does not: each is told of in `feeds`, the good one is not hurt."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.e2e.conftest import PATIENCE, Feeds, Installation, MailServer, Story, rss

pytestmark = pytest.mark.e2e

NEWS = Story("n", "US raises tariff on Chinese furniture to 25%", "The tariff was 10 percent.")
PLAIN = [Story(f"p{n}", f"Village fair {n}", "Cakes and music.") for n in range(3)]
HOSTILE = Story(
    "h",
    "China tariff <script>alert(1)</script> \x1b[31mred\r\nBcc: all@example.org\u202e 33%",
    "<img src=x onerror=alert(1)>A tariff on Chinese toys of 33 percent <b>begins</b>.",
)


def test_bad_feeds_are_told_of_and_disturb_nothing(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    names = ("good", "html", "nothing", "half", "huge", "hostile")
    for name in names:
        feeds.put(name, [])
    installation.configure(*names)
    installation.once()
    feeds.put("good", [NEWS])
    feeds.documents["/html"] = b"<!DOCTYPE html><html><body><h1>Are you a robot?</h1></body></html>"
    feeds.documents["/nothing"] = b""
    feeds.documents["/half"] = rss(PLAIN)[:-150]
    feeds.documents["/huge"] = rss([Story(f"x{n}", f"Item {n}", "x" * 200) for n in range(50_000)])
    feeds.documents["/hostile"] = rss([HOSTILE]).replace(b"\x1b", b"&#x9b;")
    installation.once("--force")

    listed = json.loads(installation.command("feeds", "--json").stdout)
    outcomes = {row["name"]: row["outcome"] for row in listed}
    assert outcomes == {
        "good": "ok",
        "html": "error-parse",
        "nothing": "error-parse",
        "half": "ok",
        "huge": "too-big",
        "hostile": "ok",
    }
    assert {row["items"] for row in listed if row["name"] == "half"} == {2}
    assert all(row["detail"] for row in listed)
    shown = installation.command("feeds").stdout
    assert "an HTML page" in shown

    subjects = [str(mail["Subject"]) for mail in mail_server.mails]
    assert any("25% (was 10%)" in subject for subject in subjects)
    hostile = next(mail for mail in mail_server.mails if "33" in str(mail["Subject"]))
    assert hostile["Bcc"] is None
    html = hostile.get_body(("html",))
    assert html is not None
    assert "<script" not in html.get_content()
    assert "<img" not in html.get_content()
    for command in ("items", "developments", "alerts"):
        assert "\x1b" not in installation.command(command).stdout
        assert "\u202e" not in installation.command(command).stdout


def test_fifty_thousand_items_are_stored_once(
    installation: Installation,
    feeds: Feeds,
    mail_server: MailServer,
    pytestconfig: pytest.Config,
) -> None:
    mail_server.start()
    number = round(50_000 * pytestconfig.getoption("--scale"))
    many = [Story(f"x{n}", f"Village fair {n}", "Cakes.") for n in range(number)]
    feeds.put("many", many)
    feeds.put("good", [NEWS])
    installation.configure("many", "good")
    text = installation.config.read_text()
    # No story follows it: how they are read and stored is what is tried, not how they are decided.
    text = text.replace("[[story]]", '[[story]]\nfeeds = ["followed"]')
    text = text.replace('name = "good"', 'name = "good"\ntags = ["followed"]')
    installation.config.write_text(
        text.replace("[fetch]", '[fetch]\nmax_bytes = "50MB"\ntimeout = "5m"')
    )
    for outcome in ("ok", "not-modified"):
        installation.once("--force")
        rows = json.loads(installation.command("feeds", "--json").stdout)
        (many,) = (row for row in rows if row["name"] == "many")
        assert (many["outcome"], many["items"]) == (outcome, number), many["detail"]
    assert len(mail_server.mails) == 1


@pytest.mark.parametrize("name", ["news-monitor.db", "daemon.lock"])
def test_a_daemon_whose_state_is_taken_away_says_so_and_ends_with_a_fault(
    installation: Installation, feeds: Feeds, name: str
) -> None:
    feeds.put("one", [Story("a", "Village fair", "Cakes.")])
    installation.configure("one")
    with subprocess.Popen(
        [sys.executable, "-m", "monitor", "--config", str(installation.config), "run"],
        stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            feeds.wait_for_polls("one")
            (installation.folder / "state" / name).unlink()
            _, log = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert process.returncode == 1, log
    assert f"news-monitor: {installation.folder}/state/{name} was removed or replaced" in log
    assert "Traceback" not in log


def test_five_faults_are_five_sentences_with_their_lines(installation: Installation) -> None:
    installation.config.write_text(
        'state = "state"\n'
        "[fetch]\n"
        'timeout = "soon"\n'
        "[[story]]\n"
        'name = "furniture"\n'
        'sources = ["source.md"]\n'
        'wach = ["tariff"]\n'
        'feeds = ["busines"]\n'
        "[[feed]]\n"
        'url = "ftp://example.org/feed"\n'
        'tags = ["business"]\n'
        "[mail]\n"
        "port = 70000\n"
    )
    for command in ("check", "run"):
        done = installation.command(command)
        assert done.returncode == 2
        lines = done.stderr.splitlines()
        assert len(lines) == 5
        for number, line in zip((3, 7, 8, 10, 13), lines, strict=True):
            assert f"monitor.toml:{number}: " in line
        assert "did you mean `watch`" in done.stderr


@pytest.mark.parametrize("text", [None, "", " \n"])
def test_a_source_article_without_text_stops_check_and_run(
    installation: Installation, feeds: Feeds, text: str | None
) -> None:
    feeds.put("one", [])
    installation.configure("one")
    source = installation.folder / "source.md"
    source.unlink() if text is None else source.write_text(text)
    for arguments in (("check",), ("run",), ("run", "--once")):
        done = installation.command(*arguments)
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert "source article" in line


def test_a_second_daemon_is_refused_by_the_pid_of_the_first(
    installation: Installation, feeds: Feeds
) -> None:
    feeds.put("one", [])
    installation.configure("one")
    with installation.daemon() as first:
        feeds.wait_for_polls("one")
        done = installation.command("run")
        assert done.returncode == 1
        assert str(first.pid) in done.stderr
