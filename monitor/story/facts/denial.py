"""What a text says will not be: `will not rise to 25%`, `instead of raising it to 25%`. Pure."""

from __future__ import annotations

import re

from monitor.model import Span

_NOT = (
    r"(?:\b(?:not|never|no|no longer|cannot|without|instead of|rather than|stop(?:s|ped|ping)? short of|rul\w+ out"
    r"|against|avoid\w*|avert\w*|(?:refus\w*|declin\w*|fail\w*) to)|n['’]t)"
)
#: What may stand between the negation and its verb: `will not now have to be raised`.
_AUXILIARY = (
    r"(?:\s(?:be|being|been|to|yet|now|then|have|having|currently|further|again|even|going|about|the|a|an|any|its"
    r"|planned|plans?|planning|intend\w*|intention|expect\w*|want\w*|need\w*|see|immediately|of|for))*"
)
_MOVE = (
    r"(?:rais\w+|ris(?:e|es|ing|en)|lift\w*|increas\w+|hik(?:e|es|ed|ing)|cut(?:s|ting)?|lower\w*|reduc\w+|mov(?:e|es|ed|ing)"
    r"|climb\w*|fall(?:s|ing|en)?|drop\w*|jump\w*|grow\w*|doubl\w+|tripl\w+|halv\w+|slash\w*|trim\w*|chang\w+|exceed\w*"
    r"|reach\w*|go(?:es|ing)?|bring\w*|tak(?:e|es|en|ing)|impos\w+|charg\w+|pay\w*|set(?:s|ting)?|expand\w*|extend\w*|hits?"
    r"|push\w*|increment|reduction|step)"
)
_CALLED_OFF = (
    r"\b(?<!not )(?<!n't )(?<!n’t )(?<!never )(?:call(?:s|ed|ing)? off|cancel\w*|scrap(?:s|ped|ping)?"
    r"|abandon\w*|ditch\w*|shelv\w+|axe[ds]?"
    r"|halt(?:s|ed)?|suspend\w*|delay\w*|postpon\w+|defer\w*|put(?:s|ting)? off|reject\w*"
    r"|drop(?:s|ped|ping)?(?= (?:\w+ )?(?:plans?|proposals?|ideas?|threats?)\b))"
)
_OF_THE_SAME_CLAUSE = (
    r"(?:(?!\b(?:and|but|while|after|when|as|until|before)\b)[^.,;:!?]|[.,](?=\d))"
)
_DENIED = re.compile(
    rf"{_NOT}{_AUXILIARY}\s{_MOVE}\b{_OF_THE_SAME_CLAUSE}{{0,60}}$"
    rf"|{_CALLED_OFF}\b{_OF_THE_SAME_CLAUSE}{{0,40}}\b(?:{_MOVE}|plans?)\b{_OF_THE_SAME_CLAUSE}{{0,60}}$"
    r"|(?:\b(?:not|no longer)|n['’]t)(?:\s(?:be|at|to|by|the|a|an))*\s$"
    r"|(?:不会|不再|没有|而不是|而非|取消|搁置|暂缓|推迟)[^，。；、]{0,15}$",
    re.IGNORECASE,
)
#: `The planned rise to 25% was called off`.
_DEED = re.compile(
    rf"\b(?:rise|increase|hike|cut|jump|reduction|move|raise|plans?|cap)\b{_OF_THE_SAME_CLAUSE}{{0,60}}$",
    re.IGNORECASE,
)
_IS_OFF = re.compile(
    r"(?:(?!\b(?:and|but|while|after|when|as)\b)[^.;:!?]){0,60}?\s(?:(?:is|was|were|are|be|been|being)\s(?:now\s)?"
    r"(?:call(?:ed)? off|cancell?ed|scrapped|dropped|abandoned|ditched|shelved|axed|halted|suspended|delayed|postponed"
    r"|deferred|put off|rejected|off the table|ruled out|averted|avoided)"
    r"|(?:will|would|did|does) (?:not|no longer) (?:happen|go ahead|come|take (?:effect|place)|be made))\b",
    re.IGNORECASE,
)
_REACH = 120  # characters in front of a figure that can deny it


def is_denied(text: str, figure: Span) -> bool:
    """Whether a text says that a figure is not, or will not be, reached."""
    lead = text[max(0, figure.start - _REACH) : figure.start]
    if _DENIED.search(lead):
        return True
    return bool(_DEED.search(lead) and _IS_OFF.match(text, figure.end))
