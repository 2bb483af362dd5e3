"""The HTML of a page → the title and text of its article. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.feeds.html_text import clean, one_line


@dataclass(frozen=True, slots=True)
class Article:
    """What a person reads on a page."""

    title: str
    text: str


def extract(html: bytes, url: str = "") -> Article | None:
    """Return the article of a page, or None where trafilatura finds none."""
    # Imported here because it takes longer than everything else together.
    import trafilatura  # noqa: PLC0415

    document = trafilatura.bare_extraction(
        html,
        url=url or None,
        include_comments=False,
        with_metadata=True,  # the title is among them
    )
    if document is None or isinstance(document, dict) or not (document.text or "").strip():
        return None
    return Article(one_line(document.title or ""), clean(document.text or "").strip())
