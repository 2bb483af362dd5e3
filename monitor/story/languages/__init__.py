"""Which language is a text in? By its commonest words; what is none of these is English. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Language(StrEnum):
    """A language that the engine can compare with the others; the value is its ISO 639-1 code."""

    ENGLISH = "en"
    SPANISH = "es"
    GERMAN = "de"
    FRENCH = "fr"
    CHINESE = "zh"


#: Function words by language: they tell it, and they say nothing by themselves.
FUNCTION_WORDS = {
    Language.ENGLISH: frozenset(
        "the of and to in for on with that is was are were by at as from it its has have been will said".split()
    ),
    Language.SPANISH: frozenset(
        (
            "el la los las del de y en un una unos unas que por para con sin sobre entre pero más al se su sus es"
            " son fue fueron ha han como lo le les ya no este esta estos estas desde hasta según tras ante muy"
            " también cuando donde qué quien cada otro otra otros otras todo toda todos todas puede ser hay contra"
        ).split()
    ),
    Language.GERMAN: frozenset(
        (
            "der die das den dem des ein eine einen einem einer eines und oder aber von vom zu zum zur mit auf für"
            " nicht ist sind war waren wird werden wurde wurden hat haben hatte sich im am an als auch bei nach aus"
            " um über unter vor durch gegen bis seit noch schon nur sei seien dass daß es er sie ihr ihre seine wie"
            " wenn weil mehr rund etwa kann soll will"
        ).split()
    ),
    Language.FRENCH: frozenset(
        (
            "le la les des du de un une et ou mais en dans pour par sur avec sans est sont était ont avait que qui"
            " quoi dont où au aux ce cette ces se sa son ses leur leurs il elle ils elles ne pas plus moins après"
            " avant depuis entre sous vers chez comme aussi être avoir fait selon contre d'ici n'y l'on afin"
            " va jour jours aujourd'hui dès déjà toujours ainsi"
        ).split()
    ),
}
_CJK = re.compile(r"[\u3400-\u9fff]")
_CHINESE_SHARE = 0.15  # of the characters of a text that is in Chinese
_LOOKED_AT = 600  # characters of a text that tell its language
_ENOUGH = 3  # different function words of a language that a text must hold


def language_of(text: str) -> Language:
    """Return the language of a text; English where it is not clearly another one."""
    head = text[:_LOOKED_AT]
    if len(_CJK.findall(head)) >= _CHINESE_SHARE * len(head) > 0:
        return Language.CHINESE
    words = frozenset(head.lower().split())
    counts = {language: len(words & row) for language, row in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    if counts[best] < _ENOUGH or counts[best] <= counts[Language.ENGLISH]:
        return Language.ENGLISH
    return best
