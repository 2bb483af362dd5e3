"""What became of a plan: delayed, called off, suspended, signed, approved, denied … Pure.

A status is stated by a verb in a form that says that it happened: `approved`, `approves` with a
subject before it and an object behind it. A noun of the same stem (`signs of life`, `an existing
ban`), an infinitive (`slow to resume`) or a state (`remained closed`) states none.
"""

from __future__ import annotations

import re

from monitor.model import Fact, FactKind, Span
from monitor.story.facts.moments import MONTHS, WEEKDAYS
from monitor.story.lexicon import stems_of
from monitor.story.text import Token, stem

#: Status: the verbs that state it, each as its base, its form with `s`, and its past forms.
_STATUSES = {
    "delayed": "delay/delays/delayed postpone/postpones/postponed defer/defers/deferred slip/slips/slipped",
    "called off": "cancel/cancels/cancelled,canceled scrap/scraps/scrapped abandon/abandons/abandoned",
    "suspended": "suspend/suspends/suspended halt/halts/halted pause/pauses/paused",
    "resumed": "resume/resumes/resumed restart/restarts/restarted reopen/reopens/reopened",
    "agreed": "agree/agrees/agreed settle/settles/settled",
    "signed": "sign/signs/signed",
    "fired": "fire/fires/fired sack/sacks/sacked",
    "ousted": "oust/ousts/ousted",
    "resigned": "quit/quits/ resign/resigns/resigned",
    "appointed": "appoint/appoints/appointed",
    "approved": "approve/approves/approved endorse/endorses/endorsed ratify/ratifies/ratified",
    "recommended": "recommend/recommends/recommended",
    "rejected": "reject/rejects/rejected refuse/refuses/refused dismiss/dismisses/dismissed",
    "denied": "deny/denies/denied",
    "withdrawn": "withdraw/withdraws/withdrew,withdrawn",
    "collapsed": "collapse/collapses/collapsed",
    "completed": "complete/completes/completed finish/finishes/finished conclude/concludes/concluded",
    "over": "end/ends/ended",
    "arrested": "arrest/arrests/arrested detain/detains/detained",
    "charged": "charge/charges/charged indict/indicts/indicted",
    "convicted": "convict/convicts/convicted jail/jails/jailed sentence/sentences/sentenced",
    "acquitted": "acquit/acquits/acquitted",
    "sued": "sue/sues/sued",
    "banned": "ban/bans/banned",
    "recalled": "recall/recalls/recalled",
    "fined": "fine/fines/fined",
    "retaliated": "retaliate/retaliates/retaliated",
    "split": "split/splits/",
    "extended": "extend/extends/extended prolong/prolongs/prolonged",
    "shut": "shut/shuts/",
}


def _by_form() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Return the statuses by base, by the form with `s`, and by past form."""
    bases: dict[str, str] = {}
    presents: dict[str, str] = {}
    pasts: dict[str, str] = {}
    for status, verbs in _STATUSES.items():
        for verb in verbs.split():
            base, present, past = verb.split("/")
            bases[base] = presents[present] = status
            pasts.update(dict.fromkeys(past.split(",") if past else [base], status))
    return bases, presents, pasts


_BASES, _PRESENTS, _PASTS = _by_form()
#: Stem of a word of several (`call off`, `step down`) → the status it states.
STATUS_OF = {stem: status for base, status in _BASES.items() for stem in stems_of(base)}
#: Adjectives that state it behind a form of `be`, and nouns behind a verb of getting.
_COMPLETE = re.compile(r"\b(?:is|are|was|were|now) $", re.IGNORECASE)
_WINNING = re.compile(
    r"\b(?:w[io]n|wins|gets?|got|gave|gives|received?s?) (?:\w+ )?$", re.IGNORECASE
)
_GUILTY = re.compile(r"\b(?:pleads?|pleaded|found) $", re.IGNORECASE)


#: Statuses that one outlet or another gives to the same event.
_FAMILIES = (
    frozenset({"delayed", "called off", "suspended"}),
    frozenset({"agreed", "signed"}),
    frozenset({"fired", "resigned", "ousted"}),
    frozenset({"charged", "sued"}),
)


def family(status: str) -> str:
    """Return what stands for all statuses that the same event may be given."""
    return next((min(each) for each in _FAMILIES if status in each), status)


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
_TO_A_TIME = re.compile(
    r"(?:\s(?:back|again|further))?(?:\sfrom(?:\s[\w,]+){1,5}?)?\s(?:to|into|until|past|beyond)\s"
    r"(?:(?:the|early|late|mid|end of|next|this|first|second|third|fourth|following|final|at least)[\s-])*"
    rf"(?:quarter|half|year|month|week|spring|summer|autumn|winter|{'|'.join(MONTHS)}|{'|'.join(WEEKDAYS)}"
    rf"|(?:19|20)\d\d|Q[1-4]|H[12]|\d\d?\s(?:{'|'.join(MONTHS)}))\b",
    re.IGNORECASE,
)
_ONLY_TO_A_TIME = dict.fromkeys(stems_of("slip"), _TO_A_TIME)
#: A plural that can be the subject of a base form, as headlines have it: `Police arrest two men`.
_MANY = frozenset(
    (
        "police people officials authorities ministers lawmakers senators mps prosecutors judges voters states"
        " nations countries rebels troops forces regulators shareholders workers unions players airlines banks"
    ).split()
)
#: Behind these a verb form is an adjective or a noun: `the delayed flight`, `consider charges`.
_NO_SUBJECT = re.compile(
    r"\b(?:the|an?|its|his|her|their|our|my|your|this|that|these|those|such|any|some|more|no|new|old|existing|face[sd]?"
    r"|facing|consider\w*|weigh\w*|of|for|on|over|with|against|amid|after|before|despite|by|to|from|in|at"
    r"|remain\w*|stay\w*|keeps?|kept|still|show(?:s|ed)?|see[sn]?|saw|and|were|are|was|is|drop\w*|bring\w*|press\w*)"
    r"\s$",
    re.IGNORECASE,
)
_STATE = re.compile(
    r"\b(?:the|an?|its|his|her|their|these|those|remain\w*|stay\w*|keeps?|kept) $", re.IGNORECASE
)
#: A form with `s` in front of these is a noun: `signs of life`, `charges against him`.
_NO_OBJECT = re.compile(
    r"\W*$|[,;:.!?]|\s(?:of|against|over|in|on|for|from|at|and|or|are|were|is|was|that|will|would|have|has|had|could"
    r"|may|as|with|by|after|remain\w*)\b",
    re.IGNORECASE,
)
#: These need no object: `the mayor resigns after a vote`.
_ALONE = frozenset(
    "resigns quits slips agrees collapses withdraws ends retaliates resumes reopens shuts splits".split()
)
#: What an idiom makes of it: `fired back`, `ended in failure`, `closed higher`.
_IDIOMS = {
    "fired": re.compile(
        r"\s(?:back|up|at|on|off|into|shots?|missiles?|rockets?|upon|its|their|several|tear)\b",
        re.IGNORECASE,
    ),
    "over": re.compile(r"\s(?:in|up|with|at|lower|higher|flat|its day)\b", re.IGNORECASE),
    "charged": re.compile(r"\s(?:\$|€|£|up|for\s|at\b|extra|\d)", re.IGNORECASE),
    "split": re.compile(r"\s(?:over|on|between|into)\b", re.IGNORECASE),
}
_REACH = 50  # characters in front of a status that can deny it


_STEMS = frozenset(
    {*map(stem, (*_PASTS, *_PRESENTS, *_BASES, "complete", "approval", "guilty")), *STATUS_OF}
)


def find(sentence: str, words: list[tuple[str, Token]]) -> list[Fact]:
    """Return the statuses among the concepts of a sentence, each about all that it says."""
    stated = [
        (status, token)
        for _, token in words
        if token.stem in _STEMS  # most words can state none, wherever they stand
        and (status := _stated(sentence, token))
        and _is_so(sentence, token)
    ]
    if not stated:
        return []
    about = frozenset([concept for concept, _ in words])
    return [
        Fact(FactKind.STATUS, 0.0, 0.0, family(status), status, Span(token.start, token.end), about)
        for status, token in stated
    ]


def _stated(sentence: str, token: Token) -> str | None:
    """Return the status that a word states by its form and its place, or None."""
    written = sentence[token.start : token.end].lower()
    before = sentence[max(0, token.start - _REACH) : token.start]
    if " " in written or not written.isascii():  # `called off`, `stepped down`; other languages
        return _of_phrase(sentence, token, written, before)
    status = (
        _of_past(written, before)
        or _of_present(sentence, token, written, before)
        or _as_other(written, before)
    )
    idiom = _IDIOMS.get(status) if status else None
    return None if idiom and idiom.match(sentence, token.end) else status


def _of_phrase(sentence: str, token: Token, written: str, before: str) -> str | None:
    if written.startswith("push") and not _TO_A_TIME.match(sentence, token.end):
        return None  # `pushed back on claims`
    return None if before.endswith(" to ") else STATUS_OF.get(token.stem)


def _of_past(written: str, before: str) -> str | None:
    is_infinitive = written in _BASES and before.endswith(" to ")  # `to shut`, `to split`
    return None if is_infinitive or _STATE.search(before) else _PASTS.get(written)


def _of_present(sentence: str, token: Token, written: str, before: str) -> str | None:
    """Return the status of `NASA delays the launch` and `Police arrest two men`, else None."""
    has_object = written in _ALONE or not _NO_OBJECT.match(sentence, token.end)
    if not before or not has_object:
        return None
    if written in _PRESENTS:
        return None if _NO_SUBJECT.search(before) else _PRESENTS[written]
    subject = before.split()[-1:] if before.endswith(" ") else []
    return _BASES.get(written) if subject and subject[0].lower() in _MANY else None


def _as_other(written: str, before: str) -> str | None:
    """Return the status of an adjective or a noun: `is complete`, `won approval`, `found guilty`."""
    if written == "complete" and _COMPLETE.search(before):
        return "completed"
    if written == "approval" and _WINNING.search(before):
        return "approved"
    return "convicted" if written == "guilty" and _GUILTY.search(before) else None


def _is_so(sentence: str, token: Token) -> bool:
    """Whether a status holds: it is of no price, and not denied, awaited or only to a time."""
    if token.stem in _PRICED and _OF_PRICES.match(sentence, token.end):
        return False
    of_time = _ONLY_TO_A_TIME.get(token.stem)
    if of_time and not of_time.match(sentence, token.end):
        return False
    is_deed = token.text.endswith("ed")  # `approved the expected plan`, but `approval is expected`
    if not is_deed and _STILL_WANTED.match(sentence, token.end):
        return False
    begin = max(0, token.start - _REACH)
    return not any(each.search(sentence, begin, token.start) for each in (_NOT_SO, _WANTED))


_PRICED = frozenset(stems_of("end settle finish"))
