"""What became of a plan: delayed, called off, suspended, signed, approved, denied … Pure."""

from __future__ import annotations

from monitor.model import Fact, FactKind, Span
from monitor.story.lexicon import stems_of
from monitor.story.text import Token

#: Status: the words that state it, in any inflection.
_STATUSES = {
    "delayed": "delay postpone defer",
    "called off": "cancel scrap abandon",
    "suspended": "suspend halt pause",
    "resumed": "resume restart reopen",
    "agreed": "agree settle",
    "signed": "sign",
    "fired": "fire sack oust",
    "resigned": "quit resign",
    "appointed": "appoint",
    "approved": "approve approval endorse ratify",
    "recommended": "recommend",
    "rejected": "reject refuse overturn dismiss",
    "denied": "deny",
    "withdrawn": "withdraw",
    "collapsed": "collapse",
    "completed": "complete close finish conclude",
    "over": "end",
    "arrested": "arrest detain",
    "charged": "charge indict",
    "convicted": "convict guilty jail sentence",
    "acquitted": "acquit",
    "sued": "lawsuit",
    "banned": "ban",
    "recalled": "recall",
    "under investigation": "investigation probe inquiry",
    "fined": "fine",
    "retaliated": "retaliate",
    "split": "split",
    "extended": "extend prolong",
    "shut": "shut",
}


def _by_stem() -> dict[str, str]:
    found: dict[str, str] = {}
    for status, words in _STATUSES.items():
        for stem in stems_of(words):
            found.setdefault(stem, status)
    return found


#: Stem (or concept of a phrase) → the status it states.
STATUS_OF = _by_stem()


#: Statuses that one outlet or another gives to the same event.
_FAMILIES = (
    frozenset({"delayed", "called off", "suspended"}),
    frozenset({"agreed", "signed"}),
    frozenset({"fired", "resigned"}),
    frozenset({"charged", "sued"}),
)


def family(status: str) -> str:
    """Return what stands for all statuses that the same event may be given."""
    return next((min(each) for each in _FAMILIES if status in each), status)


def find(words: list[tuple[str, Token]]) -> list[Fact]:
    """Return the statuses among the concepts of a sentence, each about all that it says."""
    stated = [(STATUS_OF[token.stem], token) for _, token in words if token.stem in STATUS_OF]
    if not stated:
        return []
    about = frozenset([concept for concept, _ in words])
    return [
        Fact(FactKind.STATUS, 0.0, 0.0, family(status), status, Span(token.start, token.end), about)
        for status, token in stated
    ]
