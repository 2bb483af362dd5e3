"""Writes figures in every style that news has, beside the values that must be read back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from hypothesis import strategies as st

from monitor.model import Fact, FactKind
from monitor.story import digest

DAY = date(2026, 11, 2)

#: Sentences whose language is told by their function words, with a place for a figure.
FRAMES = {
    "en": "The ministry said on Friday that it would be {} in the end for the region.",
    "de": "Der Minister sagte, dass es am Ende {} für die Region sein werden, und das ist nicht viel.",
    "fr": "Le ministre a dit que ce sera {} pour les habitants de la région, et que le plan est prêt.",
    "es": "El ministro dijo que al final serán {} para la región, y que el plan es de los mejores.",
    "zh": "部长周五表示最终数字为{}，这项计划已经得到政府批准并将在全国实施。",
}


@dataclass(frozen=True)
class Style:
    """How a language parts thousands and decimals, and what its scales are called."""

    language: str
    gap: str
    mark: str
    scales: dict[str, float]
    indian: bool = False
    territory: str = ""


STYLES = {
    "English": Style(
        "en", ",", ".",
        {" thousand": 1e3, " million": 1e6, "m": 1e6, "mn": 1e6, " billion": 1e9, "bn": 1e9, "B": 1e9,
         "tn": 1e12, " trillion": 1e12},
    ),
    "Indian": Style(
        "en", ",", ".", {" lakh": 1e5, " lakhs": 1e5, " crore": 1e7, " crores": 1e7, " cr": 1e7, " lakh crore": 1e12},
        indian=True,
    ),
    "German": Style(
        "de", ".", ",",
        {" Tausend": 1e3, " Millionen": 1e6, " Mio.": 1e6, " Milliarden": 1e9, " Mrd.": 1e9, " Billionen": 1e12},
    ),
    "Swiss": Style("de", "’", ".", {" Mio.": 1e6, " Mrd.": 1e9, " Millionen": 1e6}, territory="CH"),
    "Swiss typed": Style("de", "'", ".", {" Mio.": 1e6, " Milliarden": 1e9}, territory="CH"),
    "Austrian": Style("de", "\u00a0", ",", {" Mio.": 1e6, " Mrd.": 1e9}),
    "French": Style(
        "fr", "\u202f", ",",
        {" millions": 1e6, " milliards": 1e9, " Md": 1e9, " Mds": 1e9, " billions": 1e12},
    ),
    "French typed": Style("fr", " ", ",", {" millions": 1e6, " milliards": 1e9}),
    "Spanish": Style(
        "es", ".", ",",
        {" mil": 1e3, " millones": 1e6, " mil millones": 1e9, " mill.": 1e6, " billones": 1e12},
    ),
    "Mexican": Style("es", ",", ".", {" millones": 1e6, " mil millones": 1e9}, territory="MX"),
    "Chinese": Style("zh", ",", ".", {"万": 1e4, "亿": 1e8, "万亿": 1e12, "千万": 1e7, "百万": 1e6}),
}  # fmt: skip

CURRENCIES = [
    row.split("\t")[1]
    for row in files("monitor.story.facts").joinpath("cldr.tsv").read_text("utf-8").splitlines()
    if row.startswith("currency")
]
SIGNS = {
    tuple(row.split("\t")[1:3])
    for row in files("monitor.story.facts").joinpath("cldr.tsv").read_text("utf-8").splitlines()
    if row.startswith("sign")
}
NAMES = {
    tuple(row.split("\t")[1:3])
    for row in files("monitor.story.facts").joinpath("cldr.tsv").read_text("utf-8").splitlines()
    if row.startswith("name")
}


def grouped(whole: int, gap: str, *, indian: bool = False) -> str:
    """Write a whole number with its groups of digits parted."""
    digits = str(whole)
    if len(digits) <= 3:
        return digits
    size = 2 if indian else 3
    head, tail = digits[:-3], [digits[-3:]]
    while head:
        tail.insert(0, head[-size:])
        head = head[:-size]
    return gap.join(tail)


def written(value: tuple[int, str], style: Style) -> str:
    """Write a value, given as its whole part and its decimals, in a style."""
    whole, decimals = value
    text = grouped(whole, style.gap, indian=style.indian)
    return f"{text}{style.mark}{decimals}" if decimals else text


def value_of(value: tuple[int, str]) -> float:
    """Return what a whole part and decimals are together."""
    return float(f"{value[0]}.{value[1] or 0}")


values = st.tuples(
    st.one_of(st.integers(2, 999), st.integers(1_000, 99_999_999)),
    st.one_of(st.just(""), st.from_regex(r"\A[0-9]{0,1}[1-9]\Z")),
).filter(lambda value: not 1900 <= value[0] <= 2100)
small = st.tuples(st.integers(0, 999), st.from_regex(r"\A[0-9]{0,2}[1-9]\Z"))
styles = st.sampled_from(sorted(STYLES)).map(STYLES.__getitem__)


def read(figure: str, style: Style, kind: FactKind) -> list[Fact]:
    """Return the figures of a kind that are read where a sentence of the style's language has one."""
    text = FRAMES[style.language].format(figure)
    found = digest("", text, published=DAY, territory=style.territory)
    return [f for s in found.sentences for f in s.facts if f.kind is kind]
