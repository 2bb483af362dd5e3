"""The article of a page, without what stands around it."""

from __future__ import annotations

import pytest

from monitor.feeds.article import Article, extract

PARAGRAPHS = [
    "The ferry company said on Monday that the crossing between the two islands will close for "
    "six weeks in spring, while the old pier is taken down and a new one is built.",
    "About 1,200 people use the crossing on a working day, and most of them have no other way to "
    "reach the schools and the hospital on the larger island.",
    "The mayor asked for a replacement by smaller boats, which the company has promised to look "
    "into before the end of the month.",
]
PAGE = f"""<!doctype html><html><head><title>Ferry to close for six weeks | Island News</title>
<meta property="og:title" content="Ferry to close for  six weeks"></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport results</a></li></ul></nav>
<article><h1>Ferry to close for six weeks</h1>{"".join(f"<p>{p}</p>" for p in PARAGRAPHS)}</article>
<section id="comments"><div class="comment"><p>First comment: what a shame for all of us!</p>
<p>Second comment: it was time for a new pier, and I am glad that it comes at last.</p></div></section>
<footer>Copyright Island News, all rights reserved. Imprint. Privacy.</footer></body></html>"""


def found(html: str | bytes) -> Article:
    article = extract(
        html.encode() if isinstance(html, str) else html, "https://news.example/ferry"
    )
    assert article is not None
    return article


def test_the_article_has_its_title_and_every_paragraph() -> None:
    article = found(PAGE)
    assert article.title == "Ferry to close for six weeks"
    for paragraph in PARAGRAPHS:
        assert paragraph in article.text


def test_what_stands_around_the_article_is_left_out() -> None:
    text = found(PAGE).text
    for other in ("Sport results", "First comment", "Copyright"):
        assert other not in text


def test_characters_that_are_not_seen_are_dropped() -> None:
    text = found(PAGE.replace("ferry company", "fer\u200bry\u202e com\u00adpany")).text
    assert "The ferry company said" in text


@pytest.mark.parametrize("html", [b"", b"   ", b"<html><body></body></html>", b"\x00\xff\xfe"])
def test_a_page_without_an_article_has_none(html: bytes) -> None:
    assert extract(html) is None
