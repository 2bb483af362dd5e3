"""What a watch is made of, with terms and archives written by hand: each rule with its opposite."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.model import SourceArticle
from monitor.stories.proposing.archive import Tally, likelihood
from monitor.stories.proposing.breadth import breadth_of
from monitor.stories.proposing.countries import is_country
from monitor.stories.proposing.propose import FITTING, Asked, Clause, Proposal, propose
from monitor.stories.proposing.terms import Kind, Term, terms_of
from monitor.stories.sources import split_title
from monitor.story.topic import Background, Phrase, parse

LAX = Asked(0.01, 0.05)


def term(
    text: str, kind: Kind = Kind.NAME, said: float = 0.7, usual: float = 1e-5, **more: bool
) -> Term:
    phrase = parse(f'"{text}"')
    assert isinstance(phrase, Phrase)
    alone = more.get("alone", True)
    return Term(text, kind, said, usual, alone, more.get("country", False), phrase)


def tally(*saying: tuple[Term, list[int]], likely: list[float] | None = None) -> Tally:
    """Return an archive of twenty items, the first ten of which are on the story."""
    shares = likely if likely is not None else [1.0] * 10 + [0.0] * 10
    return Tally(tuple(shares), {each.text: sum(1 << n for n in items) for each, items in saying})


def proposed(found: Tally, *terms: Term, asked: Asked = FITTING) -> list[str]:
    proposal = propose(terms, found, asked)
    return sorted(proposal.queries) if proposal else []


NORVIG = term("Norvig")


def test_a_word_alone_must_have_been_seen_on_the_story() -> None:
    rudder = term("rudder", Kind.WORD)
    assert proposed(tally((rudder, [0, 1])), rudder) == []
    assert proposed(tally((rudder, [0, 1, 2, 3])), rudder) == ["rudder"]
    assert proposed(tally((NORVIG, [])), NORVIG) == ["Norvig"]  # a name needs no archive


def test_two_words_together_must_have_been_seen_on_the_story() -> None:
    rudder = term("rudder", Kind.WORD, alone=False)
    tug = term("tug", Kind.WORD, alone=False)
    assert proposed(tally((rudder, [0, 1]), (tug, [0, 1])), rudder, tug, asked=LAX) == []
    seen = tally((rudder, [0, 1, 2, 3]), (tug, [0, 1, 2, 3]))
    (query,) = proposed(seen, rudder, tug, asked=LAX)
    assert {"rudder", "tug"} <= set(query.split())
    ferry = term("Norvig", alone=False)
    assert proposed(tally((ferry, []), (tug, [])), ferry, tug, asked=LAX)  # one of them is a name


def test_a_country_names_no_story() -> None:
    land = term("Norway", alone=False, country=True)
    tug = term("tug", Kind.WORD, alone=False)
    assert proposed(tally((land, [0]), (tug, [0])), land, tug, asked=LAX) == []


def test_two_countries_of_a_headline_name_a_story_unless_they_are_always_together() -> None:
    one = term("Norway", alone=False, country=True, usual=0.01)
    other = term("Yemen", alone=False, country=True, usual=0.005)
    unseen = tally((one, []), (other, []), likely=[0.0] * 20)
    assert set(proposed(unseen, one, other)[0].split(" AND ")) == {"Norway", "Yemen"}
    assert proposed(unseen, one, replace(other, said=0.4)) == []
    assert proposed(tally((one, [0]), (other, [0])), one, other) == []  # there the archive tells
    assert proposed(unseen, replace(one, usual=0.2), replace(other, usual=0.2)) == []


def test_no_pair_says_one_thing_twice() -> None:
    long = term("United Arab Emirates", alone=False)
    short = term("UAE", alone=False)
    assert proposed(tally((long, []), (short, [])), long, short, asked=LAX) == []
    one, other = term("Marrow Lines", alone=False), term("Marrow", alone=False)
    assert proposed(tally((one, []), (other, [])), one, other, asked=LAX) == []
    assert proposed(tally((long, []), (other, [])), long, other, asked=LAX)


def test_what_is_usual_counts_as_an_archive_does() -> None:
    ferry = term("ferry", Kind.NAME, usual=0.05)
    assert proposed(tally((ferry, [])), ferry) == []
    assert proposed(tally((ferry, [])), replace(ferry, usual=1e-5)) == ["ferry"]


def test_what_an_archive_has_against_a_term_counts() -> None:
    few = [1.0] * 3 + [0.0] * 97
    right = tally((NORVIG, [0, 1, 2]), likely=few)
    wrong = tally((NORVIG, list(range(100))), likely=few)
    assert proposed(right, NORVIG) == ["Norvig"]
    assert proposed(wrong, NORVIG) == []


def test_a_clause_that_brings_too_little_is_left_out() -> None:
    other = term("Solvang")
    both = tally((NORVIG, list(range(10))), (other, [0]))
    assert proposed(both, NORVIG, replace(other, said=0.01)) == ["Norvig"]
    many = [1.0] * 30 + [0.0] * 10
    one_more = tally((NORVIG, list(range(29))), (other, [29]), likely=many)  # a thirtieth
    assert proposed(one_more, NORVIG, replace(other, said=0.01)) == ["Norvig"]
    more = tally((NORVIG, [0, 1, 2, 3, 4]), (other, [5, 6, 7, 8, 9]))
    assert proposed(more, NORVIG, other) == ["Norvig OR Solvang"]


def test_a_wider_clause_takes_the_place_of_one_that_it_has() -> None:
    tug = term("tug", Kind.WORD, alone=False)
    (name, word) = (NORVIG, tug)
    one, pair = Clause((name,), 0.7, 1e-5, 0b11111), Clause((name, word), 0.3, 1e-6, 0b1)
    assert one.has(pair)
    assert not pair.has(one)
    assert not Clause((term("Calder"),), 0.7, 1e-5, 0).has(pair)
    found = propose([name], tally((name, list(range(10)))), FITTING, (pair,))
    assert found
    assert [len(clause.terms) for clause in found.clauses] == [1]


def test_one_term_is_chosen_before_two_and_a_name_before_a_word() -> None:
    tug = term("tug", Kind.WORD)
    every = list(range(10))
    equal = tally((NORVIG, every), (tug, every))
    first = propose([tug, NORVIG], equal, Asked(0.5, 0.05, 1))
    assert first
    assert first.queries == ("Norvig",)
    name, word = term("Norvig", alone=False), term("tug", Kind.WORD, alone=False)
    lone = term("Solvang", said=0.54)  # a little less than both together
    mixed = tally((name, every), (word, every), (lone, every))
    (query,) = propose([name, word, lone], mixed, Asked(0.5, 0.05, 1)).queries  # type: ignore[union-attr]
    assert query == "Solvang"


def test_a_proposal_counts_what_its_clauses_match_together() -> None:
    one, other = Clause((NORVIG,), 0.5, 1e-5, 0b0011), Clause((term("Solvang"),), 0.5, 1e-5, 0b0110)
    assert Proposal((one, other), 1.0, 1.0).items == 0b0111


ARTICLE = """# Coast guard frees ferry Norvig off Calder

Captain Ingrid Solvang of Marrow Lines said the Norvig was free. Solvang thanked Norway. Norvig is well.

She is from Yemen, as is Rasmus Vurnholt. The Black Harbour Authority of Norway agreed, and the tugs left.
"""


def source(text: str = ARTICLE) -> SourceArticle:
    return SourceArticle("s", *split_title(text), "s.md")


def terms(*texts: str) -> dict[str, Term]:
    return {each.text: each for each in terms_of(map(source, texts or (ARTICLE,)), Background())}


def test_a_country_may_not_stand_alone() -> None:
    found = terms()
    assert {name for name, each in found.items() if each.is_country} >= {"Norway", "Yemen"}
    assert not found["Norway"].may_stand_alone
    assert found["Norvig"].may_stand_alone


def test_a_rare_surname_is_a_term_and_the_common_last_word_of_a_body_is_none() -> None:
    found = terms()
    assert {"Solvang", "Vurnholt"} <= found.keys()
    assert "Authority" not in found


def test_a_term_counts_where_its_articles_say_it_most() -> None:
    below = "# Ferry is free\n\nIt was told. It was so. It is well. It is free. Vurnholt was there."
    above = "# Vurnholt frees ferry\n\nIt was told."
    assert terms(below, above)["Vurnholt"].said == terms(above)["Vurnholt"].said
    assert terms(above, below)["Vurnholt"].said == terms(above)["Vurnholt"].said
    assert terms(below)["Vurnholt"].said < terms(above)["Vurnholt"].said


def test_words_in_a_row_are_rarer_than_the_rarest_of_them() -> None:
    found = terms()
    assert found["Rasmus Vurnholt"].usual == pytest.approx(0.5 * found["Vurnholt"].usual)


def test_likelihood_is_sure_from_a_tenth_on_and_nothing_below_a_fiftieth() -> None:
    assert likelihood([0.3, 0.001]) == (1.0, 0.0)
    (half,) = likelihood([0.05])
    assert 0.3 < half < 0.9


@pytest.mark.parametrize("name", ["norway", "norwegians", "yemen", "yemeni"])
def test_a_people_is_its_country(name: str) -> None:
    assert is_country(name)
    assert not is_country("norvig")


def test_some_items_speak_against_what_an_article_of_many_threads_tells() -> None:
    rows = " ".join(f"The {word} of {name} rose again." for word, name in zip(
        "wheat steel cotton copper barley rubber timber sugar".split(),
        "Ansbro Belden Corvan Dunmor Elsing Farrow Gatley Hexter".split(), strict=True,
    ))  # fmt: skip
    beat = source(f"# Trade this week\n\n{rows}")
    assert breadth_of(beat, 0, 0, Background()).is_beat
    assert not breadth_of(beat, 4, 0.9, Background()).is_beat
    assert breadth_of(beat, 2, 0.9, Background()).is_beat


def test_a_short_article_is_no_beat() -> None:
    found = breadth_of(source("# Trade this week\n\nSteel rose. Wheat fell."), 0, 0, Background())
    assert (found.is_beat, found.reason) == (False, "the article is short")
