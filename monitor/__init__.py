"""Follows a news story from an article that was read and tells only what is new. Pure."""

__version__ = "0.1.0"
