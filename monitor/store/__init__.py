"""Remembers: one SQLite file. The only room that knows SQL. I/O.

`store` writes, `views` reads for display. Nothing is imported here: the status command would spend
most of its time on what only the daemon needs.
"""
