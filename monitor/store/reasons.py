"""Reads all that is known of one item and of the decisions on it. I/O."""

from __future__ import annotations

import json
from collections.abc import Collection

from monitor.store.said import ALL_SAID, Said, said_of
from monitor.store.telling import ALERT_TELLS
from monitor.store.views import Record, Views

_MOST = 10  # items that one description may stand for
_AT = """
    SELECT i.* FROM feeds f CROSS JOIN items i ON i.feed = f.url AND i.link = :place
    UNION SELECT i.* FROM feeds f CROSS JOIN items i ON i.feed = f.url AND i.identity = :place
    LIMIT 10
"""


class Reasons:
    """Items as a person names them, and why what was done with them."""

    def __init__(self, views: Views) -> None:
        self._views = views

    def find_items(self, prefix: str) -> list[Record]:
        """Return the items whose id begins with `prefix`, at most ten."""
        end = prefix + "\U0010ffff"
        return self._views.query(
            "SELECT * FROM items WHERE id BETWEEN ? AND ? LIMIT ?", (prefix, end, _MOST)
        )

    def items_at(self, place: str) -> list[Record]:
        """Return the items that lead to the address `place` or that their feed calls so, at most ten.

        That is their link or their guid, as the feed wrote it. Asked feed by feed, for which there
        are indexes.
        """
        return self._views.query(_AT, {"place": place})

    def clock(self, feed: str) -> str:
        """Return what is remembered of how a feed dates its items, as it is stored."""
        found = self._views.query("SELECT clock FROM feeds WHERE url = ?", (feed,))
        return str(found[0]["clock"]) if found else ""

    def decisions(self, item: str) -> list[Record]:
        """Return every decision on an item, latest first, its JSON read.

        `irrelevant` is when the reader said that its development is, `muted` until when it or its
        story is, `for ever` where that has no end, `notice` whether its mail waits, was written
        (`told`) or was never wanted (`muted`).
        """
        found = self._views.query(
            "SELECT d.*, v.irrelevant,"
            " (SELECT n.state FROM notices n WHERE n.item = d.item"
            "   AND n.development = d.development"
            "   ORDER BY n.state = 'apart', n.common IS NOT NULL, n.id DESC LIMIT 1) AS notice,"
            " (SELECT max(coalesce(m.until, 'for ever')) FROM mutes m"
            "   WHERE m.story = d.story AND m.development IN (0, d.development)) AS muted"
            " FROM decisions d LEFT JOIN developments v ON v.id = d.development"
            " WHERE d.item = ? ORDER BY d.revision DESC, d.story",
            (item,),
        )
        for row in found:
            row["matched"] = json.loads(row["matched"])
            row["diff"] = json.loads(row["diff"]) if row["diff"] else None
            said = row.get("opinion")  # a database of before has no such column
            row["opinion"] = json.loads(said) if said else None
        return found

    def labels(self, story: str, development: int) -> list[Record]:
        """Return what readers said of a development: `reader`, `verdict`, and when as `said`."""
        return self._views.query(
            "SELECT reader, verdict, said FROM labels WHERE story = ? AND development = ?"
            " ORDER BY said, reader",
            (story, development),
        )

    def said(self, story: str) -> list[Said]:
        """Return what readers said of the developments of a story."""
        return [said_of(row) for row in self._views.query(ALL_SAID, {"story": story})]

    def mails(self, item: str, development: int) -> list[Record]:
        """Return the messages that tell an item: their reader, state, and when they were sent."""
        return self._views.query(
            _MAILS,
            (item, development),
        )

    def others(self, item: str, development: int) -> list[Record]:
        """Return the other items that tell a development, first to tell it first."""
        return self._views.query(
            "SELECT DISTINCT i.id, i.outlet, i.title FROM decisions d JOIN items i ON i.id = d.item"
            " WHERE d.development = ? AND d.item != ? AND d.action IN ('alert', 'fold')"
            " ORDER BY d.decided, d.rowid",
            (development, item),
        )

    def names(self, story: str, documents: Collection[str]) -> dict[str, str]:
        """Return what source articles and items are called, by their ids."""
        known = json.dumps(sorted(documents))
        found = self._views.query(
            "SELECT id, title AS name FROM sources WHERE story = :story"
            " AND id IN (SELECT value FROM json_each(:known))"
            " UNION ALL SELECT id, outlet || ', ' || substr(coalesce(published, first_seen), 1, 10)"
            " FROM items WHERE id IN (SELECT value FROM json_each(:known))",
            {"story": story, "known": known},
        )
        return {row["id"]: row["name"] for row in found}


_MAILS = f"""
    SELECT DISTINCT a.id, a.recipient AS "to", a.channel, a.state, a.sent, a.due
    FROM notices n JOIN alerts a ON a.parcel = n.parcel AND {ALERT_TELLS}
    WHERE n.item = ? AND n.development = ? AND n.parcel IS NOT NULL
    ORDER BY a.created, a.rowid
"""  # noqa: S608 - our words
