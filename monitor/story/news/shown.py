"""Which new facts of an item its reader is told as such, and how they are written there. Pure.

Nothing rather than noise: what a text recalls is not to come, and a toll that is lower than one that is
known is an older one.
"""

from __future__ import annotations

import re

from monitor.model import Fact, FactKind, Standing
from monitor.story.facts import is_person, read_numbers
from monitor.story.known import Ledger, is_small_count
from monitor.story.news.context import context_of
from monitor.story.news.novelty import Finding
from monitor.story.reading import Digest
from monitor.story.words import tokens

_CLAUSE_EDGE = re.compile(
    r"[.,;:!?()–—]|\b(?:when|that|which|who|where|after|as|while|because|since|and|but)\b",
    re.IGNORECASE,
)
#: What says in the clause of a day that it is to come.
_AHEAD = re.compile(
    r"\b(?:will|would|shall|may|might|could|can|must|to|due|set|expect\w*|schedul\w*|plan(?:s|ned|ning)?|target\w*|aim\w*"
    r"|ahead|opportunit\w+|begins?|starts?|is|are|be|being|next|deadline)\b",
    re.IGNORECASE,
)
_AHEAD_OF_DAY = re.compile(
    r"\b(?:until|till|by|from|for|before|next)\s(?:(?:the|early|late|mid|end|beginning|of)[ -])*$",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|had|did|began|came|went|took|fell|rose|[a-z]{3,20}ed)\b")
#: `the March 10 deal` is called by its day.
_CALLED_BY_DAY = re.compile(
    r"\s(?:[a-z-]+\s)?(?:deal|agreement|accord|pact|treaty|truce|ceasefire|memorandum|resolution|ruling|verdict"
    r"|attacks?|massacre|killings?|shootings?|bombings?|crash|earthquake|quake|fire|blaze|disaster|coup|invasion"
    r"|raids?|revolution|uprising|riots?|protests?|arrests?)\b"
)
_RECALLED = re.compile(
    r"(?:\b(?:after|since|over|past|last|previous|in (?:over|more than|nearly|almost|about|some))\s|['’]s\s)"
    r"(?:(?:the|more than|nearly|almost|about|some|around|just|only)\s)*$",
    re.IGNORECASE,
)
#: How long nothing was like it: `the worst storm in six years`, `for the first time in a decade`.
_UNLIKE_SINCE = re.compile(
    r"\b(?:first(?:\s[\w-]+)?|(?:worst|best|greatest|highest|lowest|biggest|largest|smallest|longest|shortest|strongest|weakest|deadliest"
    r"|bloodiest|hottest|coldest|warmest|wettest|driest|fastest|slowest|steepest|sharpest|heaviest|busiest|costliest"
    r"|tightest|earliest|youngest|oldest|most \w+|least \w+)\b[^.,;:!?]{0,60})\s(?:in|for)\s"
    r"(?:(?:the|at least|more than|nearly|almost|about|some|around|just|only)\s)*$",
    re.IGNORECASE,
)
_LAST = re.compile(r"\s(?:of )?last\b", re.IGNORECASE)  # `May last year`
#: What was to come and is no longer so: `was going to open in May`, `was due to play in May, but`.
_PAST_PLAN = re.compile(r"\b(?:was|were|had been) (?:\w+ )?going to\b", re.IGNORECASE)
_GIVEN_UP = re.compile(
    r"\b(?:was|were|had been) (?:\w+ )?(?:scheduled|due|set|expected|supposed|planned|meant|slated) (?:to|for)\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"[^.;]{0,30}(?:,|;|–|—) ?(?:but|however|until|before)\b", re.IGNORECASE)
_LOOKS_BACK = re.compile(r"(?:Back )?[Ii]n (?:19|20)\d\d,")
#: What a person, a thing or a state of affairs has behind it: `a 10-year veteran`.
_LASTED = re.compile(
    r"[ -](?:[a-z]+[ -]){0,3}?(?:veteran|career|marriage|reign|rule|friendship|feud|absence|hiatus|tenure|stint|history"
    r"|run|wait|war|conflict|dictatorship|partnership)\b",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"(?<!\w)[‘“\"'][^‘’“”\"']{0,150}[’”\"'](?!\w)")
#: What a day is read with and is not called by: `in March`.
_OF_DAY = re.compile(
    r"^(?:in|from|by|until|since|of|late|early|before|after|through)\s", re.IGNORECASE
)
_YEAR = re.compile(r"\d{4}$")
_MODAL = re.compile(r"\b(?:will|would|shall|may|might|could|must|to)\b", re.IGNORECASE)
_LONGEST_CLAUSE = 120  # characters in front of a figure that are looked at


def is_shown(finding: Finding, item: Digest, ledger: Ledger) -> bool:
    """Whether a fact that is not known is told as one.

    What moved always is. Of new facts only those of the lead are; a name needs a place in
    mid-sentence, where a capital says that it is one, and to be a person's; a number of few things is
    a manner of speaking; an event or a span of time is news in the headline, a day if it is to come.
    """
    if finding.judged.standing is not Standing.NEW:
        return True
    fact, sentence = finding.fact, finding.sentence
    match fact.kind:
        case FactKind.NAME:
            says = not finding.is_headline and fact.span.start > 0 and is_person(fact)
        case FactKind.COUNT:
            says = not is_small_count(fact) and context_of(fact, sentence, item, ledger) is None
        case FactKind.STATUS:
            says = finding.is_headline
        case FactKind.DURATION:
            says = finding.is_headline and not is_recalled(sentence.text, fact)
        case FactKind.DATE:
            is_ahead = item.published is None or fact.low > item.published.toordinal()
            says = is_ahead and not is_past(sentence.text, fact)
        case _:
            says = context_of(fact, sentence, item, ledger) is None
    return finding.is_lead and says


def is_past(text: str, fact: Fact) -> bool:
    """Whether a text tells of a day as one that was: a year that is not said may be the last.

    `The war escalated in April`, `to keep the March 10 deal`.
    """
    if _CALLED_BY_DAY.match(text, fact.span.end) or _LAST.match(text, fact.span.end):
        return True
    lead = _lead(text, fact)
    is_given_up = _GIVEN_UP.search(lead) and _BUT.match(text, fact.span.end)
    if _PAST_PLAN.search(lead) or is_given_up or _LOOKS_BACK.match(text):
        return True
    if _YEAR.search(fact.display):
        return False
    clause = _CLAUSE_EDGE.split(lead)[-1]
    if _AHEAD.search(clause) or _AHEAD_OF_DAY.search(clause):
        return False
    return bool(_WAS.search(clause))


def is_recalled(text: str, fact: Fact) -> bool:
    """Whether a span of time is one that has passed, `after 25 years of talks`, or a manner of speaking."""
    lead = _lead(text, fact)
    is_behind = (
        _RECALLED.search(lead) or _UNLIKE_SINCE.search(lead) or _LASTED.match(text, fact.span.end)
    )
    return (bool(is_behind) and not _MODAL.search(lead)) or _is_quoted(text, fact)


def _is_quoted(text: str, fact: Fact) -> bool:
    """Whether a fact stands in somebody's words, where a span of time is as often a manner of speaking."""
    return any(
        quote.start() < fact.span.start and fact.span.end < quote.end()
        for quote in _QUOTE.finditer(text)
    )


def written(text: str, fact: Fact) -> str:
    """Return a figure as a text writes it, `£40m`, without the noun that a count has behind it."""
    start, end = fact.span.start, fact.span.end
    said = text[start:end]
    if fact.kind is FactKind.COUNT and (numbers := read_numbers(said, tokens(said))):
        end = numbers[-1].end
        while end < len(said) and said[end].isalpha():  # `100mph`
            end += 1
        return said[:end]
    return _OF_DAY.sub("", said) if fact.kind is FactKind.DATE else said


def _lead(text: str, fact: Fact) -> str:
    return text[max(0, fact.span.start - _LONGEST_CLAUSE) : fact.span.start]
