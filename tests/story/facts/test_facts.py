"""The fact grammar: values exactly right, and no reading of anything raises."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Fact, FactKind
from monitor.story import digest
from monitor.story.facts.finding import SentenceFacts, extract
from monitor.story.facts.numbers import read_numbers
from monitor.story.facts.values import agree, significant_digits, written
from monitor.story.words.text import concepts, tokens

DAY = date(2018, 12, 14)


def read(sentence: str, published: date | None = DAY) -> SentenceFacts:
    words = tokens(sentence)
    return extract(sentence, words, concepts(words), published)


def value_of(text: str) -> float:
    (number,) = read_numbers(text, tokens(text))
    return number.value


def displays(sentence: str, kind: FactKind, published: date | None = DAY) -> list[str]:
    return [fact.display for fact in read(sentence, published).facts if fact.kind is kind]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a rate of 10%", ["10%"]),
        ("a rate of 10 percent", ["10%"]),
        ("a rate of 10 per cent", ["10%"]),
        ("a rate of 10 pct", ["10%"]),
        ("a rate of ten percent", ["10%"]),
        ("a rate of 7.5%", ["7.5%"]),
        ("a 10-percent rate", ["10%"]),
        ("between 5 and 10 percent", ["5 to 10%"]),
        ("by 4 to 6 per cent", ["4 to 6%"]),
        ("5-10% more", ["5 to 10%"]),
        ("two percentage points higher", ["2 percentage points"]),
        ("25 basis points higher", ["0.25 percentage points"]),
        ("加征25%的关税", ["25%"]),
        ("von 10 auf 25 Prozent", ["10%", "25%"]),
        ("百分之二十五的关税", ["25%"]),
        ("a quarter of the staff", ["25%"]),
        ("by a fifth", ["20%"]),
        ("a quarter of a percentage point", ["0.25 percentage points"]),
        ("by three-quarters of a point", ["0.75 percentage points"]),
        ("a half-point rise", ["0.5 percentage points"]),
        ("two-thirds of members", ["66.7%"]),
        ("one in five patients", ["20%"]),
        ("about half of them", ["50%"]),
        ("half the staff", ["50%"]),
        ("in the first half of 2027", []),
        ("half its 1,200 staff", ["50%"]),
        ("half the 15% of last year", ["15%"]),
        ("the third quarter", []),
        ("7,5 Prozent", ["7.5%"]),
        ("un arancel del 25 por ciento", ["25%"]),
        ("des droits de 25 pour cent", ["25%"]),
        ("10 of them", []),
    ],
)
def test_percentages(text: str, expected: list[str]) -> None:
    assert displays(text, FactKind.PERCENT) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$200 billion",
        "US$200bn",
        "200 billion dollars",
        "$200 bln",
        "$200bn",
        "USD 200 billion",
        "$200,000,000,000",
    ],
)
def test_one_sum_in_every_style(text: str) -> None:
    (fact,) = [f for f in read(f"goods worth {text} a year").facts if f.kind is FactKind.MONEY]
    assert (fact.low, fact.high, fact.unit, fact.display) == (2e11, 2e11, "USD", "$200 billion")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("€1.2m was paid", ["€1.2 million"]),
        ("£3 trillion in debt", ["£3 trillion"]),
        ("Rmb380bn over three years", ["380 billion yuan"]),
        ("380 billion yuan ($53 billion)", ["380 billion yuan", "$53 billion"]),
        ("$40 billion to $50 billion a year", ["$40 billion to $50 billion"]),
        ("$40-50 billion a year", ["$40 billion to $50 billion"]),
        ("between $34 and $37 billion", ["$34 billion to $37 billion"]),
        ("410 pence a share", ["410 pence"]),
        ("two hundred million euros", ["€200 million"]),
        ("$1 and $2 coins", ["$1", "$2"]),
        ("costs $5", ["$5"]),
        ("half a million dollars", ["$500,000"]),
        ("a 455p offer", ["455 pence"]),
        ("每股680便士", ["680 pence"]),
        ("in 2019 $5 was", ["$5"]),
        ("罚款20亿美元", ["$2 billion"]),
        ("rose to $5.5-6 billion", ["$5.5 billion to $6 billion"]),
        ("价值2000亿美元的商品", ["$200 billion"]),
        ("罚款182.28亿元", ["18.228 billion yuan"]),
        ("200.000 millones de dólares", ["$200 billion"]),
        ("200 mil millones de dólares", ["$200 billion"]),
        ("200 Milliarden Dollar", ["$200 billion"]),
        ("1,2 Milliarden Euro", ["€1.2 billion"]),
        ("200 milliards de dollars", ["$200 billion"]),
    ],
)
def test_money(text: str, expected: list[str]) -> None:
    assert displays(text, FactKind.MONEY) == expected


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("one million US jobs", 1e6, "job"),
        ("1 million well paid jobs", 1e6, "job"),
        ("346 people died", 346, "kill"),
        ("346 people met", 346, "person"),
        ("twelve people were hurt", 12, "injur"),
        ("34 jets were ordered", 34, "plane"),
        ("14,000 conductors", 14_000, "conductor"),
        ("two dozen countries", 24, "countri"),
        ("two hundred and fifty thousand workers", 250_000, "worker"),
        ("造成346人死亡", 346, "person"),
        ("30 dead after the storm", 30, "kill"),
    ],
)
def test_counts_and_their_noun(text: str, value: float, unit: str) -> None:
    (fact,) = [f for f in read(text).facts if f.kind is FactKind.COUNT]
    assert (fact.high, fact.unit) == (value, unit)


@pytest.mark.parametrize(
    "text",
    [
        "in 2017 it began",
        "one of them",
        "the 3rd time",
        "at 10:30",
        "COVID-19 spreads",
        "the 737s fly",
        "an A320 lands",
        "a 5G network",
        "version 1.2.3 is out",
    ],
)
def test_what_is_no_count(text: str) -> None:
    assert displays(text, FactKind.COUNT) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("due on March 1", date(2019, 3, 1), date(2019, 3, 1)),
        ("due on 1 March", date(2019, 3, 1), date(2019, 3, 1)),
        ("due on Dec. 15", date(2018, 12, 15), date(2018, 12, 15)),
        ("from January", date(2019, 1, 1), date(2019, 1, 31)),
        ("on 12 and 13 January", date(2019, 1, 12), date(2019, 1, 13)),
        ("on January 12 to 14", date(2019, 1, 12), date(2019, 1, 14)),
        ("on 3 May 1998", date(1998, 5, 3), date(1998, 5, 3)),
        ("on 2018-09-20", date(2018, 9, 20), date(2018, 9, 20)),
        ("on Wednesday", date(2018, 12, 12), date(2018, 12, 12)),
        ("will begin on Wednesday", date(2018, 12, 19), date(2018, 12, 19)),
        ("next month", date(2019, 1, 1), date(2019, 1, 31)),
        ("by 2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("in the third quarter of 2027", date(2027, 7, 1), date(2027, 9, 30)),
        ("third-quarter 2027 results", date(2027, 7, 1), date(2027, 9, 30)),
        ("due in Q3 2027", date(2027, 7, 1), date(2027, 9, 30)),
        ("in the first half of 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("the second half of next year", date(2019, 7, 1), date(2019, 12, 31)),
        ("due in H1 2027", date(2027, 1, 1), date(2027, 6, 30)),
        ("sales fell in the first quarter", date(2019, 1, 1), date(2019, 3, 31)),
        ("sales fell in the third quarter", date(2018, 7, 1), date(2018, 9, 30)),
        ("has slipped to the third quarter", date(2019, 7, 1), date(2019, 9, 30)),
        ("2027年第三季度完成", date(2027, 7, 1), date(2027, 9, 30)),
        ("2027年上半年完成", date(2027, 1, 1), date(2027, 6, 30)),
        ("tomorrow it ends", date(2018, 12, 15), date(2018, 12, 15)),
        ("am 1. März", date(2019, 3, 1), date(2019, 3, 1)),
        ("el 1 de marzo de 2019", date(2019, 3, 1), date(2019, 3, 1)),
        ("le 1er mars", date(2019, 3, 1), date(2019, 3, 1)),
        ("2019年3月1日起", date(2019, 3, 1), date(2019, 3, 1)),
    ],
)
def test_dates_are_resolved_against_the_day_of_publication(
    text: str, first: date, last: date
) -> None:
    (fact,) = [f for f in read(text).facts if f.kind is FactKind.DATE]
    assert (fact.low, fact.high) == (first.toordinal(), last.toordinal())


def test_a_date_without_a_year_needs_a_day_of_publication() -> None:
    assert displays("due on March 1", FactKind.DATE, None) == []
    assert displays("due on March 1, 2019", FactKind.DATE, None) == ["March 1, 2019"]
    assert displays("due in the third quarter", FactKind.DATE, None) == []
    assert displays("due in Q3 2019", FactKind.DATE, None) == ["third quarter of 2019"]


@pytest.mark.parametrize(
    "text",
    [
        "on February 30",
        "may rise",
        "in march time",
        "version 2018-13-45",
        "scored in the second half",
        "an H1-B visa",
        "the third half of 2027 bottles",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert displays(text, FactKind.DATE) == []


def test_spans_of_time() -> None:
    assert displays("a truce of 90 days", FactKind.DURATION) == ["90 days"]
    assert displays("for three months", FactKind.DURATION) == ["3 months"]
    assert displays("the 24-hour sale", FactKind.DURATION) == ["24 hours"]


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("cut the tariff from 40% to 15%", "40%", "15%"),
        ("cut the tariff to 15 percent from 40 percent", "40%", "15%"),
        ("from 10 to 25 percent", "10%", "25%"),
        ("25%, up from 10%", "10%", "25%"),
        ("lifted its offer to 680 pence a share from 615", "615 pence", "680 pence"),
        ("Oil rose to $75.50 a barrel from 74.20", "$74.20", "$75.50"),
        ("15 per cent instead of 40 per cent", "40%", "15%"),
        ("raised from $2.6 billion to $2.9 billion", "$2.6 billion", "$2.9 billion"),
        ("from 410 to 455 pence a share", "410 pence", "455 pence"),
        ("10% of its services instead of the 20% promised", "20%", "10%"),
        ("They pay 7.5%, half the 15% charged since September", "15%", "7.5%"),
        ("They pay 7.5 percent, half of the previous 15 percent", "15%", "7.5%"),
        ("8 percent more this year, up from the 7.5 percent refused", "7.5%", "8%"),
        ("rose to five from three", "3", "5"),
        ("About 1,900 jobs will go, not the 1,200 announced", "1,200", "1,900"),
        (
            "There are 2.4 million cars, it said, not 2.8 million as first reported",
            "2.8 million",
            "2.4 million",
        ),
        ("The duty is 15%, not the 10% that was planned", "10%", "15%"),
        ("from 23 to 31 patients", "23", "31"),
        ("关税从10%提高到25%", "10%", "25%"),
        ("von 10 auf 25 Prozent", "10%", "25%"),
        ("del 10% al 25%", "10%", "25%"),
        ("from two to 2.2 million barrels", "2 million", "2.2 million"),
    ],
)
def test_movements_that_a_sentence_states(text: str, before: str, after: str) -> None:
    (movement,) = read(text).movements
    assert (movement.before.display, movement.after.display) == (before, after)


@pytest.mark.parametrize(
    "text",
    [
        "4 to 6 percent",
        "10% and 25%",
        "$1 billion or $2 billion",
        "10% more. From 25% on",
        "10% of cars and 25% of vans",
        "25%, not 15%",
        "1,900 jobs in May, not 1,200 as in the town",
    ],
)
def test_what_is_no_movement(text: str) -> None:
    assert read(text).movements == ()


@pytest.mark.parametrize(
    "text",
    [
        "The duty will not rise to 25% from 10%",
        "The duty will no longer go from 10% to 25%",
        "They scrapped plans to raise the duty from 10% to 25%",
        "They called off the rise of the duty to 25% from 10%",
        "He kept it there instead of lifting the duty from 10% to 25%",
        "He left it there without raising it to 25% from 10%",
        "The offer won't be raised from $25 to $27",
        "关税不会从10%提高到25%",
    ],
)
def test_nothing_moves_to_what_will_not_be(text: str) -> None:
    assert read(text).movements == ()


@pytest.mark.parametrize(
    "text",
    [
        "The duty will be 25%, instead of 10%",
        "They did not wait and raised the duty from 10% to 25%",
        "Instead of waiting, they raised the duty from 10% to 25%",
        "They did not scrap the plan to raise the duty from 10% to 25%",
    ],
)
def test_what_is_not_denied_moves(text: str) -> None:
    (movement,) = read(text).movements
    assert (movement.before.display, movement.after.display) == ("10%", "25%")


def test_names_and_statuses() -> None:
    facts = read("Mr Jack Ma met President Donald Trump in New York; talks were suspended.").facts
    assert [f.display for f in facts if f.kind is FactKind.NAME] == [
        "Jack Ma",
        "Donald Trump",
        "New York",
    ]
    assert [f.display for f in facts if f.kind is FactKind.STATUS] == ["suspended"]


def test_a_figure_knows_what_stands_around_it() -> None:
    (fact,) = [
        f for f in read("a duty of 25 percent on soybeans").facts if f.kind is FactKind.PERCENT
    ]
    assert {"tariff", "soybean"} <= fact.about


def test_each_word_is_read_once() -> None:
    figures = [
        f
        for f in read("10% of $200 billion for 90 days by March 1").facts
        if f.kind is not FactKind.NAME
    ]
    assert [f.kind for f in figures] == [
        FactKind.PERCENT,
        FactKind.MONEY,
        FactKind.DURATION,
        FactKind.DATE,
    ]


@pytest.mark.parametrize("preposition", ["on", "until", "by", "from", "since", "of"])
@pytest.mark.parametrize("month", ["March", "May", "June"])
def test_a_day_behind_a_preposition_is_a_day(preposition: str, month: str) -> None:
    assert displays(f"put off {preposition} {month} 12", FactKind.DATE) == [f"{month} 12"]
    if preposition != "on":
        assert displays(f"put off {preposition} {month} 2019", FactKind.DATE) == [f"{month} 2019"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,950 were hurt", ["1,950"]),
        ("in 1950 they were hurt", []),
        ("S&P 500 lost ground", []),
        ("Boeing 737 MAX jets are grounded", []),
        ("One and a half million people", ["1.5 million"]),
        ("1" * 400 + " people", []),
        ("1 " + "trillion " * 30 + "people", []),
    ],
)
def test_numbers_that_were_once_misread(text: str, expected: list[str]) -> None:
    assert displays(text, FactKind.COUNT) == expected


def test_a_share_below_nothing_keeps_its_sign() -> None:
    (movement,) = read("The bank cut its rate to -0.5% from -0.4% on Thursday.").movements
    assert (movement.before.display, movement.after.display) == ("-0.4%", "-0.5%")


def test_by_how_much_and_to_what_are_no_range() -> None:
    assert displays("Oil rose $1.20 to $71.35 a barrel", FactKind.MONEY) == ["$1.20", "$71.35"]
    assert displays("Output fell 4 to 6 percent", FactKind.PERCENT) == ["4 to 6%"]


@pytest.mark.parametrize(
    "text",
    [
        "He will not resign",
        "The merger has not been approved",
        "They failed to agree",
        "The talks may be suspended",
        "Firefighters fought the fire",
        "Brent settled at $66",
        "The stock closed higher",
        "By the end of May",
        "That is fine with us",
        "The deal needs the approval of the EU",
        "The deal is subject to approval",
        "The deal still awaits EU antitrust approval",
        "It seeks approval in Brussels",
        "The company expects approval by June",
        "EU approval is still needed",
        "Approval of the regulator is expected in May",
        "Shares slipped to 4 dollars",
    ],
)
def test_what_did_not_happen_has_no_status(text: str) -> None:
    assert displays(text, FactKind.STATUS) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The EU approved the deal", "approved"),
        ("The EU approved the required rules", "approved"),
        ("The company sought talks and signed the deal", "signed"),
        ("The merger won approval in Brussels", "approved"),
        ("Completion has slipped to the third quarter", "delayed"),
        ("The opening slips to late March", "delayed"),
        ("The opening slips from May to late March", "delayed"),
        ("The sale is complete", "completed"),
    ],
)
def test_what_happened_has_its_status(text: str, status: str) -> None:
    assert displays(text, FactKind.STATUS) == [status]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (69e9, 68.7e9, True),
        (7_500, 7_580, True),
        (20, 19.93, True),
        (105, 106, False),
        (10.0, 10.1, False),
        (2.5, 2.52, True),
        (2.50, 2.58, False),
        (5, 4.9, False),
        (1_243, 1_234, False),
    ],
)
def test_two_values_agree_where_one_is_the_other_rounded(
    first: float, second: float, same: bool
) -> None:
    assert agree(first, second) is agree(second, first) is same


@given(st.integers(1, 999), st.sampled_from(["", "thousand", "million", "billion", "trillion"]))
def test_a_number_and_its_scale_make_one_value(number: int, scale: str) -> None:
    factor = {"": 1, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}[scale]
    assert value_of(f"{number} {scale}".strip()) == pytest.approx(number * factor)


@given(st.floats(0.01, 9e14).map(lambda x: float(f"{x:.3g}")))
def test_what_is_written_is_read_back(value: float) -> None:
    assert value_of(written(value)) == pytest.approx(value, rel=1e-3, abs=1e-4)


@given(st.integers(1, 99), st.sampled_from(["%", " percent", " per cent", " pct", "-percent"]))
def test_any_percentage_in_any_style(number: int, sign: str) -> None:
    assert displays(f"the rate is {number}{sign} now", FactKind.PERCENT) == [f"{number}%"]


@given(st.text(max_size=300))
def test_any_text_is_read_without_fault_and_facts_lie_in_it(text: str) -> None:
    for fact in read(text).facts:
        assert 0 <= fact.span.start < fact.span.end <= len(text)
        assert fact.low <= fact.high


_PIECES = st.sampled_from(
    ["10", "%", " percent", "$", "200", " billion", "bn", " to ", " from ", "-", ",", ".", " and ", "ten", " yuan",
     " May ", " March", " 1", " between ", "million", " jobs", "(", ")", "US", "€", " or ", "2019"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_row_of_pieces_of_figures_is_read_without_fault(text: str) -> None:
    spans = sorted((f.span.start, f.span.end) for f in figures(read(text).facts))
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def figures(facts: tuple[Fact, ...]) -> list[Fact]:
    return [f for f in facts if f.kind not in {FactKind.NAME, FactKind.STATUS}]


def test_significant_digits() -> None:
    assert [significant_digits(v) for v in (10, 25, 200, 30.8, 0.5, 2e11)] == [1, 2, 1, 3, 1, 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plan a b is dead, it costs 5 k now.", []),
        ("From $1,500 to $2 million was paid.", ["$1,500", "$2 million"]),
        ("El juicio empieza el 31 de febrero, dijo el ministro de justicia.", []),
        ("\u589e\u957f\u767e\u5206\u4e4b\u4e8c\u5341\u4e94", ["25%"]),
        ("\u505c\u621890\u5929", ["90 days"]),
    ],
)
def test_figures_at_the_edges_of_the_grammar(text: str, expected: list[str]) -> None:
    found = [
        fact.display
        for sentence in digest("", text, published=date(2026, 1, 1)).sentences
        for fact in sentence.facts
        if fact.kind not in (FactKind.NAME, FactKind.STATUS)
    ]
    assert [each for each in found if each not in ("5", "31")] == expected


def test_titles_alone_are_no_name() -> None:
    sentences = digest("", "Yesterday the people met Mr and then President there.").sentences
    assert [f.display for s in sentences for f in s.facts if f.kind is FactKind.NAME] == []


def test_a_title_is_no_part_of_a_german_name() -> None:
    text = "Gestern hat Dr Habermannsen Kruckowski in der Stadt gesagt, dass die neuen Regeln für alle gelten."
    names = [
        f.display for s in digest("", text).sentences for f in s.facts if f.kind is FactKind.NAME
    ]
    assert names[0] == "Habermannsen Kruckowski"


def test_a_foreign_day_needs_a_year_or_the_day_of_publication() -> None:
    text = "El juicio empieza el 3 de mayo, dijo el ministro de justicia de la ciudad."

    def days(published: date | None) -> list[str]:
        found = digest("", text, published=published).sentences
        return [f.display for s in found for f in s.facts if f.kind is FactKind.DATE]

    assert days(None) == []
    assert days(date(2026, 1, 1)) == ["May 3"]
