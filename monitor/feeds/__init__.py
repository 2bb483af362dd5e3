"""Polls feeds: fetches documents, parses them into items, says when to come back. I/O."""
