"""The feeds of a site are looked for within a time for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.config import FetchConfig
from monitor.feeds.fetch import Fetcher
from monitor.feeds.find import find_feeds
from monitor.feeds.parsers import Parsers
from tests.examples import NOW

RSS = "<rss version='2.0'><channel><title>t</title><item><guid>1</guid><title>A</title></item></channel></rss>"


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with Fetcher(FetchConfig(allow_private=("localhost",))) as made:
        yield made


@pytest.mark.parametrize("names", ["", "/named"], ids=["common places", "named"])
def test_slow_feeds_of_a_site_have_one_time_together(
    fetcher: Fetcher, httpserver: HTTPServer, names: str
) -> None:
    def slowly(_: Request) -> Response:
        time.sleep(0.5)
        return Response(RSS, content_type="application/rss+xml")

    links = [f"<link rel=alternate type='application/rss+xml' href='{names}{n}'>" for n in range(9)]
    page = "<html><head>" + ("".join(links) if names else "") + "</head></html>"
    httpserver.expect_request("/").respond_with_data(page, content_type="text/html")
    httpserver.expect_request("/feed").respond_with_handler(slowly)
    for number in range(9):
        httpserver.expect_request(f"{names}{number}").respond_with_handler(slowly)
    with Parsers(1) as parsers:
        found, fault = find_feeds(httpserver.url_for("/"), fetcher, parsers, NOW, seconds=0.2)
        assert len(httpserver.log) <= 2  # the page, and the one that was under way
        assert bool(found) is (len(httpserver.log) == 2)
        assert found or fault == "what it names as feeds is not fetched after 0.2 s."
        found, fault = find_feeds(httpserver.url_for("/"), fetcher, parsers, NOW, seconds=300.0)
    assert len(found) == (9 if names else 1)
    assert fault == ""
