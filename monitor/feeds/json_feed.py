"""JSON Feed (jsonfeed.org, version 1 and 1.1) → entries in the shape of feedparser's. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

_MARK = "https://jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class JsonFeed:
    """What feedparser's result would be, as far as it is read here."""

    version: str
    entries: list[dict[str, Any]]
    feed: dict[str, Any] = field(default_factory=dict)
    bozo: bool = False

    def get(self, name: str) -> Any:
        """Return a value by its name, as from a dictionary."""
        return getattr(self, name)


def read(body: bytes) -> JsonFeed | None:
    """Return a JSON Feed, or None for anything else; raise ValueError for a broken one."""
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not text.startswith(b"{") or _MARK.encode() not in text.replace(b"\\/", b"/"):
        return None
    document = json.loads(text)
    version = document.get("version")
    if not isinstance(version, str) or not version.startswith(_MARK):
        return None
    items = document.get("items")
    entries = [_entry(item) for item in items if isinstance(item, dict)] if items else []
    title = document.get("title")
    return JsonFeed(version, entries, {"title": title} if isinstance(title, str) else {})


def _entry(item: dict[str, Any]) -> dict[str, Any]:
    content = item.get("content_html") or item.get("content_text")
    of_content = "text/html" if item.get("content_html") else "text/plain"
    summary = item.get("summary")
    entry = {
        "id": item.get("id"),
        "link": item.get("url") or item.get("external_url"),
        "title": item.get("title"),
        "summary": summary or content,
        "published": item.get("date_published"),
        "updated": item.get("date_modified"),
    }
    known: dict[str, Any] = {
        name: str(value) for name, value in entry.items() if value not in (None, "")
    }
    known["summary_detail"] = {"type": "text/plain" if summary else of_content}
    if content and summary:
        known["content"] = [{"value": str(content), "type": of_content}]
    return known
