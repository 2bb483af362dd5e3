"""Ages, which are no figures: `a man of 45`, `Jane Smith, 45,`, `a schoolgirl, 13,`, `dies at 69`. Pure."""

from __future__ import annotations

import re

from monitor.story.facts.scales import Number
from monitor.story.words import COUNTRIES, Token, stem

_AGE = re.compile(r"\b(?:woman|man|boy|girl|aged?)(?: of)? $", re.IGNORECASE)
_AGE_REACH = 12  # characters in front of a number
_OF_AGE = re.compile(r"[ -](?:years?|months?|weeks?|days?)[ -]olds?\b", re.IGNORECASE)
_OLDEST = 115  # years
#: At which age somebody died; `23 deaths at 5 sites` counts both.
_DIED_AT = re.compile(
    r"\b(?:die|dies|died|dying|dead|death|passe[sd] away|passing)"
    r"(?: (?:suddenly|peacefully|unexpectedly|tragically|today|at home))? at $",
    re.IGNORECASE,
)
#: Where the dead are counted: `put the number of dead at 37, among them`, `12 dead at 45`.
_COUNTED_DEAD = re.compile(
    r"\b(?:put|puts|putting|stands?|stood|number|toll|count|counts|counted|totals?|estimate[sd]?)\b",
    re.IGNORECASE,
)
_COUNTED_RIGHT_BEFORE = re.compile(
    r"(?:\b(?:of|the|those|many|all|more|people|persons|others|workers|children|were)|\d)\s$",
    re.IGNORECASE,
)
_CLAUSE_EDGE = re.compile(r"[.;:!?]")
_COUNT_REACH = 40  # characters in front of the death in which that stands
_DIED_REACH = 40  # characters in front of a number
#: What may stand behind an age: nothing that it could count.
_BEHIND_AGE = re.compile(
    r"\s*+(?:$|[,;:!?)'\"’”–—|]|\.(?!\d)|-\s"
    r"|(?:after|in|from|following|as|while|of|when|with|on|and|but|due|during|by|this|last|amid|his|her|their)\b)",
    re.IGNORECASE,
)
#: What stands between somebody and her age: `'party mom', 50,`.
_APPOSED = re.compile(r"['\"’”]?, ")
_PERSONS = frozenset(
    stem(word)
    for word in (
        "father mother dad daddy mom mum mummy mama papa parent son daughter brother sister twin husband wife"
        " widow widower bride groom fiance fiancee boyfriend girlfriend partner grandfather grandmother grandpa"
        " grandma granddad gran grandson granddaughter uncle aunt nephew niece cousin baby toddler infant child kid"
        " boy girl lad lass schoolboy schoolgirl teen teenager adolescent youth youngster man woman gentleman lady"
        " pensioner retiree student pupil graduate teacher professor lecturer nurse doctor surgeon dentist"
        " vet lawyer attorney judge solicitor officer policeman policewoman detective sergeant soldier veteran"
        " pilot driver rider cyclist biker motorist pedestrian passenger commuter tourist hiker climber skier"
        " swimmer surfer diver runner jogger worker labourer laborer builder plumber electrician carpenter"
        " farmer fisherman miner baker chef cook waiter waitress barber hairdresser actor actress singer rapper"
        " musician guitarist drummer comedian presenter broadcaster journalist reporter author writer poet artist"
        " painter director producer model influencer youtuber streamer footballer striker midfielder defender"
        " goalkeeper winger quarterback boxer wrestler golfer player athlete coach manager jockey politician"
        " senator congressman congresswoman mayor minister president king queen prince princess duke duchess"
        " billionaire millionaire tycoon businessman businesswoman entrepreneur founder banker accountant"
        " engineer scientist victim survivor suspect killer murderer gunman shooter attacker rapist thief"
        " burglar robber fraudster dealer convict inmate prisoner defendant resident neighbour neighbor local"
        " migrant refugee immigrant star celebrity fan friend colleague hero icon legend"
    ).split()
)  # fmt: skip


def is_of_age(number: Number, text: str) -> bool:
    """Whether the words around a number say that it is an age: `a man of 45`, `killed 37-year-old …`."""
    lead = max(0, number.start - _AGE_REACH)
    is_behind = text[number.start - 1 : number.start] == " "
    return bool(
        (is_behind and _AGE.search(text, lead, number.start))
        or _OF_AGE.match(text, number.end)
        or _is_of_death(number, text)
    )


def _is_of_death(number: Number, text: str) -> bool:
    if number.value > _OLDEST or not _BEHIND_AGE.match(text, number.end):
        return False
    death = _DIED_AT.search(text, max(0, number.start - _DIED_REACH), number.start)
    if death is None:
        return False
    lead = text[max(0, death.start() - _COUNT_REACH) : death.start()]
    clause = _CLAUSE_EDGE.split(lead)[-1]
    return not (_COUNTED_DEAD.search(clause) or _COUNTED_RIGHT_BEFORE.search(clause))


def is_apposed_age(number: Number, text: str, before: Token | None) -> bool:
    """Whether a number between commas is the age of whom the word before it names.

    That is a name, or a word for a person: `Jane Smith, 45,`, `a schoolgirl, 13,`, `'party mom', 50,`.
    """
    if before is None or number.value > _OLDEST or text[number.end : number.end + 1] != ",":
        return False
    if not _APPOSED.fullmatch(text, before.end, number.start):
        return False
    is_name = before.text[0].isupper() and before.stem not in COUNTRIES
    return is_name or (before.stem in _PERSONS and not before.text.lower().endswith("s"))
