"""What is cut says nothing false: no figure loses its end, no word its letters."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from monitor.alerts.cutting import cut

words = st.sampled_from(
    "tariff on furniture from Eastside rises the union says talks about cars, mayor: bridge closed"
    " Zölle auf Möbel aus China, les droits de douane".split()
)
figures = st.sampled_from(
    [
        "10% → 25%", "$7 million", "$1.5 bn", "25 percent", "7 per cent", "two million", "1,250 people",
        "€3.5 billion", "a quarter of a million", "30 days", "2 lakh crore", "4,5 Prozent", "25 Milliarden Euro",
        "3 millions d'euros", "between 5 and 7 percent", "from 10% to 25%", "-0.5%", "50bp", "5 June", "US$200bn",
        "+49 911", "10–12 %", "half a million", "1'250'000 francs", "13 009 million", "40 mil millones",
    ]
)  # fmt: skip


@st.composite
def a_line(draw: st.DrawFn) -> tuple[str, list[tuple[int, int]]]:
    """Return a line of words and figures, and where the figures lie."""
    text = draw(words)
    places = []
    for _ in range(draw(st.integers(2, 9))):
        is_figure = draw(st.booleans())
        part = draw(figures if is_figure else words)
        if is_figure:
            places.append((len(text) + 1, len(text) + 1 + len(part)))
        text += f" {part}"
    return text, places


@given(a_line(), st.integers(20, 90))
def test_no_figure_and_no_word_is_cut(
    line: tuple[str, list[tuple[int, int]]], longest: int
) -> None:
    text, places = line
    said = cut(text, longest)
    assert len(said) <= longest
    if len(text) <= longest:
        assert said == text
        return
    assert said.endswith("…")
    kept = said[:-1]
    assert text.startswith(kept)
    end = len(kept)
    assert all(end <= begin or stop <= end for begin, stop in places), said
    assert not kept or not re.search(r"\w", text[end : end + 1]), said  # the word is whole
    assert not re.search(r"[\d%$€]\W*$", kept), said


@given(st.text(), st.integers(1, 80))
@example("e\u0301" * 60, 20)
@example("👨\u200d👩\u200d👧" * 20, 21)
def test_any_text_is_cut_to_its_length_at_a_letter(text: str, longest: int) -> None:
    said = cut(text, longest)
    assert len(said) <= max(longest, 1)
    kept = said.removesuffix("…")
    if kept and len(text) > longest and kept != text:
        assert text.startswith(kept)
        assert not unicodedata.combining(text[len(kept)])


@pytest.mark.parametrize(
    ("text", "longest", "said"),
    [
        ("Tariff on furniture from Eastside: 10% → 25% since Monday", 40, "Tariff on furniture from Eastside…"),
        ("The fund lost $7 million in a day of trade", 17, "The fund lost…"),
        ("The town says about two million people fled", 26, "The town says…"),
        ("关税从10%提高到25%，影响2000亿美元商品", 8, "关税从10%提…"),
        ("关税从10%提高到25%，影响2000亿美元商品", 6, "关税从…"),
        ("关税从10%提高到25%，影响2000亿美元商品", 18, "关税从10%提高到25%，影响…"),
        ("x" * 50, 10, "x" * 9 + "…"),
        ("$1,234,567,890,123.45 million", 12, "…"),
        ("Mayor: no deal by 5 June, says union", 20, "Mayor: no deal…"),
        ("Plain words that go on and on", 21, "Plain words that go…"),
        ("It fits", 7, "It fits"),
        ("", 0, ""),
    ],
)  # fmt: skip
def test_where_a_line_is_cut(text: str, longest: int, said: str) -> None:
    assert cut(text, longest) == said
