"""The HTML of a page → the title and text of its article, unless it is a wall. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from monitor.feeds.html_text import clean, one_line
from monitor.model import Item

_TEASER = 1_000  # characters: a shorter text of a feed is not the whole story
_CUT_OFF = re.compile(
    r"(?:…|\.\.\.|\[\s*(?:…|\.\.\.|&hellip;)\s*\]|read more|continue reading)\W{0,200}$",
    re.IGNORECASE,
)
_END = 200  # characters of a text that are looked at for it
_SHORTEST = 250  # characters of an article
_WALL_LONGEST = 3_000  # characters: who says more has let us in
_WALL = re.compile(
    r"subscribe (?:now |today )?to (?:continue|read|keep reading)|already a subscriber"
    r"|subscribers? only|(?:log|sign) in to (?:continue|read)|this (?:article|content) is for"
    r"|create (?:a free|an) account to|you have reached your (?:article )?limit"
    r"|(?:free|remaining) articles? (?:this month|left)"
    r"|accept (?:all )?cookies|we (?:value|respect|care about) your privacy|cookie (?:settings|consent|policy)"
    r"|consent to (?:the )?(?:use|processing)|before you continue to"
    r"|enable javascript|verify (?:that )?you are (?:a )?human|checking your browser|captcha"
    r"|access (?:to this page )?(?:has been )?denied|are you a robot",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(rb"""["']isAccessibleForFree["']\s*:\s*["']?false""", re.IGNORECASE)
_WORD = re.compile(r"\w{4,}")
_TOLD = 0.3  # share of the longer words of its title that an article says as well


@dataclass(frozen=True, slots=True)
class Article:
    """What a person reads on a page."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of an HTML page and where they were found."""

    body: bytes
    url: str = ""


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


def is_teaser(item: Item) -> bool:
    """Whether a feed carries of an item only so much that the page says more."""
    text = item.text.rstrip()
    return bool(item.link) and (len(text) < _TEASER or bool(_CUT_OFF.search(text[-_END:])))


def wall(article: Article, page: bytes, title: str) -> str | None:
    """Return why the article of `page` is not the story called `title`, or None where it is.

    Paywalls and cookie walls come with status 200. They are short and speak of subscribing or of
    cookies, they say that they are not free (schema.org's isAccessibleForFree), or they have
    nothing to do with the title that led to them.
    """
    text = article.text
    if len(text) < _SHORTEST:
        return "the page says hardly anything"
    if len(text) < _WALL_LONGEST and (found := _WALL.search(text)):
        return f"the page is a wall ({one_line(found[0]).lower()!r})"
    if len(text) < _WALL_LONGEST / 2 and _NOT_FREE.search(page):
        return "the page is the beginning of an article that is not free"
    told = set(_WORD.findall(text.casefold()))
    wanted = set(_WORD.findall(title.casefold()))
    if wanted and len(wanted & told) < _TOLD * len(wanted):
        return "the page is about something else"
    return None
