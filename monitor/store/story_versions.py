"""Whether a story is still as it was when it was decided on, or what it tells was planned. I/O.

What takes long is decided without a lock, and before it is written the version is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping

from monitor.store.database import Database


class StoryVersions:
    """The versions over an open database; the schema itself raises them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def known(self) -> Mapping[str, int]:
        """Return, for each story, the version of what its reader knows.

        It is raised by an alert that is decided and by an article that the reader has read or takes
        back. A story of which nothing was written yet is not among them.
        """
        found = self._db.all("SELECT story, known FROM story_versions WHERE known > 0")
        return {row["story"]: row["known"] for row in found}

    def telling(self) -> Mapping[str, int]:
        """Return, for each story, the version of what it has to tell.

        It is raised by notices, by reports that join what is told, and by mutes.
        """
        found = self._db.all("SELECT story, telling FROM story_versions")
        return {row["story"]: row["telling"] for row in found}
