"""Articles that the reader has read since a story began: kept beside its source articles. I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.model import SourceArticle
from monitor.store.database import Database
from monitor.store.rows import stamp


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article and when the reader said that it is known."""

    article: SourceArticle
    added: datetime


class ArticlesRead:
    """The articles over an open database."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, story: str, article: SourceArticle, now: datetime) -> bool:
        """Keep an article for a story; return whether it was not kept already."""
        with self._db.transaction():
            return bool(
                self._db.run(
                    "INSERT OR IGNORE INTO sources (story, id, title, text, address, added, by_reader)"
                    " VALUES (?, ?, ?, ?, ?, ?, 1)",
                    (story, article.id, article.title, article.text, article.address, stamp(now)),
                )
            )

    def forget(self, story: str, article: str) -> None:
        """Remove an article by its whole id."""
        with self._db.transaction():
            self._db.run(
                "DELETE FROM sources WHERE story = ? AND id = ? AND by_reader = 1", (story, article)
            )

    def of(self, story: str) -> list[ArticleRead]:
        """Return the articles of a story, oldest first."""
        found = self._db.all(
            "SELECT * FROM sources WHERE story = ? AND by_reader = 1 ORDER BY added, rowid",
            (story,),
        )
        return [
            ArticleRead(
                SourceArticle(r["id"], r["title"], r["text"], r["address"]),
                datetime.fromisoformat(r["added"]),
            )
            for r in found
        ]
