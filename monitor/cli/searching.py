"""`--search`: what a user looks for → what the store is asked; loaded only when it is used. I/O."""

from __future__ import annotations

import click

from monitor.desk.search import index_query, is_indexed
from monitor.errors import QueryError


def searched(query: str) -> tuple[str | None, str | None]:
    """Return what to ask the full-text index and, for what that cannot find, a text to look for.

    A query that is none is wrong usage.
    """
    if not is_indexed(query):
        return None, query
    try:
        return index_query(query), None
    except QueryError as error:
        raise click.UsageError(
            f"--search: {error}; words in quotes are taken as they are."
        ) from error
