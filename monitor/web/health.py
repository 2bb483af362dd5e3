"""Whether the pages can be served, for whoever watches: no word of what is followed. I/O."""

from __future__ import annotations

from flask import Blueprint

from monitor.web import here

pages = Blueprint("watched", __name__)


@pages.record_once
def _register(state: object) -> None:
    app = state.app  # type: ignore[attr-defined]
    app.add_url_rule("/health", "health", health)


def health() -> tuple[str, int]:
    """Answer `ok` where the database can be read; raise StoreError, which is an answer of 500."""
    here.desk().views.last_poll()
    return "ok\n", 200
