"""`feeds` and its hands: find, import, export, poll."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from monitor.config import load
from monitor.model import Outcome
from monitor.model.feed_state import FeedState
from monitor.store.records import PollRecord
from monitor.store.store import Store
from tests.cli.conftest import CONFIGURATION, Installation, news_monitor
from tests.examples import NOW

URL = "https://news.example/business.rss"
RSS = """<rss version="2.0"><channel><title>t</title><ttl>60</ttl>
<item><guid>1</guid><title>Old story</title><pubDate>Mon, 23 Nov 2026 08:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>Latest story</title><pubDate>Tue, 24 Nov 2026 07:00:00 GMT</pubDate></item>
</channel></rss>"""
OPML = """<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Trade"><outline type="rss" text="Duties &amp; quotas" xmlUrl="https://a.example/f"/>
<outline type="rss" text="Again" xmlUrl="https://a.example/f"/></outline>
<outline type="rss" text="Business" xmlUrl="https://news.example/business.rss"/>
<outline type="rss" text="Evil &quot;\\&#7; name" xmlUrl="https://b.example/f" category="/x/y"/>
<outline type="rss" text="Local" xmlUrl="file:///etc/passwd"/></body></opml>"""


@pytest.fixture
def site(httpserver: HTTPServer, installation: Installation) -> HTTPServer:
    text = CONFIGURATION.replace(URL, httpserver.url_for("/feed"))
    allowed = f'[fetch]\nallow_private = ["{httpserver.host}:{httpserver.port}"]\n'
    installation.configure(f'state = "state"\n{allowed}' + text.replace('state = "state"', ""))
    httpserver.expect_request("/feed").respond_with_data(RSS, content_type="application/rss+xml")
    return httpserver


# --- the list ------------------------------------------------------------------------------------


def test_the_list_shows_rhythm_last_new_item_and_trouble(installation: Installation) -> None:
    config = load(installation.config)
    trouble = "It has failed for 6 hours: the server's certificate has expired."
    state = FeedState(URL, outcome=Outcome.ERROR_NET, failures=4, trouble=trouble, new_at=NOW)
    with Store(installation.database) as store:
        store.sync_feeds(config.feeds, NOW)
        with store.transaction():
            store.record_poll(PollRecord(state, "the server's certificate has expired.", NOW), NOW)
    assert trouble[:30] in installation.run("feeds").stdout
    (row,) = json.loads(installation.run("feeds", "--json").stdout)
    assert (row["trouble"], row["last_new"]) == (trouble, "2026-11-24T08:00:00Z")
    assert row["rhythm_seconds"] is None
    (problem,) = [p for p in problems(installation) if "Feed" in p]
    assert problem == f"Feed Example Business: {trouble}"


def problems(installation: Installation) -> list[str]:
    found: list[str] = json.loads(installation.run("status", "--json").stdout)["problems"]
    return found


# --- which feeds ---------------------------------------------------------------------------------

SEVERAL = """
state = "state"

[[story]]
name = "furniture"
sources = ["source.md"]
watch = ["furniture"]
feeds = ["trade"]

[[story]]
name = "all"
sources = ["source.md"]
watch = ["furniture"]
"""
FEEDS = {  # name: tags, outcome, trouble
    "Trade Wire": (("trade",), Outcome.OK, None),
    "Trade Post": (("trade", "local"), Outcome.TIMEOUT, None),
    "Local Echo": (("local",), Outcome.NOT_MODIFIED, "It holds no items; it usually holds 20."),
    "Quiet Corner": ((), Outcome.NOT_MODIFIED, None),
}


@pytest.fixture
def several(installation: Installation) -> Installation:
    """An installation of four feeds that were polled, each in its way."""
    text = SEVERAL
    for name, (tags, _, _) in FEEDS.items():
        text += f'[[feed]]\nurl = "{address(name)}"\nname = "{name}"\ntags = {json.dumps(tags)}\n'
    installation.configure(text)
    config = load(installation.config)
    with Store(installation.database) as store:
        store.sync_feeds(config.feeds, NOW)
        with store.transaction():
            for name, (_, outcome, trouble) in FEEDS.items():
                state = FeedState(address(name), outcome=outcome, trouble=trouble)
                store.record_poll(PollRecord(state, f"Detail of {name}.", NOW), NOW)
    return installation


def address(name: str) -> str:
    return f"https://{name.split()[1].lower()}.example/{name.split(maxsplit=1)[0].lower()}.xml"


def listed(several: Installation, *options: str) -> set[str]:
    answer = several.run("feeds", "--json", *options)
    assert (answer.exit_code, answer.stderr) == (0, "")
    return {row["name"] for row in json.loads(answer.stdout)}


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ((), set(FEEDS)),
        (("--story", "furniture"), {"Trade Wire", "Trade Post"}),
        (("--story", "all"), set(FEEDS)),
        (("--tag", "local"), {"Trade Post", "Local Echo"}),
        (("--outcome", "not-modified"), {"Local Echo", "Quiet Corner"}),
        (("--trouble",), {"Trade Post", "Local Echo"}),
        (("--search", "ECHO.example"), {"Local Echo"}),
        (("--search", "trade"), {"Trade Wire", "Trade Post"}),
        (("--tag", "local", "--trouble", "--search", "trade"), {"Trade Post"}),
        (("--tag", "none"), set()),
    ],
)
def test_the_list_can_be_of_some_feeds(
    several: Installation, options: tuple[str, ...], names: set[str]
) -> None:
    assert listed(several, *options) == names


def test_the_list_may_be_short_and_the_troubled_come_first(several: Installation) -> None:
    assert len(listed(several, "--limit", "2")) == 2
    assert listed(several, "--limit", "1") == {"Local Echo"}


def test_a_list_of_nothing_says_of_how_many(several: Installation) -> None:
    assert several.run("feeds", "--tag", "none").stdout == "None of 4 feeds is so.\n"
    result = several.run("feeds", "--story", "furnitur")
    assert (result.exit_code, "Did you mean 'furniture'?" in result.stderr) == (2, True)


@pytest.mark.parametrize("columns", ["80", "120"])
def test_what_is_wrong_with_a_feed_stands_whole_below_it(
    several: Installation, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    lines = several.run("feeds").stdout.splitlines()
    assert all(len(line) <= 120 for line in lines)
    place = next(n for n, line in enumerate(lines) if line.startswith("Local Echo"))
    assert lines[place + 1] == "    It holds no items; it usually holds 20."
    assert "Detail of Trade Wire." in next(line for line in lines if line.startswith("Trade Wire"))


def test_a_poll_whose_time_is_over_is_due(several: Installation) -> None:
    assert "due" in several.run("feeds").stdout
    assert "ago" not in several.run("feeds", "--search", "Quiet").stdout


# --- find ----------------------------------------------------------------------------------------


def test_the_feeds_that_a_page_names_are_found_when_they_work(
    site: HTTPServer, installation: Installation
) -> None:
    site.expect_request("/").respond_with_data(
        """<html><head><link rel="alternate" type="application/rss+xml" title="All" href="/feed">
        <link rel="alternate" type="application/atom+xml" href="/dead"></head></html>""",
        content_type="text/html",
    )
    result = installation.run("feeds", "find", site.url_for("/"), "--json")
    (found,) = json.loads(result.stdout)
    assert found == {
        "url": site.url_for("/feed"),
        "title": "t",  # its own: a page calls it as it likes
        "items": 2,
        "latest": "Latest story",
    }


def test_a_feed_at_a_common_place_is_found_when_the_page_names_none(
    site: HTTPServer, installation: Installation
) -> None:
    site.expect_request("/").respond_with_data("<html></html>", content_type="text/html")
    result = installation.run("feeds", "find", site.url_for("/"))
    assert site.url_for("/feed") in result.stdout
    assert "Latest story" in result.stdout


def test_an_address_that_is_a_feed_is_found_itself(
    site: HTTPServer, installation: Installation
) -> None:
    result = installation.run("feeds", "find", site.url_for("/feed"), "--json")
    assert [row["items"] for row in json.loads(result.stdout)] == [2]


def test_a_site_without_a_feed_or_out_of_reach_is_a_failure_in_words(
    site: HTTPServer, installation: Installation
) -> None:
    site.clear()
    site.expect_request("/").respond_with_data("<html></html>")
    result = installation.run("feeds", "find", site.url_for("/"))
    assert (result.exit_code, "no feed was found" in result.stderr) == (1, True)
    site.expect_request("/gone").respond_with_data("", status=410)
    result = installation.run("feeds", "find", site.url_for("/gone"))
    assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)


def test_a_private_site_is_not_asked_without_a_configuration_that_allows_it(
    site: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(empty))
    result = news_monitor("feeds", "find", site.url_for("/"))
    assert (result.exit_code, "not a public address" in result.stderr) == (1, True)
    assert site.log == []


# --- OPML ----------------------------------------------------------------------------------------


@pytest.fixture
def opml(tmp_path: Path) -> Path:
    path = tmp_path / "feeds.opml"
    path.write_text(OPML)
    return path


def test_feeds_of_an_opml_file_are_added_to_the_configuration(
    installation: Installation, opml: Path
) -> None:
    result = installation.run("feeds", "import", str(opml))
    assert (result.exit_code, result.stdout.startswith("2 feeds added")) == (0, True)
    feeds = load(installation.config).feeds
    assert [feed.url for feed in feeds] == [URL, "https://a.example/f", "https://b.example/f"]
    assert feeds[1].name == "Duties & quotas"
    assert feeds[1].tags == ("Trade",)
    assert installation.config.read_text().startswith(CONFIGURATION.rstrip())
    assert installation.run("feeds", "import", str(opml)).stdout.startswith("0 feeds added")


def test_a_dry_run_only_shows_what_would_be_added(installation: Installation, opml: Path) -> None:
    result = installation.run("feeds", "import", str(opml), "--dry-run")
    assert [feed["url"] for feed in tomllib.loads(result.stdout)["feed"]] == [
        "https://a.example/f",
        "https://b.example/f",
    ]
    assert installation.config.read_text() == CONFIGURATION


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "neither an OPML document nor a list of addresses"),
        ("hello", "neither an OPML document nor a list of addresses"),
        ("<rss/>", "not an OPML document"),
        ("<opml", "not an OPML document"),
    ],
)
def test_what_is_no_opml_is_refused(
    installation: Installation, opml: Path, text: str, reason: str
) -> None:
    opml.write_text(text)
    result = installation.run("feeds", "import", str(opml))
    assert (result.exit_code, reason in result.stderr) == (1, True)
    assert installation.config.read_text() == CONFIGURATION


def test_what_of_an_opml_file_is_no_feed_is_named(installation: Installation, opml: Path) -> None:
    result = installation.run("feeds", "import", str(opml), "--dry-run")
    (line,) = result.stderr.splitlines()
    assert line == "news-monitor: left out: Local: 'file:///etc/passwd' is no web address."


@pytest.mark.parametrize("outline", ["", "<outline text='Local' xmlUrl='file:///etc/passwd'/>"])
def test_an_opml_file_without_a_feed_is_no_success(
    installation: Installation, opml: Path, outline: str
) -> None:
    opml.write_text(f"<opml version='2.0'><body>{outline}</body></opml>")
    result = installation.run("feeds", "import", str(opml))
    assert (result.exit_code, "holds no feed that can be added." in result.stderr) == (1, True)
    assert ("left out: Local" in result.stderr) is bool(outline)
    assert installation.config.read_text() == CONFIGURATION


def test_what_is_exported_can_be_imported(installation: Installation, opml: Path) -> None:
    installation.run("feeds", "import", str(opml))
    before = load(installation.config).feeds
    opml.write_text(installation.run("feeds", "export").stdout)
    installation.configure(CONFIGURATION.replace(URL, "https://else.example/"))
    installation.run("feeds", "import", str(opml))
    assert load(installation.config).feeds[1:] == before


def test_a_list_of_addresses_is_called_by_the_titles_that_polls_see(
    installation: Installation, tmp_path: Path
) -> None:
    alerts = [f"http://127.0.0.1:9/feeds/{n}" for n in range(3)]
    (tmp_path / "list.txt").write_text("\n".join(alerts))
    installation.run("feeds", "import", str(tmp_path / "list.txt"))
    assert "name" not in installation.config.read_text().removeprefix(CONFIGURATION)
    config = load(installation.config)
    assert [feed.name for feed in config.feeds[1:]] == ["127.0.0.1"] * 3
    with Store(config.database) as store:
        store.sync_feeds(config.feeds, NOW)
        with store.transaction():
            for url, title in zip(alerts, ("Alert: tariffs", "", "Alert: ferry"), strict=True):
                store.record_poll(PollRecord(FeedState(url, title=title), "", NOW), NOW)
    names = ["Alert: tariffs", "127.0.0.1", "Alert: ferry"]
    listed = {
        row["url"]: row["name"] for row in json.loads(installation.run("feeds", "--json").stdout)
    }
    assert [listed[url] for url in alerts] == names
    exported = installation.run("feeds", "export").stdout
    assert all(f'text="{name}"' in exported for name in names)
    polled = installation.run("feeds", "poll", "Alert: ferry")
    assert "There is no feed" not in polled.stderr


def test_a_name_that_is_only_the_address_is_none(installation: Installation) -> None:
    installation.configure(
        f'{CONFIGURATION}\n[[feed]]\nurl = "https://a.example/f"\nname = "https://a.example/f"\n'
    )
    feed = load(installation.config).feeds[-1]
    assert (feed.name, feed.is_named) == ("a.example", False)


# --- poll ----------------------------------------------------------------------------------------


def test_a_poll_shows_all_that_happens(site: HTTPServer, installation: Installation) -> None:
    result = installation.run("feeds", "poll", "Example Business")
    assert result.exit_code == 0
    for word in (
        f"> GET {site.url_for('/feed')}",
        "> User-Agent: NewsMonitor/",
        "< 200 OK",
        "< Content-Type: application/rss+xml",
        "ok  2 items.",
        "left alone for 60 minutes",
        "Latest story",
    ):
        assert word in result.stdout
    assert not installation.database.exists()


def test_a_poll_that_fails_says_so(site: HTTPServer, installation: Installation) -> None:
    site.expect_request("/gone").respond_with_data("", status=410)
    result = installation.run("feeds", "poll", site.url_for("/gone"))
    assert result.exit_code == 1
    assert "gone for good (410)" in result.stdout


def test_a_name_that_is_not_configured_is_wrong_usage(installation: Installation) -> None:
    result = installation.run("feeds", "poll", "Nobody")
    assert result.exit_code == 2
