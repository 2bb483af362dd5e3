"""Which things of the model a line of the log is about. Pure."""

from __future__ import annotations


def about(**things: object) -> dict[str, dict[str, str]]:
    """Return the `extra` of a log call that says which things it is about; None names none."""
    named = {name.upper(): str(thing) for name, thing in things.items() if thing is not None}
    return {"about": named}
