"""The version of a database: the migrations that were applied to it, by name. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

from monitor import __version__

SET = "news-monitor"
TABLE = "_sqlite_migrations"  # of sqlite-utils
APPLIED = f"SELECT name FROM {TABLE} WHERE migration_set = '{SET}' ORDER BY rowid"  # noqa: S608
#: The names in `schema`, which the status command would take too long to import.
KNOWN = (
    "m001_initial",
    "m002_memory_of_feeds",
    "m003_notices",
    "m004_keeping",
    "m005_search",
    "m006_articles_read",
    "m007_writers",
    "m008_stream",
    "m009_revisions",
    "m010_clocks",
    "m011_labels",
    "m012_readers",
    "m013_opinions",
    "m014_own_notices",
    "m015_titles",
)


def newer(path: PurePath, applied: Iterable[str]) -> str | None:
    """Return, in a sentence, that a newer program than this one wrote a database, or None."""
    unknown = [name for name in applied if name not in KNOWN]
    if not unknown:
        return None
    return (
        f"the database {path} was written by a newer News Monitor: it is at {unknown[-1]}, and this"
        f" program (version {__version__}) knows no later one than {KNOWN[-1]}; install the newer"
        " version, or restore a backup of before with `news-monitor restore FILE`."
    )
