"""What became of a plan: delayed, called off, suspended, signed, approved, denied … Pure."""

from __future__ import annotations

import re

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.moments import MONTHS, WEEKDAYS
from monitor.story.lexicon import stems_of
from monitor.story.text import Token

#: Status: the words that state it, in any inflection.
_STATUSES = {
    "delayed": "delay postpone defer slip",
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
    "rejected": "reject refuse dismiss",
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


#: Words that are as often something else; the forms in which they state their status.
_ONLY_AS = {
    stem: frozenset(forms.split())
    for words, forms in {
        "fire": "fired",
        "fine": "fined fines",
        "end": "ended ends",
        "sentence": "sentenced",
        "close": "closed closes",
        "settle": "settle settles settled",
        "complete": "complete completed completes",
    }.items()
    for stem in stems_of(words)
}
#: Prices do it too: `settled at $66`, `closed higher`.
_OF_PRICES = re.compile(r"\s(?:at|up|down|higher|lower|above|below|near|flat)\b", re.IGNORECASE)
#: What is denied, possible or undone did not happen.
_NOT_SO = re.compile(
    r"(?:\b(?:not|never|no|without|unless|whether|if|may|might|could|yet to|fail\w*|refus\w*|lift\w*)|n['’]t)\b"
    r"[^.;,:]{0,25}$",
    re.IGNORECASE,
)
#: What is asked or waited for has not happened yet.
_WANTED = re.compile(
    r"\b(?:needs?|needed|requir\w+|subject to|conditional (?:up)?on|depend\w* on|await\w*|wait\w* for|pending|seek\w*"
    r"|sought|expect\w*|hop(?:e|es|ed|ing) (?:for|to)|(?:ask|appl|call|push)\w* for|submit\w*"
    r"|must|should|ha(?:s|ve) to)\b"
    r"(?:(?!\b(?:and|but|after|as|while|who|which)\b)[^.;,:]){0,30}$",
    re.IGNORECASE,
)
_STILL_WANTED = re.compile(
    r"(?:\s(?:of|from|by|for)(?:\s[\w'’]+){1,4}?)?\s(?:(?:is|are|was|were)\s)?(?:still\s)?"
    r"(?:needed|required|pending|expected|awaited|outstanding|sought)\b"
)
#: A price slips to a figure, a plan to a later time.
_ONLY_TO_A_TIME = {
    stem: re.compile(
        r"(?:\s(?:back|again|further))?(?:\sfrom(?:\s[\w,]+){1,5}?)?\s(?:to|into|until|past|beyond)\s"
        r"(?:(?:the|early|late|mid|end of|next|this|first|second|third|fourth|following|final|at least)[\s-])*"
        rf"(?:quarter|half|year|month|week|spring|summer|autumn|winter|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}"
        rf"|(?:19|20)\d\d|Q[1-4]|H[12]|\d\d?\s(?:{'|'.join(MONTHS)}))\b",
        re.IGNORECASE,
    )
    for stem in stems_of("slip")
}
_REACH = 50  # characters in front of a status that can deny it


def find(sentence: str, words: list[tuple[str, Token]]) -> list[Fact]:
    """Return the statuses among the concepts of a sentence, each about all that it says."""
    stated = [
        (STATUS_OF[token.stem], token)
        for _, token in words
        if token.stem in STATUS_OF and _is_so(sentence, token)
    ]
    if not stated:
        return []
    about = frozenset([concept for concept, _ in words])
    return [
        Fact(FactKind.STATUS, 0.0, 0.0, family(status), status, Span(token.start, token.end), about)
        for status, token in stated
    ]


def _is_so(sentence: str, token: Token) -> bool:
    """Whether a word states its status here: as a verb, of no price, not denied or awaited."""
    forms = _ONLY_AS.get(token.stem)
    if forms and token.text.lower() not in forms:
        return False
    if forms and _OF_PRICES.match(sentence, token.end):
        return False
    of_time = _ONLY_TO_A_TIME.get(token.stem)
    if of_time and not of_time.match(sentence, token.end):
        return False
    is_deed = token.text.endswith("ed")  # `approved the expected plan`, but `approval is expected`
    if not is_deed and _STILL_WANTED.match(sentence, token.end):
        return False
    begin = max(0, token.start - _REACH)
    return not any(each.search(sentence, begin, token.start) for each in (_NOT_SO, _WANTED))
