"""`init`: from an article and a site to a configuration that alerts."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import Result
from pytest_httpserver import HTTPServer
from werkzeug import Response

from monitor.cli import bundles, choosing
from monitor.cli.service.shipped import SETTINGS, contents
from monitor.config import load
from monitor.store.views import Views
from tests.cli.conftest import news_monitor

pytestmark = pytest.mark.usefixtures("no_network")

ARTICLE = """# New harbour bridge to cost $30 million

The new harbour bridge will cost $30 million, the Harbour Authority said on Monday. Work will begin in
June and take 18 months. Builders of the bridge had asked for more money. Mayor Anna Berg said the toll
would be 2 dollars for each car. "We need this bridge," she said. Critics say that the old ferry is
enough for the 4,000 people who cross the harbour each day.
"""
NEWS = "Harbour bridge to cost $40 million, not $30 million"
PAGE = """<html><head><link rel="alternate" type="application/rss+xml" title="Local news"
 href="/local.rss"></head><body></body></html>"""


def rss(*titles: str) -> str:
    moment = format_datetime(datetime.now(UTC) - timedelta(hours=1))
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><pubDate>{moment}</pubDate>"
        f"<description>{title}, the town said.</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>Local</title>{items}</channel></rss>"


@pytest.fixture
def site() -> Iterator[HTTPServer]:
    with HTTPServer(host="127.0.0.1") as server:
        server.expect_request("/").respond_with_data(PAGE, content_type="text/html")
        server.expect_request("/article").respond_with_data(
            "<html><head><title>Bridge</title></head><body><article><h1>New harbour bridge to cost $30"
            f" million</h1><p>{ARTICLE.partition('million')[2]}</p></article></body></html>",
            content_type="text/html",
        )
        server.expect_request("/local.rss").respond_with_data(
            rss(NEWS, "New harbour bridge will cost $30 million", "Card game of bridge: new rules")
        )
        yield server


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the person is, with an article and a state of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "bridge.txt").write_text(ARTICLE)
    return tmp_path


def init(*arguments: str, stdin: str | None = None) -> Result:
    return news_monitor("init", *arguments, "--yes", stdin=stdin)


def test_an_article_and_a_site_become_a_configuration_that_alerts(
    folder: Path, site: HTTPServer
) -> None:
    result = init("bridge.txt", "--feed", site.url_for("/"), "--to", "desk@example.org")
    assert (result.exit_code, result.stderr) == (0, "")
    for part in ("Harbour Authority", "Anna Berg", "$30 million", "(3 items", NEWS):
        assert part in result.stdout
    assert "would have matched 2 of 3, and told 1:" in result.stdout
    assert f"told  {NEWS}" in result.stdout
    config = load(folder / "monitor.toml")
    (story,), (feed,) = config.stories, config.feeds
    assert (story.name, story.to) == ("harbour-bridge", ("desk@example.org",))
    assert (feed.url, feed.name) == (site.url_for("/local.rss"), "Local")
    assert story.watch[0] == '"harbour bridge"'
    assert (folder / story.sources[0]).read_text().split() == ARTICLE.split()
    assert news_monitor("check").exit_code == 0
    assert news_monitor("run", "--once").stdout.startswith("1 feed polled; 1 mail sent.")
    (told,) = Views(config.database).developments()
    assert told["headline"] == NEWS


def test_an_article_from_an_address_is_kept_as_a_file(folder: Path, site: HTTPServer) -> None:
    result = init(site.url_for("/article"), "--feed", site.url_for("/local.rss"), "--name", "b")
    assert result.exit_code == 0
    assert "Harbour Authority said on Monday" in (folder / "b.md").read_text()
    assert site.url_for("/article") in (folder / "monitor.toml").read_text()


def test_a_pasted_article_will_do(folder: Path, site: HTTPServer) -> None:
    result = init("-", "--feed", site.url_for("/"), stdin=ARTICLE)
    assert result.exit_code == 0
    assert (folder / "harbour-bridge.md").exists()


def test_a_configuration_that_is_there_keeps_every_byte(folder: Path, site: HTTPServer) -> None:
    assert init("bridge.txt", "--feed", site.url_for("/")).exit_code == 0
    path = folder / "monitor.toml"
    path.write_text("# mine, and dear to me\n" + path.read_text())
    before = path.read_text()
    result = init("bridge.txt", "--feed", site.url_for("/"))
    assert result.exit_code == 0
    assert path.read_text().startswith(before)
    config = load(path)
    assert [story.name for story in config.stories] == [
        "harbour-bridge", "harbour-bridge-2",
    ]  # fmt: skip
    assert len(config.feeds) == 1


def test_nothing_is_overwritten_and_nothing_is_left_half(folder: Path, site: HTTPServer) -> None:
    (folder / "mine.md").write_text("dear to me")
    result = init("bridge.txt", "--feed", site.url_for("/"), "--name", "mine")
    assert (result.exit_code, "is not overwritten" in result.stderr) == (1, True)
    assert (folder / "mine.md").read_text() == "dear to me"
    result = init("bridge.txt", "--feed", site.url_for("/"), "--name", "b", "--watch", "(a")
    assert (result.exit_code, "is not closed" in result.stderr) == (2, True)
    assert sorted(path.name for path in folder.iterdir()) == ["bridge.txt", "mine.md"]


def test_a_name_leads_to_no_other_folder(folder: Path, site: HTTPServer) -> None:
    result = init("bridge.txt", "--feed", site.url_for("/"), "--name", "../../etc/passwd")
    assert (result.exit_code, "must be a short name" in result.stderr) == (2, True)
    assert [path.name for path in folder.iterdir()] == ["bridge.txt"]


def test_a_feed_that_cannot_be_read_ends_it_and_nothing_is_written(
    folder: Path, site: HTTPServer
) -> None:
    dead, gone = site.url_for("/dead.rss"), site.url_for("/gone.rss")
    result = init("bridge.txt", "--feed", dead, "--feed", site.url_for("/"), "--feed", gone)
    assert (result.exit_code, "Wrote" in result.stdout) == (1, False)
    assert f"{dead}: " in result.stderr
    assert f"{gone}: " in result.stderr
    assert "Nothing was written." in result.stderr
    assert [path.name for path in folder.iterdir()] == ["bridge.txt"]


def test_a_watch_is_tried_on_an_archive_too(folder: Path, site: HTTPServer) -> None:
    lines = [
        {"id": f"a{n}", "title": title, "published": f"2026-01-0{n}T08:00:00Z"}
        for n, title in enumerate(("Harbour bridge closes for good", "A cat", "Chess"), 1)
    ]
    (folder / "past.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = init("bridge.txt", "--feed", site.url_for("/"), "--archive", "past.jsonl")
    assert result.exit_code == 0
    assert "would have matched 3 of 6" in result.stdout


def test_a_watch_of_ones_own_is_taken_and_tried(folder: Path, site: HTTPServer) -> None:
    result = init("bridge.txt", "--feed", site.url_for("/"), "--watch", "toll AND bridge")
    assert result.exit_code == 0
    assert "would have matched 0 of 3, and told 0." in result.stdout
    assert "the first item that matches is told" in " ".join(result.stdout.split())
    assert load(folder / "monitor.toml").stories[0].watch == ("toll AND bridge",)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ((1, 2), "All of those told are young enough (24 h)"),
        ((1, 48), "Of those told 1 is young enough (24 h)"),
        ((48, 72), "None of those told is young enough (24 h)"),
        ((1,), "All of those told are young enough (24 h)"),
        ((48,), "A longer `backlog` in monitor.toml"),
    ],
)
def test_how_many_are_young_enough_is_said_with_what_to_do(
    folder: Path, site: HTTPServer, hours: tuple[int, ...], sentence: str
) -> None:
    news = (NEWS, "Harbour bridge opening put off to 2031, builder bankrupt")
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid>"
        f"<pubDate>{format_datetime(datetime.now(UTC) - timedelta(hours=age))}</pubDate></item>"
        for title, age in zip(news, hours, strict=False)
    )
    site.expect_request("/aged.rss").respond_with_data(
        f"<rss version='2.0'><channel><title>Aged</title>{items}</channel></rss>"
    )
    result = init("bridge.txt", "--feed", site.url_for("/aged.rss"))
    assert result.exit_code == 0
    assert f"told {len(hours)}:" in result.stdout
    assert sentence in " ".join(result.stdout.split())


def test_a_second_story_is_tried_on_what_is_stored(folder: Path, site: HTTPServer) -> None:
    assert init("bridge.txt", "--feed", site.url_for("/")).exit_code == 0
    assert news_monitor("run", "--once").exit_code == 0
    result = init("bridge.txt", "--name", "again")
    assert result.exit_code == 0
    assert "would have matched 2 of 3" in result.stdout


def bundled(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    outlines = "".join(f'<outline text="F{n}" xmlUrl="{a}"/>' for n, a in enumerate(addresses))
    document = f"<opml version='2.0'><body>{outlines}</body></opml>".encode()
    monkeypatch.setattr(bundles, "_documents", lambda: {"world-en": document})


def test_a_watch_is_tried_on_what_the_feeds_of_a_bundle_carry(
    folder: Path, site: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundled(monkeypatch, site.url_for("/local.rss"), site.url_for("/dead"), "http://a.example/f")
    result = init("bridge.txt", "--bundle", "world-en")
    assert result.exit_code == 0
    assert "1 feed read: 3 items." in result.stdout
    assert "would have matched 2 of 3, and told 1:" in result.stdout
    assert "warning: 2 of 3 feeds cannot be read now. F1: " in result.stderr
    assert "Nor can F2. They are kept" in result.stderr
    assert [feed.name for feed in load(folder / "monitor.toml").feeds] == ["F0", "F1", "F2"]


def test_a_feed_of_a_bundle_that_takes_too_long_is_kept(
    folder: Path, site: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choosing, "_LONGEST_READ", 0.3)
    bundled(monkeypatch, site.url_for("/slow"))
    site.expect_request("/slow").respond_with_handler(
        lambda _: time.sleep(2) or Response(rss(NEWS))  # type: ignore[func-returns-value]
    )
    result = init("bridge.txt", "--bundle", "world-en")
    assert (result.exit_code, len(load(folder / "monitor.toml").feeds)) == (0, 1)
    assert "1 of 1 feed cannot be read now. F0: no answer in time." in result.stderr


def test_a_second_story_is_not_promised_what_was_polled_before(
    folder: Path, site: HTTPServer
) -> None:
    assert init("bridge.txt", "--feed", site.url_for("/")).exit_code == 0
    assert news_monitor("run", "--once").exit_code == 0
    said = " ".join(init("bridge.txt", "--name", "again").stdout.split())
    assert "first poll" not in said
    assert "None of those told is mailed: they are of the past" in said
    site.expect_request("/more.rss").respond_with_data(
        rss("Harbour bridge opening put off to 2031, builder bankrupt")
    )
    more = ("--name", "third", "--feed", site.url_for("/more.rss"))
    said = " ".join(init("bridge.txt", *more).stdout.split())
    assert "and told 2:" in said
    assert "Of those told 1 is of the past, and not mailed. All of the others are young" in said


def test_a_new_configuration_gets_its_own_state_where_another_has_the_usual_one(
    folder: Path, site: HTTPServer
) -> None:
    assert init("bridge.txt", "--feed", site.url_for("/")).exit_code == 0
    assert news_monitor("run", "--once").exit_code == 0
    arguments = ("bridge.txt", "--feed", site.url_for("/"), "--output", "me2")
    result = init(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("The state directory ")
    assert f"belongs to the configuration {folder / 'monitor.toml'}" in result.stdout
    config = load(folder / "me2" / "monitor.toml")
    assert config.state == folder / "me2" / "state"
    polled = news_monitor("--config", "me2/monitor.toml", "run", "--once")
    assert polled.stdout.startswith("1 feed polled; 1 mail sent.")


def test_the_state_of_another_configuration_is_seen_before_any_work(
    folder: Path, site: HTTPServer
) -> None:
    assert init("bridge.txt", "--feed", site.url_for("/")).exit_code == 0
    assert news_monitor("run", "--once").exit_code == 0
    (folder / "other.toml").write_text((folder / "monitor.toml").read_text())
    site.clear()
    result = news_monitor(
        "--config", "other.toml", "init", "bridge.txt", "--feed", site.url_for("/"), "--yes"
    )
    assert (result.exit_code, result.stdout) == (2, "")
    assert "belongs to the configuration" in result.stderr
    (folder / "me2" / "state").mkdir(parents=True)
    (folder / "me2" / "state" / "configuration").write_text(str(folder / "other.toml"))
    result = init("bridge.txt", "--feed", site.url_for("/"), "--output", "me2")
    assert (result.exit_code, result.stdout, site.log) == (2, "", [])
    assert f"me2/state belongs to the configuration {folder / 'other.toml'}" in result.stderr


def test_a_beat_is_told_and_given_more_than_one_watch(folder: Path, site: HTTPServer) -> None:
    beat = Path(__file__).parents[1] / "stories" / "proposing" / "beats" / "transfers.md"
    result = init(str(beat), "--feed", site.url_for("/"), "--name", "beat")
    assert result.exit_code == 0
    assert "warning: Your article tells of many threads" in result.stderr
    assert len(load(folder / "monitor.toml").stories[0].watch) > 1
    assert "# Your article tells of many threads" in (folder / "monitor.toml").read_text()


def test_a_bundle_needs_no_address_and_no_network(folder: Path) -> None:
    result = init("bridge.txt", "--bundle", "world-en", "--bundle", "world-de")
    assert result.exit_code == 0
    assert "warning: 19 of 19 feeds cannot be read now. BBC World: " in result.stderr
    assert " Nor can NPR World, The Guardian World" in result.stderr
    assert "would have matched" not in result.stdout
    assert "Not tried: there is no item to try it on" in " ".join(result.stdout.split())
    feeds = load(folder / "monitor.toml").feeds
    assert {"world", "welt"} == {tag for feed in feeds for tag in feed.tags}
    assert len(feeds) > 15


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "The article that you have read"),
        (("bridge.txt",), "Feeds or sites"),
        (("nowhere.txt", "--feed", "x.example"), "the article"),
    ],
)
def test_what_is_missing_is_told(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    result = init(*arguments)
    assert (result.exit_code, sentence in result.stderr) == (2, True)
    assert not (folder / "monitor.toml").exists()


def test_a_poor_article_is_warned_of(folder: Path, site: HTTPServer) -> None:
    (folder / "links.txt").write_text("\n".join(f"A headline about number {n}" for n in range(12)))
    result = init("links.txt", "--feed", site.url_for("/"), "--name", "links")
    assert "warning: This looks like a list of headlines" in result.stderr


@pytest.mark.parametrize("says_state", [False, True])
def test_the_example_gives_way_and_its_state_stays(
    folder: Path, site: HTTPServer, *, says_state: bool
) -> None:
    example = contents("config")[SETTINGS].decode()
    state = 'state = "/var/lib/news-monitor"'
    assert f"# {state}" in example
    (folder / "monitor.toml").write_text(
        example.replace(f"# {state}", state) if says_state else example
    )
    result = init("bridge.txt", "--feed", site.url_for("/"))
    assert result.exit_code == 0
    assert "is the example that comes with the program; yours takes its place" in result.stdout
    config = load(folder / "monitor.toml")
    assert [story.name for story in config.stories] == ["harbour-bridge"]
    assert (str(config.state) == "/var/lib/news-monitor") == says_state


def test_a_bundle_and_an_address_are_both_taken_and_no_feed_twice(
    folder: Path, site: HTTPServer
) -> None:
    assert init("bridge.txt", "--bundle", "world-en", "--feed", site.url_for("/")).exit_code == 0
    feeds = load(folder / "monitor.toml").feeds
    assert site.url_for("/local.rss") in [feed.url for feed in feeds]
    result = init("bridge.txt", "--bundle", "world-en", "--name", "again")
    assert result.exit_code == 0
    assert load(folder / "monitor.toml").feeds == feeds


def test_a_login_in_the_address_of_an_article_is_not_written(
    folder: Path, site: HTTPServer
) -> None:
    address = site.url_for("/article").replace("://", "://user:geheim@")
    assert init(address, "--feed", site.url_for("/"), "--name", "b").exit_code == 0
    written = (folder / "monitor.toml").read_text()
    assert "geheim" not in written
    assert "/article" in written


def test_the_next_commands_work_from_where_one_is(folder: Path, site: HTTPServer) -> None:
    result = init("bridge.txt", "--feed", site.url_for("/"), "--output", "elsewhere")
    assert result.exit_code == 0
    assert "--config elsewhere/monitor.toml check" in result.stdout
    here = init("bridge.txt", "--feed", site.url_for("/"))
    assert "--config" not in here.stdout


def test_nothing_is_asked_of_a_pipe(folder: Path, site: HTTPServer) -> None:
    result = news_monitor("init", "bridge.txt", "--feed", site.url_for("/"))
    assert result.exit_code == 0
    assert "?" not in result.stdout
    assert (folder / "monitor.toml").exists()


def test_the_other_watches_are_kept_as_remarks(folder: Path, site: HTTPServer) -> None:
    result = init("bridge.txt", "--feed", site.url_for("/"))
    written = (folder / "monitor.toml").read_text()
    shown = [label for label in ("narrower", "wider") if f"{label}  " in result.stdout]
    assert shown
    for label in shown:
        assert f"# {label.capitalize()}: " in written


def test_of_many_items_the_latest_are_tried(folder: Path, site: HTTPServer) -> None:
    lines = [
        {"id": f"a{n}", "title": title, "published": f"20{year}-01-01T08:00:00Z"}
        for n, (title, year) in enumerate(
            [("Harbour bridge closes for good", 25), ("Chess", 24), ("Harbour bridge opens", 26)]
        )
    ]
    (folder / "past.jsonl").write_text("\n".join(map(json.dumps, lines)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.cli.proposal.MOST_ITEMS", 5)
        result = init("bridge.txt", "--feed", site.url_for("/"), "--archive", "past.jsonl")
    assert "would have matched 4 of 5" in result.stdout  # not what was published first
