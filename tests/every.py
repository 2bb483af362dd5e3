"""One test for all rows of a table, where a test for each row would cost more than what it tries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

_MOST_SHOWN = 20  # rows that fail and are shown with their traces


def of_every(
    rows: Iterable[Any], name: Callable[[Any], str] = str
) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Return a decorator that makes of a check of one row a test of all rows.

    No row is spared because another one has failed: the test goes through all of them, and raises an
    `ExceptionGroup` that names each that failed. A row that is a tuple is given as that many arguments.
    A table without rows fails: nothing would have been tried.
    """

    def decorated(check: Callable[..., None]) -> Callable[[], None]:
        def test() -> None:
            tried, failed = 0, []
            for row in rows:
                tried += 1
                try:
                    check(*row) if isinstance(row, tuple) else check(row)
                except Exception as error:  # noqa: BLE001 - raised below, with the others
                    error.add_note(f"This was {name(row)}.")
                    failed.append((name(row), error))
            assert tried, f"{check.__name__} has no rows"
            if failed:
                named = ", ".join(row for row, _ in failed)
                shown = [error for _, error in failed[:_MOST_SHOWN]]
                raise ExceptionGroup(f"{len(failed)} of {tried} rows fail: {named}", shown)

        # Not by functools.wraps: pytest would take the arguments of the check for fixtures.
        test.__name__, test.__qualname__ = check.__name__, check.__qualname__
        test.__doc__, test.__module__ = check.__doc__, check.__module__
        return test

    return decorated
