"""The stream: every item with each verdict on it and the reason, searched as in a watch. I/O."""

from __future__ import annotations

from flask import Blueprint, render_template

from monitor.desk.search import index_query, is_indexed, refuse_short_prefixes
from monitor.desk.timeline.writing import sentence_case
from monitor.errors import QueryError, TooMuchAsked
from monitor.store.searches import LETTERS, Wanted, search
from monitor.store.views import Record
from monitor.web import here

pages = Blueprint("stream", __name__)

_PAGE = 100
VERDICTS = ("development", "known", "unrelated", "held", "undecidable")


@pages.get("/stream")
def stream() -> str:
    """List the latest items that were asked for."""
    desk = here.desk()
    searched, story, verdict, feed = map(here.words, ("search", "story", "verdict", "feed"))
    known = [each.name for each in desk.config.stories]
    fault, found = "", list[Record]()
    try:
        found = _found(searched, story if story in known else None, verdict, feed or None)
    except QueryError as error:
        fault = sentence_case(f"{error}; words in quotes are taken as they are.")
    except TooMuchAsked as error:
        fault = sentence_case(str(error))
    return render_template(
        "stream.html",
        rows=found,
        searched=searched,
        search_fault=fault,
        story=story,
        stories=known,
        verdict=verdict,
        verdicts=VERDICTS,
        feed=feed,
        most=_PAGE,
        letters=0 if is_indexed(searched) else LETTERS,
    )


def _found(searched: str, story: str | None, verdict: str, feed: str | None) -> list[Record]:
    """Return the items that are asked for; raise QueryError or TooMuchAsked."""
    config = here.desk().config
    stories = [story] if story else [each.name for each in config.stories]
    words, holds = _asked(searched)
    wanted = Wanted(stories, story, verdict if verdict in VERDICTS else None, feed, words, holds)
    return search(config.database, wanted, _PAGE)


def _asked(searched: str) -> tuple[str | None, str | None]:
    """Return what to ask the full-text index, or a text to look for; raise QueryError."""
    if not searched:
        return None, None
    if not is_indexed(searched):
        return None, searched
    refuse_short_prefixes(searched)
    return index_query(searched), None
