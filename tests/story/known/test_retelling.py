"""Whether one report tells what an earlier one told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from monitor.story import digest
from monitor.story.evidence.models import shipped_models
from monitor.story.known.report import Report, report_of
from monitor.story.known.retelling import pair_values, retold, values
from monitor.story.known.weighing import Weighing
from monitor.story.topic.background import Background

SENTENCES = st.sampled_from(
    [
        "Ferry Linnea on fire off Vardholm",
        "Helicopters took 183 passengers off the ferry.",
        "Two sailors of the Linnea found dead",
        "The shipping line Nordtrans suspended all crossings.",
        "Prosecutors charged the chief engineer on Friday.",
        "The fire began at 3 a.m. on the car deck.",
        "Nordtrans shares fell 12 percent.",
    ]
)
texts = st.lists(SENTENCES, min_size=1, max_size=4)
hours = st.floats(0, 500)


def report(said: list[str], at: float, outlet: str, likely: float = 0.0) -> Report:
    read = digest(said[0], " ".join(said[1:]))
    return report_of(read, f"{outlet} {at}", at, outlet, likely=likely)


def weighing() -> Weighing:
    return Weighing(Background())


@given(texts, texts, hours, hours)
def test_each_value_of_a_pair_is_within_its_bounds(
    one: list[str], other: list[str], first: float, later: float
) -> None:
    found = pair_values(report(one, later, "A"), report(other, first, "B"), weighing())
    assert all(0.0 <= value <= 7.0 for value in found.values()), found
    for name in ("lead_alike", "headline_said", "lead_said", "names_shared", "events_shared"):
        assert found[name] <= 1.0 + 1e-9, name


@given(texts, hours)
def test_a_report_says_all_that_it_says_itself(said: list[str], at: float) -> None:
    found = pair_values(report(said, at, "A"), report(said, at, "B"), weighing())
    assert found["headline_said"] > 0.999 < found["lead_alike"]
    assert found["headline_not_said"] == found["other_events"] == found["other_figures"] == 0.0


@given(texts, st.lists(st.tuples(texts, hours, st.floats(0, 1)), max_size=6), hours)
def test_more_told_reports_never_leave_less_told(
    said: list[str], earlier: list[tuple[list[str], float, float]], at: float
) -> None:
    models, later = shipped_models(), report(said, at, "A")
    reports = [report(text, min(at, hour), "B", likely) for text, hour, likely in earlier]
    found = retold(later, reports, weighing(), models.covers, models.shares)
    some, all_of_them = values(later, found[:-1], []), values(later, found, [])
    for name in ("covered", "covered_together", "shared", "shared_together", "covered_lately"):
        assert all_of_them[name] >= some[name], name
    supported = values(later, [], found)
    assert supported["covered"] == min(supported["covered"], all_of_them["covered"])
    assert 0.0 <= supported["supported_most"] <= 1.0


def test_what_shares_no_word_is_not_compared() -> None:
    models, later = shipped_models(), report(["Bread prices rise"], 1.0, "A")
    other = report(["Linnea burns"], 0.0, "B")
    assert retold(later, [other], weighing(), models.covers, models.shares) == []


def test_what_shares_hardly_a_word_is_not_compared() -> None:
    models, weigh = shipped_models(), weighing()
    long = ["Ferry Linnea burns off Vardholm as Nordtrans tugs Orvik Brenna Solveig Kjelda Ragnhild fight"
            " engine smoke, sailors Torvald Asmund Halvdan Sigrid Ingeborg swim ashore"]  # fmt: skip
    later = report(long, 1.0, "A")
    for other, is_compared in ((["Sailors drink coffee"], False), (["Ferry Linnea burns"], True)):
        earlier = report(other, 0.0, "B")
        assert weigh.share(later.lead, earlier.lead) > 0.0
        found = retold(later, [earlier], weigh, models.covers, models.shares)
        assert bool(found) is is_compared, other


def test_an_outlet_does_not_support_itself() -> None:
    models, later = shipped_models(), report(["Two sailors of the Linnea found dead"], 1.0, "A")
    same = [report(["Two sailors of the Linnea found dead"], 0.5, "A", likely=0.9)]
    found = retold(later, same, weighing(), models.covers, models.shares)
    assert values(later, [], found)["supported_likely"] == 0.0
