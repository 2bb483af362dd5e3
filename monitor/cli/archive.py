"""An archive of items: a JSON object a line → items; what is none is named and left out. I/O."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any

from monitor.cli import screen
from monitor.desk import again
from monitor.errors import MonitorError
from monitor.feeds.dates import LONGEST, strict_date
from monitor.feeds.html_text import html_to_text, one_line
from monitor.feeds.titles import title_text
from monitor.model import Item

ARCHIVE = again.ARCHIVE


def items_of(file: IO[str]) -> Iterator[Item]:
    """Yield the items of the archive; a line that is none is named on stderr and left out."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            item = item_of(record := json.loads(line))
        except (ValueError, TypeError, RecursionError) as error:
            reason = "it is not JSON" if isinstance(error, json.JSONDecodeError) else str(error)
            screen.complain(MonitorError(f"line {number} was left out: {reason}."))
            continue
        if item.published is None and (given := record.get("published")):
            screen.complain(
                f"warning: line {number}: its `published` {screen.cut(repr(given), 60)} is no date"
                " such as 2026-01-31T08:00:00Z; the item counts as undated."
            )
        yield item


def item_of(record: Any) -> Item:
    """Return the item of one line; raise ValueError for what is none."""
    if not isinstance(record, dict):
        raise ValueError("it is not an object")  # noqa: TRY004 - the caller names it with the others
    texts = {}
    for key in ("id", "title", "summary", "content", "outlet", "link", "published"):
        value = record.get(key)
        if value is not None and not isinstance(value, str | int | float):
            raise ValueError(f"its `{key}` is not a text")
        texts[key] = "" if value is None else str(value)
    if not texts["id"] or not texts["title"] + texts["summary"] + texts["content"]:
        raise ValueError("it needs an `id` and a `title` or a `summary`")
    return Item(
        id=texts["id"],
        feed=ARCHIVE.url,
        identity=texts["id"],
        outlet=one_line(texts["outlet"]),
        title=title_text(texts["title"]),
        summary=html_to_text(texts["summary"]),
        link=texts["link"] or None,
        published=strict_date(texts["published"]),
        content=html_to_text(texts["content"]),
        date_text=one_line(texts["published"])[:LONGEST],
    )
