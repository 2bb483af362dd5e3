"""The pages of items that carry only a teaser: polite, and no wall is taken for an article."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from monitor.config import FetchConfig
from monitor.feeds.article import Article, is_teaser, wall
from monitor.feeds.fetch import Fetcher
from monitor.feeds.pages import Pages
from monitor.feeds.robots import Robots
from monitor.model import Item
from tests.examples import NOW
from tests.feeds.test_article import PAGE, PARAGRAPHS

TITLE = "Ferry to close for six weeks"
ARTICLE = Article(TITLE, "\n".join(PARAGRAPHS))


def teaser(link: str | None = "https://news.example/ferry", summary: str = "The ferry …") -> Item:
    return Item("1", "feed", "1", "Island News", TITLE, summary, link)


@pytest.fixture
def fetcher(httpserver: HTTPServer) -> Iterator[Fetcher]:
    httpserver.expect_request("/ferry").respond_with_data(PAGE, content_type="text/html")
    with Fetcher(FetchConfig(allow_private=("localhost",))) as made:
        yield made


@pytest.fixture
def without_rules(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)


def read(fetcher: Fetcher, link: str) -> str:
    """Return the full text that is found for an item with this link."""
    pages = Pages(fetcher)
    found = pages.read([teaser(link)], NOW)
    pages.close()
    return found["1"].full_text if found else ""


# --- what is a teaser ----------------------------------------------------------------------------


def test_a_short_or_cut_off_text_is_a_teaser_and_a_long_one_is_not() -> None:
    assert is_teaser(teaser())
    assert is_teaser(teaser(summary="Long text. " * 200 + "[…]"))
    assert is_teaser(teaser(summary="Long text. " * 200 + "Continue reading →"))
    assert not is_teaser(teaser(summary="Long text. " * 200))
    assert not is_teaser(teaser(link=None))


# --- what is a wall ------------------------------------------------------------------------------


def test_an_article_is_no_wall() -> None:
    assert wall(ARTICLE, PAGE.encode(), TITLE) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Subscribe now to continue reading this story and support our work.",
        "Already a subscriber? Sign in.",
        "We value your privacy. We and our 842 partners store information on a device.",
        "Please enable JavaScript and reload the page.",
        "Verify you are human by completing the action below.",
    ],
)
def test_a_short_text_that_speaks_of_subscribing_cookies_or_robots_is_a_wall(sentence: str) -> None:
    assert wall(Article(TITLE, f"{PARAGRAPHS[0]}\n{PARAGRAPHS[1]}\n{sentence}"), b"", TITLE)


def test_a_long_article_may_speak_of_subscribers_and_cookies() -> None:
    text = "\n".join(PARAGRAPHS * 12) + "\nAlready a subscriber? Accept cookies."
    assert wall(Article(TITLE, text), b"", TITLE) is None


def test_the_beginning_of_an_article_that_is_not_free_is_a_wall() -> None:
    page = b'<script type="application/ld+json">{"isAccessibleForFree": false}</script>'
    assert wall(ARTICLE, page, TITLE)
    assert wall(Article(TITLE, "\n".join(PARAGRAPHS * 4)), page, TITLE) is None


def test_a_page_that_says_hardly_anything_or_something_else_is_no_article() -> None:
    assert wall(Article(TITLE, "The ferry will close."), b"", TITLE)
    assert wall(ARTICLE, b"", "Parliament votes on electricity prices")


# --- fetching ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("without_rules")
def test_the_article_of_a_page_is_read(fetcher: Fetcher, httpserver: HTTPServer) -> None:
    text = read(fetcher, httpserver.url_for("/ferry"))
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_what_robots_txt_forbids_is_not_fetched(fetcher: Fetcher, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data(
        "User-agent: *\nAllow: /\n\nUser-agent: newsmonitor\nDisallow: /f*y\n"
    )
    assert read(fetcher, httpserver.url_for("/ferry")) == ""
    assert [request.path for request, _ in httpserver.log] == ["/robots.txt"]


def test_where_a_redirect_leads_robots_txt_is_heeded_as_well(
    fetcher: Fetcher, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("User-agent: *\nDisallow: /ferry")
    httpserver.expect_request("/go").respond_with_data(
        "", status=302, headers={"Location": "/ferry"}
    )
    assert read(fetcher, httpserver.url_for("/go")) == ""


@pytest.mark.parametrize(
    ("status", "allowed"), [(404, True), (403, True), (410, True), (500, False), (503, False)]
)
def test_without_robots_txt_all_is_allowed_and_without_an_answer_nothing(
    fetcher: Fetcher, httpserver: HTTPServer, status: int, allowed: bool
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=status)
    robots = Robots(fetcher)
    assert robots.allows(httpserver.url_for("/ferry"), NOW) == allowed
    robots.allows(httpserver.url_for("/other"), NOW + timedelta(minutes=5))
    assert len(httpserver.log) == 1
    robots.allows(httpserver.url_for("/other"), NOW + timedelta(days=2))
    assert len(httpserver.log) == 2


@pytest.mark.usefixtures("without_rules")
def test_no_further_page_is_fetched_once_the_polls_are_stopped(
    fetcher: Fetcher, httpserver: HTTPServer
) -> None:
    stopped = threading.Event()
    pages = Pages(fetcher, stopped)

    def stop(_: Request) -> Response:
        stopped.set()
        return Response(PAGE, content_type="text/html")

    httpserver.expect_request("/stop").respond_with_handler(stop)
    items = [replace(teaser(httpserver.url_for("/stop")), id=str(n)) for n in range(3)]
    assert list(pages.read(items, NOW)) == ["0"]
    pages.close()


@pytest.mark.usefixtures("without_rules")
def test_a_page_that_is_no_html_or_a_wall_gives_no_text(
    fetcher: Fetcher, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/pdf").respond_with_data(b"%PDF", content_type="application/pdf")
    httpserver.expect_request("/wall").respond_with_data(
        f"<html><body><article><h1>{TITLE}</h1><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
        "<p>Subscribe to continue reading.</p></article></body></html>",
        content_type="text/html",
    )
    assert read(fetcher, httpserver.url_for("/ferry")) != ""
    assert read(fetcher, httpserver.url_for("/pdf")) == ""
    assert read(fetcher, httpserver.url_for("/wall")) == ""


def test_a_link_into_a_private_network_is_not_followed(fetcher: Fetcher) -> None:
    assert read(fetcher, "http://127.0.0.1:9/ferry") == ""


@pytest.mark.usefixtures("without_rules")
def test_slow_pages_have_one_time_together(fetcher: Fetcher, httpserver: HTTPServer) -> None:
    def slowly(_: Request) -> Response:
        time.sleep(0.5)
        return Response(PAGE, content_type="text/html")

    httpserver.expect_request("/slow").respond_with_handler(slowly)
    teasers = [
        replace(teaser(httpserver.url_for(f"/slow?{number}")), id=str(number))
        for number in range(20)
    ]
    asked = 0
    for seconds, most in ((0.2, 1), (300.0, 3)):
        pages = Pages(fetcher, seconds=seconds)
        found = pages.read(teasers[:3], NOW)
        pages.close()
        paths = [request.path for request, _ in httpserver.log]
        assert paths.count("/slow") - asked <= most  # the one that was under way ends
        asked = paths.count("/slow")
        assert len(found) == (3 if most == 3 else asked)
