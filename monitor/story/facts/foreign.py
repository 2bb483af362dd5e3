"""Numbers in German, French and Spanish words: `fünfundzwanzig`, `quatre-vingt-douze`, `doscientos mil`. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from monitor.story.facts.scales import Number, number, scale_at
from monitor.story.words import Language, Token

_GAPS = frozenset({" ", "-", "\u00a0", "\u2011"})
_THOUSANDS = frozenset({"mil", "mille", "tausend"})
_AND = frozenset({"y", "et"})  # between tens and ones
_AND_HALF = {
    Language.FRENCH: ("et", "demi"),
    Language.SPANISH: ("y", "medio"),
}  # behind the scale: `un million et demi`
_FRENCH = {
    word: float(value)
    for value, word in enumerate(
        "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(), 1
    )
} | {
    "une": 1.0, "demi": 0.5, "vingt": 20.0, "vingts": 20.0, "trente": 30.0, "quarante": 40.0, "cinquante": 50.0,
    "soixante": 60.0, "septante": 70.0, "huitante": 80.0, "octante": 80.0, "nonante": 90.0,
    "cent": 100.0, "cents": 100.0,
}  # fmt: skip
_SPANISH = {
    word: float(value)
    for value, word in enumerate(
        (
            "un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis"
            " diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco"
            " veintiséis veintisiete veintiocho veintinueve treinta"
        ).split(),
        1,
    )
} | {
    "una": 1.0, "medio": 0.5, "veintiún": 21.0, "veintiuna": 21.0, "cuarenta": 40.0, "cincuenta": 50.0,
    "sesenta": 60.0, "setenta": 70.0, "ochenta": 80.0, "noventa": 90.0, "cien": 100.0, "ciento": 100.0,
}  # fmt: skip
_SPANISH |= {
    f"{stem}{end}": 100.0 * value
    for value, stem in enumerate(
        "doscient trescient cuatrocient quinient seiscient setecient ochocient novecient".split(), 2
    )
    for end in ("os", "as")
}
_GERMAN_ONES = (
    "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    " siebzehn achtzehn neunzehn"
).split()
_GERMAN_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_GERMAN_HALVES = {"eine": 1.0, "einer": 1.0, "halbe": 0.5, "halben": 0.5, "anderthalb": 1.5} | {
    f"{one}einhalb": value + 0.5 for value, one in enumerate(_GERMAN_ONES[:9], 1)
}


def _below_hundred() -> Iterator[tuple[str, float]]:
    for value, word in enumerate(_GERMAN_ONES, 1):
        yield word, float(value)
    for ten, word in enumerate(_GERMAN_TENS, 2):
        for form in {word, word.replace("ß", "ss")}:
            yield form, 10.0 * ten
            for value, one in enumerate(_GERMAN_ONES[:9], 1):
                yield f"{one}und{form}", 10.0 * ten + value


@cache
def _german() -> dict[str, float]:
    """Return the words of German numbers below a thousand, which are written as one, and of halves."""
    below = dict(_below_hundred())
    hundreds = {f"{one}hundert": 100.0 * i for i, one in enumerate(["", *_GERMAN_ONES[:9]]) if i}
    hundreds["hundert"] = 100.0
    joined = {
        f"{hundred}{link}{word}": value + more
        for hundred, value in hundreds.items()
        for word, more in below.items()
        for link in ("", "und")
    }
    return below | hundreds | joined | _GERMAN_HALVES


#: Language → the words of its numbers, those of German made when they are first asked for.
_WORDS: Mapping[Language, Callable[[], Mapping[str, float]]] = {
    Language.GERMAN: _german,
    Language.FRENCH: lambda: _FRENCH,
    Language.SPANISH: lambda: _SPANISH,
}
FOREIGN = frozenset(_WORDS)


def _words(language: Language) -> Mapping[str, float]:
    return _WORDS[language]() if language in _WORDS else {}


_PER = frozenset({"por", "pour", "per"})


def value_in_words(word: str, before: str, language: Language) -> float | None:
    """Return what one word of a language says as a number, or None: `dreißigtausend`, `vingt`.

    `before` is the word in front of it.
    """
    lower = word.lower()
    words = _words(language)
    value = words.get(lower)
    if value == 100 and before.lower() in _PER:
        return None  # `por ciento`
    if value is not None or not words:
        return value
    if lower in _THOUSANDS:
        return 1.0  # of thousands: the scale is read behind it
    if language is not Language.GERMAN or "tausend" not in lower:
        return None
    head, _, tail = lower.partition("tausend")
    many, more = words.get(head) if head else 1.0, words.get(tail.removeprefix("und"))
    if many is None or (tail and more is None):
        return None
    return 1_000 * many + (more or 0.0)


def in_foreign_words(
    text: str, words: Sequence[Token], place: int, value: float, language: Language
) -> Number | None:
    """Read `fünf`, `deux cent mille`, `medio millón`, `un million et demi`; a lone `one` is an article.

    `value` is that of the word at `place`.
    """
    is_thousand = words[place].text.lower() in _THOUSANDS
    following = words[place + 1].text.lower() if place + 1 < len(words) else ""
    more = _words(language).get(following) if is_thousand else None
    if more and text[words[place].end : words[place + 1].start] in _GAPS:  # `mille deux cents`
        total, behind = _summed(text, words, place + 1, more, language)
        total += 1_000
    elif is_thousand:
        total, behind = value, place
    else:
        total, behind = _summed(text, words, place, value, language)
    end = words[behind - 1].end if behind > place else words[place].start
    factor, after, end = scale_at(text, words, behind, end, language=language)
    if factor > 1 and (half := _half_behind(words, after, language)):
        total, after, end = total + 0.5, after + 2, half
    if total <= 1 and factor == 1:
        return None
    start = words[place].start
    return number(total * factor, start, end, place, after, factor, is_spelled=True)


def _half_behind(words: Sequence[Token], behind: int, language: Language) -> int | None:
    """Return where the half behind a scale ends: `un millón y medio`; None where none is said."""
    said = tuple(word.text.lower() for word in words[behind : behind + 2])
    return words[behind + 1].end if said and said == _AND_HALF.get(language) else None


def _summed(
    text: str, words: Sequence[Token], place: int, value: float, language: Language
) -> tuple[float, int]:
    """Return what the words from `place` on say together, and the word behind them."""
    total, current, behind = 0.0, value, place + 1
    known = _words(language)
    while behind < len(words) and text[words[behind - 1].end : words[behind].start] in _GAPS:
        name = words[behind].text.lower()
        following = words[behind + 1].text.lower() if behind + 1 < len(words) else ""
        if name in _THOUSANDS and following in known and current >= 1 and not total:
            total, current, behind = 1_000 * current, known[following], behind + 2
            continue
        is_and = name in _AND and following in known
        more = known.get(following if is_and else name)
        joined = _joined(current, more, is_and=is_and) if more else None
        if joined is None:
            break
        current, behind = joined, behind + (2 if is_and else 1)
    return total + current, behind


def _joined(current: float, more: float, *, is_and: bool) -> float | None:
    """Return two words of a number together: `quatre` and `vingt`, `cent` and `douze`; else None."""
    rest = current % 100
    if more == 100 and 1 < current < 10 and not is_and:
        return current * 100
    if more == 20 and rest == 4 and not is_and:
        return current + 76  # quatre-vingts
    if rest == 0 and current >= 100 and more < 100 and not is_and:
        return current + more
    if rest == 10 and 7 <= more < 10 and not is_and:
        return current + more  # dix-sept
    is_tens = rest >= 20 and rest % 10 == 0
    if is_tens and (more < 10 or (rest in {60, 80} and more < 20)):
        return current + more
    return None
