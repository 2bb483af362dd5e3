"""What became of a plan: delayed, called off, suspended, signed, approved, denied … Pure."""

from __future__ import annotations

from monitor.model import Fact, FactKind, Span
from monitor.story.text import Token

#: Concept → the status it states.
STATUS_OF = {
    "delay": "delayed",
    "cancel": "called off",
    "suspend": "suspended",
    "resum": "resumed",
    "sign": "signed",
    "fire": "fired",
    "quit": "resigned",
    "approv": "approved",
    "reject": "rejected",
    "deni": "denied",
    "withdraw": "withdrawn",
    "collaps": "collapsed",
    "fail": "failed",
    "merg": "merged",
    "arrest": "arrested",
    "charg": "charged",
    "convict": "convicted",
    "acquit": "acquitted",
    "settl": "settled",
    "ban": "banned",
    "resolv": "resolved",
    "recal": "recalled",
    "investig": "under investigation",
}


def find(words: list[tuple[str, Token]]) -> list[Fact]:
    """Return the statuses among the concepts of a sentence."""
    return [
        Fact(FactKind.STATUS, 0.0, 0.0, status, status, Span(token.start, token.end))
        for concept, token in words
        if (status := STATUS_OF.get(concept))
    ]
