"""Numbers that are no figure are passed over, each for its reason; what is near them is read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import FactKind
from monitor.story import digest
from monitor.story.facts.passed import Why
from monitor.story.figures import Figure, figures_of

DAY = date(2026, 11, 2)


def figures(text: str) -> list[str]:
    """Return the figures of a text that are no dates and no spans of time."""
    left_out = {FactKind.NAME, FactKind.STATUS, FactKind.DATE, FactKind.DURATION}
    found = digest("", text, published=DAY).sentences
    return [f.display for s in found for f in s.facts if f.kind not in left_out]


def reasons(text: str) -> set[str]:
    return {each.why for each in figures_of("", text) if each.why}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Call 555-0123 for help", Why.PHONE),
        ("Call 555-8123 for help", Why.PHONE),
        ("The office is at +1 202 555 0123 all day", Why.PHONE),
        ("The office is at (202) 555-0182 all day", Why.PHONE),
        ("The number is 202-555-0182 now", Why.PHONE),
        ("Tel. 020 7946 0958 for the office", Why.PHONE),
        ("Appelez le 06 12 34 56 78 pour la mairie", Why.PHONE),
        ("They won 2-1 at home", Why.SCORE),
        ("They lost 0–3 at home", Why.SCORE),
        ("It was a 5-4 ruling", Why.SCORE),
        ("A 2-1 win", Why.SCORE),
        ("A 1-2 defeat", Why.SCORE),
        ("the 2025–26 budget", Why.YEARS),
        ("the 2025-26 season", Why.YEARS),
        ("the 2019/20 season", Why.YEARS),
        ("from the 2019–2023 plan", Why.YEARS),
        ("the 2025 report says", Why.YEAR),
        ("at 10:30 sharp", Why.TIME),
        ("at 10.30am sharp", Why.TIME),
        ("at 5pm sharp", Why.TIME),
        ("à 17h30 précises", Why.TIME),
        ("um 20 Uhr dort", Why.TIME),
        ("a 45-year-old man", Why.AGE),
        ("a man aged 45 said", Why.AGE),
        ("a 20yo man", Why.AGE),
        ("the 3rd time", Why.ORDINAL),
        ("le 2ème jour", Why.ORDINAL),
        ("the 737s fly", Why.PLURAL),
        ("the A320 flies", Why.NAME),
        ("the R8 is a car", Why.NAME),
        ("the H5N1 strain", Why.NAME),
        ("COVID-19 spreads", Why.NAME),
        ("a 5G network", Why.NAME),
        ("the 8BitDo pad", Why.NAME),
        ("the 49ers play", Why.NAME),
        ("a model named Q9M is sold", Why.NAME),
        ("with 800px images", Why.NAME),
        ("version 1.2.3.4 is out", Why.VERSION),
        ("sizes 1536,794 and so on", Why.VERSION),
        ("on 3/4 and so on", Why.PARTS),
        ("The number is +91 98765 43210 now", Why.PHONE),
        ("The number is +91-98765-43210 now", Why.PHONE),
        ("They can dial 112 or call 988 for help", Why.PHONE),
        ("text HOME to 741741 for help", Why.PHONE),
        ("The House voted 219-213 for it", Why.SCORE),
        ("lawmakers voted 201-345 in favour", Why.SCORE),
        ("It passed 219 to 213 on the floor", Why.SCORE),
        ("On Friday the vote was 52–48", Why.SCORE),
        ("the Boeing 737-800 landed", Why.NAME),
        ("a 777-300ER landed", Why.NAME),
        ("the new 747-8 landed", Why.NAME),
        ("an A320-200 landed", Why.NAME),
        ("ISBN 978-3-16-148410-0 is out", Why.NAME),
        ("on Flight 370", Why.LABEL),
        ("along Route 66", Why.LABEL),
        ("under Section 230", Why.LABEL),
        ("from No. 10", Why.LABEL),
        ("with an iPhone 17", Why.LABEL),
        ("Jane Smith, 45, said so", Why.AGE),
        ("at 0930 GMT sharp", Why.TIME),
        ("at 1430 GMT sharp", Why.TIME),
        ("between 3 and 5pm there", Why.TIME),
        ("à 14 h 30 précises", Why.TIME),
        ("S&P 500 lost ground", Why.LABEL),
        ("at Pad 39B in Florida", Why.LABEL),
        ("one of them", Why.ARTICLE),
        ("a thousand times better", Why.ARTICLE),
        ("1" * 40 + " people", Why.ENORMOUS),
    ],
)
def test_what_is_no_figure_is_passed_over_with_its_reason(text: str, why: Why) -> None:
    assert figures(text) == []
    assert why.value in reasons(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("about 10-15 people", ["10 to 15"]),
        ("300-1000 people", ["300 to 1,000"]),
        ("a 5-6% rise", ["5 to 6%"]),
        ("40-50 billion", ["40 billion to 50 billion"]),
        ("$40-50 a barrel", ["$40 to $50"]),
        ("sub-5% rates", ["5%"]),
        ("It sends 30 to 50 million barrels", ["30 million to 50 million"]),
        ("It grew from 900 to 1.2 million users", ["900", "1.2 million"]),
        ("The House voted 219-213 for it", []),
        ("300MWh of storage", ["300 MWh"]),
        ("at 400ppm now", ["400 ppm"]),
        ("a 1.5GW wind farm", ["1.5 GW"]),
        ("spent R5bn on it", ["5 billion South African rand"]),
        ("spent R1,500 on it", ["1,500 South African rand"]),
        ("TOP 10 films", ["10"]),
        ("TOP 10 FILMS", []),
        ("TRY 10 billion was lent", ["10 billion Turkish Lira"]),
        ("a 50bp cut", ["0.5 percentage points"]),
        ("with 4x4 cars", []),
        ("one and a half million came", ["1.5 million"]),
        ("a quarter of a million came", ["250,000"]),
        ("three quarters of a billion came", ["750 million"]),
        ("half a million came", ["500,000"]),
        ("It costs $.50 a share", ["$0.50"]),
        ("on .5 percent more", ["0.5%"]),
        ("plus or minus 3 percentage points", ["3 percentage points"]),
        ("inflation of ½ point", ["0.5 percentage points"]),
        ("au moins 3 % des ménages et de la ville sont pour le plan", ["3%"]),
        ("al menos 3 % de los hogares y de la ciudad es para el plan", ["3%"]),
        ("$1.5T and £3 m and $5 B", ["$1.5 trillion", "£3 million", "$5 billion"]),
        ("₹5L and Rs. 250 cr", ["₹500,000", "₹2.5 billion"]),
        ("250 mdp y 3 mdd para la obra de los trenes del sur", ["250 million pesos", "$3 million"]),
        ("the 10 mill towns", ["10"]),
        ("$13 009 million", ["$13.009 billion"]),
        ("It paid 5 Mio. Euro for it", ["€5 million"]),
        ("It paid kr. 300 bn for it", ["300 billion kroner"]),
        ("paid one point two million dollars", ["$1.2 million"]),
        ("paid 55  thousand dollars", ["$55,000"]),
        (
            "罚款三十几万元、二百余万元、一千多万元",
            ["300,000 yuan", "2 million yuan", "10 million yuan"],
        ),
        ("paid 9-7 lakh rupees", ["₹900,000", "₹700,000"]),
        ("a loss of negative $71.5 million or -$23", ["-$71.5 million", "-$23"]),
        ("The price is -0,123 euros", ["-€0.123"]),
        ("larger than $1MM", ["$1 million"]),
        ("USD200-300m was paid", ["$200 million to $300 million"]),
        ("between 5% –10%", ["5 to 10%"]),
        ("The bank moved by 1/2 percent and 2/3 percent", ["0.5%", "0.6667%"]),
        ("The bank moved by 5/8 of a point", ["0.625 percentage points"]),
        ("It has 3,5 parts and 1,250 members", ["3.5", "1,250"]),
        ("It has 3,5 parts, 4,5 forks and 1,250 members", ["3.5", "4.5", "1.25"]),
        ("The firm paid 28234,23 euros", ["€28,234.23"]),
        ("The index passed 150 to 213 on Friday", ["150 to 213"]),
        (
            "Der Minister sagte, dass am Ende 12.500 kamen, und das ist nicht viel für die Region",
            ["12,500"],
        ),
        ("Am Ende waren dort in Köln 300 Kühe auf der Straße, und das ist nicht viel", ["300"]),
        ("They counted Germany, 45, and Spain, 30, in all", ["45", "30"]),
        ("They call 45 of them", ["45"]),
        (
            "Le ministre a dit que ce sera 10 % et 12 % pour la région et les habitants",
            ["10%", "12%"],
        ),
        (
            "Le ministre a dit que ce sera 2,5 millions $ CA pour la région et les habitants",
            ["C$2.5 million"],
        ),
        ("a gain of +1234567 jobs", ["1.2346 million"]),
        (
            "It cost $5m CAD or $6 million Australian, not $7m (US)",
            ["C$5 million", "A$6 million", "$7 million"],
        ),
        ("The firm cuts 2000 jobs", ["2,000"]),
        ("a loss of 2000 jobs", ["2,000"]),
        ("In Bern 12,500 people marched", ["12,500"]),
        ("Toll Passes 1,200 in Quake", ["1,200"]),
        ("A Magnitude 7.1 Earthquake Strikes", ["7.1"]),
        ("Category 5 Hurricane Nears", ["5"]),
        ("It has 1,500-2,000", ["1,500 to 2,000"]),
        ("costs of $5bn-6bn", ["$5 billion to $6 billion"]),
        ("12-15 percentage points", ["12 to 15 percentage points"]),
        ("A loan of 1 234 567 euros", ["€1.2346 million"]),
        (
            "N2.5trn, Dh3bn, GH¢50m",
            ["2.5 trillion Nigerian nairas", "3 billion dirhams", "50 million Ghanaian cedis"],
        ),
        ("P50 million and SR10bn", ["P50 million", "10 billion Saudi riyals"]),
        ("X4.5 million, D500,000", ["4.5 million", "500,000"]),
        ("CAD$4m, $A5m and $US6m", ["C$4 million", "A$5 million", "$6 million"]),
        ("2 and a half million came", ["2.5 million"]),
        ("a million and a half people came", ["1.5 million"]),
        ("quarter of a million came", ["250,000"]),
        ("a quarter-million came", ["250,000"]),
        ("one point two five percent", ["1.25%"]),
        ("nought point five percent", ["0.5%"]),
        ("It cost hundred dollars or million euros", ["$100", "€1 million"]),
        ("several hundred dollars, the million dollar question", []),
        ("300-400 people", ["300 to 400"]),
        ("about 201-345 people", ["201 to 345"]),
        ("+250 000 jobs", ["250,000"]),
        ("In 2020 people met the class of 2020 students", []),
    ],
)
def test_what_looks_like_none_and_is_a_figure(text: str, expected: list[str]) -> None:
    assert figures(text) == expected


@given(st.integers(0, 20), st.integers(0, 20), st.sampled_from("-–"))
def test_a_score_is_no_figure(first: int, second: int, dash: str) -> None:
    assert figures(f"They played {first}{dash}{second}.") == []


@given(
    st.integers(200, 999),
    st.integers(200, 999),
    st.integers(0, 9_999),
    st.sampled_from(["-", " ", "."]),
    st.sampled_from(["", "+1 ", "+49 "]),
)
def test_a_phone_number_is_no_figure(area: int, first: int, last: int, gap: str, code: str) -> None:
    assert figures(f"Call {code}{area}{gap}{first}{gap}{last:04} today.") == []


@given(
    st.integers(0, 23),
    st.integers(0, 59),
    st.sampled_from(["{}:{:02}", "{}.{:02}am", "{}:{:02} pm", "{}h{:02}"]),
)
def test_a_time_is_no_figure(hour: int, minute: int, form: str) -> None:
    assert figures(f"They met at {form.format(hour, minute)} there.") == []


@given(st.integers(1950, 2049), st.sampled_from(["-", "–", "/"]), st.booleans())
def test_a_span_of_years_is_no_figure(year: int, dash: str, is_short: bool) -> None:
    last = f"{(year + 1) % 100:02}" if is_short else str(year + 1)
    assert figures(f"They know the {year}{dash}{last} budget.") == []


_PIECES = st.sampled_from(
    ["10", "1,5", "½", "%", " percent", "$", "R", "SEK", " kr", "bn", " Mio.", " to ", "-", "–", "minus ", ",", ".",
     " ", "'000", "1/2", "千", "亿", "元", "bp", "Rs. ", " crore", "+1", "555", "0123", ":", "/", "GW", "€", "2025"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_any_row_of_pieces_is_read_without_fault_and_nothing_is_both(text: str) -> None:
    for each in figures_of("", text):
        assert isinstance(each, Figure)
        assert (each.read is None) != (each.why is None)
        assert each.written in text
    for sentence in digest("", text, published=DAY).sentences:
        spans = sorted((f.span.start, f.span.end) for f in sentence.figures)
        spans += [(p.start, p.end) for p in sentence.passed]
        spans.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.lists(_PIECES, max_size=20).map("".join))
def test_every_digit_of_a_text_is_accounted_for(text: str) -> None:
    for sentence in digest("", text, published=DAY).sentences:
        covered = {
            place
            for start, end in [
                *((f.span.start, f.span.end) for f in sentence.facts),
                *((p.start, p.end) for p in sentence.passed),
            ]
            for place in range(start, end)
        }
        missing = [c for i, c in enumerate(sentence.text) if c.isdecimal() and i not in covered]
        assert missing == []
