"""One article in two feeds of an outlet is told by one outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.section import tally
from monitor.model import Action, Report, outlets_of
from monitor.model.identity import site_of
from monitor.store.store import Store
from monitor.story.known.origin import with_origins
from tests.examples import FEED, NOW, a_decision, an_item

BUSINESS = Report(
    "1", "Example Business", "Bridge to close", "https://news.example/a/1", NOW, "Bridge to close",
    identity="guid-1",
)  # fmt: skip
WORLD = replace(BUSINESS, item="2", outlet="Example World")


@pytest.mark.parametrize(
    "other",
    [
        WORLD,
        replace(WORLD, link="http://www.news.example/a/1/"),
        replace(WORLD, title="Bridge to close in March", link="http://news.example/a/1"),
        replace(WORLD, link="https://news.example/world/1", identity="guid-2"),
        replace(WORLD, link="https://m.news.example/world/1", identity="guid-2"),
        replace(
            WORLD, title="BRIDGE TO\u00a0CLOSE ", link="https://news.example/2", identity="guid-2"
        ),
        replace(WORLD, title="World: Bridge to close", link="https://news.example/2", identity="2"),
        replace(
            WORLD, title="Bridge to close | World", link="https://news.example/2", identity="2"
        ),
        replace(
            WORLD, title="UPDATE 1-Bridge to close", link="https://news.example/2", identity="2"
        ),
    ],
)
def test_one_article_of_two_feeds_has_one_outlet(other: Report) -> None:
    assert outlets_of([BUSINESS, other]) == ["Example Business"] * 2
    assert {report.origin for report in with_origins([BUSINESS, other])} == {"Example Business"}
    assert tally(with_origins([BUSINESS, other])) == ""


def test_what_a_second_feed_tells_by_itself_is_of_the_same_outlet_then() -> None:
    own = replace(WORLD, item="3", title="Ferries", link="https://news.example/a/3", identity="3")
    assert outlets_of([BUSINESS, WORLD, own]) == ["Example Business"] * 3


SAID = "The harbour bridge will be closed in March while its cables are being replaced."


def test_one_text_under_two_headlines_has_one_outlet() -> None:
    one = replace(BUSINESS, text=f"{BUSINESS.title}\n{SAID}\n")
    other = replace(
        WORLD, title="Ferries from March", link="https://news.example/world/1", identity="guid-2",
        text=f"Ferries from March\n{SAID.upper()}\nMore of it.",
    )  # fmt: skip
    assert len(set(outlets_of([one, other]))) == 1
    elsewhere = replace(other, link="https://other.example/1")
    assert len(set(outlets_of([one, elsewhere]))) == 2
    nowhere = [replace(each, link=None, identity=each.item) for each in (one, other)]
    assert len(set(outlets_of(nowhere))) == 2
    short = [replace(each, text=f"{each.title}\nRead more here.\n") for each in (one, other)]
    assert len(set(outlets_of(short))) == 2


def test_a_feed_of_many_sites_is_one_with_an_outlet_only_in_what_it_has_of_it() -> None:
    many = replace(BUSINESS, outlet="All of it", item="3")
    own = replace(many, item="4", title="Ferries", link="https://other.example/1", identity="4")
    assert outlets_of([BUSINESS, many, own]) == ["Example Business"] * 2 + ["All of it"]


REPORTS = st.lists(
    st.builds(
        lambda feed, site, article, n: replace(
            BUSINESS, item=str(n), outlet=f"Feed {feed}", title=f"Headline {article}",
            link=f"https://{site}.example/{feed}/{article}", identity=f"{site}-{n}",
        ),
        st.integers(1, 5), st.sampled_from(["one", "two"]), st.integers(1, 4), st.integers(1, 99),
    ),
    min_size=1, max_size=9,
)  # fmt: skip


@given(REPORTS, st.randoms(use_true_random=False))
def test_the_order_of_the_reports_makes_nobody_another_outlet(
    reports: list[Report], chance: Random
) -> None:
    def grouped(order: list[Report]) -> set[frozenset[str]]:
        of: defaultdict[str, set[str]] = defaultdict(set)
        for report, outlet in zip(order, outlets_of(order), strict=True):
            of[outlet].add(f"{report.outlet} of {site_of(report.link)}")
        return {frozenset(each) for each in of.values()}

    one_site = [report for report in reports if "one.example" in (report.link or "")]
    assert grouped(one_site) == grouped(chance.sample(one_site, len(one_site)))
    for each in (one_site, reports):
        outlets = outlets_of(each)
        assert outlets[:1] == [report.outlet for report in each[:1]]
        assert set(outlets) <= {report.outlet for report in each}


@pytest.mark.parametrize(
    ("link", "site"),
    [
        ("https://www.news.example/1", "news.example"),
        ("http://m.news.example:8080/1?a=b", "news.example"),
        ("https://edition.news.co.uk/", "news.co.uk"),
        ("https://news.co.uk", "news.co.uk"),
        ("https://sport.orf.at/1", "orf.at"),
        ("http://127.0.0.1:80/1", "127.0.0.1"),
        ("https://localhost/1", "localhost"),
        (None, ""),
        ("mailto:desk", ""),
    ],
)
def test_the_site_of_a_link_is_what_somebody_holds(link: str | None, site: str) -> None:
    assert site_of(link) == site


@pytest.mark.parametrize(
    "other",
    [
        replace(WORLD, link="https://other.example/a/1", identity="guid-1"),
        replace(WORLD, title="Ferries", link="https://news.example/a/2", identity="guid-2"),
        replace(WORLD, title="Ferries", link=None, identity="2"),
    ],
)
def test_two_articles_are_of_two_outlets(other: Report) -> None:
    assert outlets_of([BUSINESS, other]) == ["Example Business", "Example World"]
    assert tally(with_origins([BUSINESS, other])) == "2 outlets, 2 independent origins"


def test_a_guid_without_a_link_names_an_article_only_where_no_other_outlet_gives_it() -> None:
    uuid = "urn:uuid:3590e2f5-f1e9-4101-82d5-5335f8d73799"
    one, two = (replace(each, link=None, identity=uuid) for each in (BUSINESS, WORLD))
    assert len(set(outlets_of([one, two]))) == 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "news-monitor.db") as opened:
        yield opened


def test_an_outlet_is_counted_once_for_all_its_feeds(store: Store) -> None:
    other = "https://news.example/world.rss"
    store.sync_feeds([FEED, replace(FEED, url=other)], NOW)
    reports = [
        an_item(1),
        an_item(2, feed=other, outlet="Example World", link=an_item(1).link, identity="guid-1"),
        an_item(3, outlet="The Other", link="https://other.example/3"),
    ]
    for minute, item in enumerate(reports):
        now = NOW + timedelta(minutes=minute)
        action = Action.ALERT if minute == 0 else Action.FOLD
        decision = a_decision(action, development=1)
        with store.transaction():
            store.add_item(item, now)
            store.record_development(decision, "s", item.title, now)
            store.record_decision(item, 1, "s", decision, now)
    assert store.notices.told_by(1) == (NOW, NOW + timedelta(minutes=2))
    assert [report.identity for report in store.reports(1)] == ["guid-1", "guid-1", "guid-3"]
