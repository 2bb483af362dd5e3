"""Where a story stands: from what was delivered, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.news import News
from monitor.alerts.standing import MOST_LINES, Delivered, age, replaced, standing
from monitor.model import Change, ChangeKind, FactKind, Passage
from tests.examples import NOW, a_report, an_item, some_news

HOUR = timedelta(hours=1)


def toll(before: str, after: str, about: str = "dead", source: str = "") -> Change:
    passage = Passage(source, "It was so.") if source else None
    return Change(ChangeKind.CHANGED, before, after, about, f"{after} {about}.", passage)


ARRESTED = Change(ChangeKind.NEW, None, "arrested", "", "They were arrested.", fact=FactKind.STATUS)


def told(number: int, headline: str, hours: float, *changes: Change, **values: object) -> Delivered:
    outlets = int(str(values.pop("outlets", 1)))
    item = an_item(number, title=headline)
    news = some_news(
        development=number, headline=headline, summary="", changes=changes, item=item.id,
        reports=(a_report(item),), **{"importance": 0.9, **values},
    )  # fmt: skip
    return Delivered(news, NOW - hours * HOUR, outlets)


MAIL = told(99, "Minister flies to the valley", 0).news


def lines(*delivered: Delivered, mail: News = MAIL) -> list[str]:
    return [state.text for state in standing(delivered, [mail], NOW)]


def test_a_line_says_what_is_so_how_old_it_is_and_who_said_it() -> None:
    (state,) = standing([told(1, "Owners of the bar arrested", 3, ARRESTED)], [MAIL], NOW)
    assert (state.text, state.age, state.outlet, state.link) == (
        "Owners of the bar arrested",
        "3 hours ago",
        "Example Business",
        "https://news.example/1",
    )


def test_a_line_names_who_said_it_where_an_aggregator_carries_it() -> None:
    first = told(1, "Owners of the bar arrested", 3, ARRESTED)
    reports = tuple(replace(each, origin="Example Times") for each in first.news.reports)
    carried = replace(first, news=replace(first.news, reports=reports))
    (state,) = standing([carried], [MAIL], NOW)
    assert state.outlet == "Example Times"


def test_of_a_figure_only_the_latest_is_shown_whatever_the_dead_are_called() -> None:
    first = told(1, "Toll rises to 20", 9, toll("10", "20", "toll"))
    second = told(2, "At least 40 killed, officials say", 5, toll("12", "40", "people killed"))
    other = told(3, "Hospitals treat 119 wounded", 4, toll("80", "119", "wounded"))
    assert lines(first, second, other) == [
        "Hospitals treat 119 wounded (was 80)",
        "At least 40 killed, officials say (was 12)",
    ]


def test_what_the_mail_itself_replaces_is_not_so_any_more() -> None:
    known = told(1, "At least 10 killed in blaze", 5)
    own = replace(MAIL, changes=(toll("10", "40", source=an_item(1).id),))
    assert lines(known) == ["At least 10 killed in blaze"]
    assert lines(known, mail=own) == []
    moved = told(2, "20 feared lost", 2, toll("10", "20"))
    assert lines(moved, mail=own) == []


def test_figures_come_before_decisions_and_these_before_other_events() -> None:
    found = lines(
        told(1, "Toll rises to 40", 30, toll("10", "40", "toll")),
        told(2, "Owners of the bar arrested", 8, ARRESTED),
        told(3, "Prime minister visits Sion", 8, importance=0.9),
        told(4, "Bells ring across cantons", 8, importance=0.95),
        told(5, "Sparklers started it, investigators think", 7, outlets=6),
    )
    assert found == [
        "Sparklers started it, investigators think",
        "Owners of the bar arrested",
        "Toll rises to 40 (was 10)",
    ]


def test_colour_what_is_unimportant_old_or_in_the_mail_is_left_out() -> None:
    assert lines(told(1, "Why bars burn", 1, is_colour=True)) == []
    assert lines(told(2, "Nothing much", 1, importance=0.2)) == []
    assert lines(told(3, "Long ago", 24 * 31)) == []
    assert lines(told(99, "Another mail on it", 1)) == []
    assert lines(told(4, "Minister flies to valley", 1)) == []  # the mail says so


def test_words_of_the_whole_story_do_not_make_two_events_one() -> None:
    story = [
        told(number, f"Deadly fire at bar in Crans Montana: {words}", number)
        for number, words in enumerate(
            ("owners held", "sprinklers missing", "funeral today"), start=1
        )
    ]
    mail = replace(MAIL, headline="Deadly fire at bar in Crans Montana: minister resigns")
    assert len(lines(*story, mail=mail)) == 3


def test_a_development_has_one_line_at_most() -> None:
    both = told(1, "Owners of the bar arrested", 5), told(1, "Judge frees waiter", 3)
    assert len(lines(*both)) == 1


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(hours=24), "1 day ago"),
        (timedelta(days=7), "7 days ago"),
    ],
)
def test_an_age_is_said_as_one_says_it(span: timedelta, said: str) -> None:
    assert age(span) == said


def test_what_replaced_a_thread_names_one_of_its_items() -> None:
    thread = told(1, "At least 10 killed", 9).news
    later = told(
        2, "40 dead", 3, toll("10", "40", source=an_item(1).id), toll("3", "4", source="other")
    )
    assert [change.after for change in replaced([later], thread)] == ["40"]
    assert list(replaced([Delivered(thread, NOW)], thread)) == []


words = st.sampled_from(
    "toll rises bridge closes mayor quits court fines school reopens storm".split()
)
delivered = st.builds(
    lambda number, text, hours, importance, figure: told(
        number,
        " ".join(text),
        hours,
        *([toll("3", str(figure))] if figure else []),
        importance=importance,
    ),
    st.integers(1, 9),
    st.lists(words, min_size=1, max_size=6),
    st.floats(0, 2000),
    st.floats(0, 1),
    st.none() | st.integers(10, 99),
)


@given(st.lists(delivered, max_size=12))
def test_it_is_a_few_lines_of_what_was_delivered(given_: list[Delivered]) -> None:
    found = standing(given_, [MAIL], NOW)
    assert len(found) <= MOST_LINES
    assert [state.at for state in found] == sorted((state.at for state in found), reverse=True)
    for state in found:
        sources = [each.news for each in given_ if each.at == state.at]
        said = {word for news in sources for word in news.headline.split()}
        said |= {change.after for news in sources for change in news.changes}
        words = state.text.replace("…", "").replace(":", "").split()
        assert set(words) <= said | {"dead", "(was", "3)"}
    assert sum("(was" in state.text for state in found) <= 1  # one chain
