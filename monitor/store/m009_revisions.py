"""The statements of a migration: what the page of an item said before it was edited. Pure."""

from __future__ import annotations

#: Null for what was edited before: then nobody knows it.
REVISIONS = ("ALTER TABLE revisions ADD COLUMN full_text TEXT",)
