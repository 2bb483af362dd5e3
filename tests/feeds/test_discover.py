"""Feeds that a page names."""

from __future__ import annotations

import pytest

from monitor.feeds.discover import common_places, feed_links

PAGE = """<html><head>
<link rel="alternate" type="application/rss+xml" title="All  news" href="/all.rss">
<LINK REL='alternate' TYPE='application/atom+xml' HREF='https://other.example/atom'>
<link rel=alternate type=application/rss+xml href=/all.rss>
%s
</head></html>"""


@pytest.mark.parametrize(
    "other",
    [
        '<link rel="stylesheet" type="text/css" href="/a.css">',
        '<link rel="alternate" type="text/html" href="/de">',
        '<link rel="alternate" type="application/rss+xml" href="http://[broken">',
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel="alternate" type="application/rss+xml">',
    ],
)
def test_a_page_names_its_feeds_each_once_and_nothing_else_is_one(other: str) -> None:
    found = feed_links((PAGE % other).encode(), "https://news.example/section/")
    assert [(link.url, link.title) for link in found][:2] == [
        ("https://news.example/all.rss", "All news"),
        ("https://other.example/atom", ""),
    ]
    assert all("javascript" not in link.url and "[" not in link.url for link in found)


def test_common_places_are_on_the_site() -> None:
    assert all(
        each.startswith("https://news.example/") for each in common_places("https://news.example/x")
    )
