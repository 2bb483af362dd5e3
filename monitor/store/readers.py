"""Who gets the mails of which story, as far as is known, and what each of them was sent. I/O."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from monitor.store.database import Database
from monitor.store.rows import stamp, to_json
from monitor.store.telling import ALERT_TELLS

Reader = tuple[str, str]  # a story, and a reader of it in lower case


@dataclass(frozen=True, slots=True)
class Sent:
    """How a recipient was sent a development."""

    by_mail: bool  # about it, to which another can be an answer: not only by a line of how a story stands
    thread: str  # Message-ID of the first mail about nothing else; empty where there is none
    subject: str = ""  # of the latest such mail, without `Re:`


class Readers:
    """The readers over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def known(self) -> set[Reader]:
        """Return who got the mails of which story so far."""
        found = self._db.all("SELECT story, reader FROM readers")
        return {(row["story"], row["reader"]) for row in found}

    def absent(self, now: datetime) -> set[Reader]:
        """Return who wants no mails of which story now."""
        found = self._db.all(
            "SELECT story, reader FROM absences WHERE until IS NULL OR until > ?", (stamp(now),)
        )
        return {(row["story"], row["reader"]) for row in found}

    def meet(self, reader: Reader, now: datetime) -> None:
        """Note that a reader gets the mails of a story from now on; part of a transaction."""
        self._db.run(
            "INSERT OR IGNORE INTO readers (story, reader, since) VALUES (?, ?, ?)",
            (*reader, stamp(now)),
        )

    def part(self, readers: Collection[Reader]) -> None:
        """Note that readers get no mails of their stories any more; part of a transaction."""
        self._db.run_many(
            "DELETE FROM readers WHERE story = :story AND reader = :reader",
            ({"story": story, "reader": reader} for story, reader in readers),
        )

    def sent(self, recipient: str, developments: Collection[int]) -> dict[int, Sent]:
        """Return those of some developments that a recipient was sent or is about to be.

        An alert that died or was dropped told nobody anything.
        """
        found = self._db.all(
            _SENT, {"recipient": recipient, "developments": to_json(list(developments))}
        )
        sent: dict[int, Sent] = {}
        for row in found:  # in the order in which they were written
            before = sent.get(row["development"], Sent(by_mail=False, thread=""))
            by_mail = before.by_mail or bool(row["by_mail"])
            thread = before.thread or row["thread"] or ""
            subject = (row["subject"] or "").removeprefix("Re: ") or before.subject
            sent[row["development"]] = Sent(by_mail, thread, subject)
        return sent


#: By the mails of notices, and by those that tell how a story stands, which are of no notice.
_SENT = f"""
    SELECT n.development, 1 AS by_mail, a.created AS at,
        CASE WHEN a.development IS NOT NULL THEN a.message_id END AS thread,
        CASE WHEN a.development IS NOT NULL THEN a.subject END AS subject
    FROM notices n JOIN alerts a ON a.parcel = n.parcel
    WHERE n.development IN (SELECT value FROM json_each(:developments))
        AND a.recipient = :recipient COLLATE NOCASE AND a.state <> 'dead' AND {ALERT_TELLS}
    UNION ALL SELECT v.id, 0, a.created, NULL, NULL
    FROM developments v JOIN alerts a ON a.parcel = 'standing ' || v.story
    WHERE v.id IN (SELECT value FROM json_each(:developments))
        AND a.recipient = :recipient COLLATE NOCASE AND a.state <> 'dead'
        AND EXISTS (SELECT 1 FROM json_each(a.data, '$.developments') t
            WHERE json_extract(t.value, '$.id') = v.id)
    ORDER BY at
"""  # noqa: S608 - our words
