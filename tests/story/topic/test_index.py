"""What the index leaves out no story would have taken: asking only some decides as asking all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config import StoryConfig
from monitor.model import Feed, Item, SourceArticle
from monitor.stories import LONG_AGO, Ruling, Stories, Stream, engine_of
from monitor.story import Engine
from monitor.story.topic.glance import glance
from monitor.story.topic.index import Postings, StoryIndex
from monitor.story.topic.match import Query, Watches
from monitor.story.topic.query import Need, parse
from monitor.story.topic.readable import Readable
from monitor.story.topic.readings import Readings
from monitor.story.words.text import Phrases, known_phrases, phrases_with
from tests.examples import NOW, an_item
from tests.field import STREAM
from tests.field import stories as field_stories

# --- texts and queries in few words, so that they meet ------------------------------------------

FEW = "Orlund battery plants delayed Harrowmouth council fire US tariff China prices port said new".split()
FOREIGN = "der die und nicht Zoll Hafen Feuerwehr Übung 港口 大火 关税 中国 le feu est dans une usine".split()
words = st.sampled_from([*FEW, *FOREIGN])
texts = st.lists(words, max_size=14).map(" ".join)
phrases_of_words = st.lists(
    st.sampled_from([w.lower() for w in [*FEW, *FOREIGN]]), min_size=1, max_size=3
)
operands = st.one_of(
    phrases_of_words.map(lambda said: f'"{" ".join(said)}"'),
    phrases_of_words.map(lambda said: f'"{" ".join(said)}*"'),
    st.sampled_from(FEW).map(lambda word: f"{word[:3].lower()}*"),
    st.sampled_from(FEW).map(lambda word: f"title:{word}"),
    st.sampled_from(["plant", "delay", "US", "us", "fires", "hafen", "harbour", "p*", "priced"]),
)
queries = st.recursive(
    operands,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} AND {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} NOT {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]}) NEAR/3 ({two[1]})"),
    ),
    max_leaves=5,
)
ALIASES = (
    known_phrases(),
    phrases_with({"Harrowmouth": ("the port",)}),
    phrases_with({"Orlund": ("Zoll",)}),
)


def holds(text: Readable, need: Need) -> bool:
    """Whether a text holds a word, looked for the long way."""
    if need.prefix:
        return any(form.startswith(need.form) for form in text.forms)
    return need.form in text.forms or need.root in text.roots or bool(text.concepts)


@given(queries, texts, texts)
def test_what_a_query_matches_holds_one_of_its_needs(query: str, title: str, text: str) -> None:
    read, expression = Readable.of(title, text), parse(query)
    if expression.hits(read):
        assert any(holds(read, need) for need in expression.needs())


@pytest.mark.parametrize(
    ("query", "needed"),
    [
        ('"the harrowmouth council"', {"harrowmouth"}),
        ("said AND harrowmouth", {"harrowmouth"}),
        ("(said OR new) AND (orlund OR harrowmouth)", {"orlund", "harrowmouth"}),
        ("said NEAR/3 harrowm*", {"harrowm"}),
        ("p* AND harrowmouth", {"harrowmouth"}),
        ("orlund NOT harrowmouth", {"orlund"}),
        ('"said harrow*"', {"harrow"}),
    ],
)
def test_a_query_is_found_by_what_is_rare_in_it(query: str, needed: set[str]) -> None:
    assert {need.form for need in parse(query).needs()} == needed


def long_way(text: Readable, forms: Sequence[str], roots: Sequence[str]) -> list[int]:
    return [
        start
        for start in range(len(text.forms) - len(forms) + 1)
        if all(
            text.forms[start + step] == form or text.roots[start + step] == root
            for step, (form, root) in enumerate(zip(forms, roots, strict=True))
        )
    ]


@given(phrases_of_words, st.lists(st.sampled_from(FEW), max_size=20).map(" ".join))
def test_a_phrase_is_found_wherever_it_stands(said: list[str], text: str) -> None:
    read, phrase = Readable.of("", text), parse(f'"{" ".join(said)}"')
    starts = [hit.first for hit in phrase.hits(read)]
    assert starts == long_way(read, phrase.forms, phrase.roots)  # type: ignore[union-attr]


@given(st.lists(st.tuples(st.integers(0, 3), st.frozensets(words, max_size=4)), max_size=12))
def test_a_story_is_found_by_the_words_that_it_was_put_under_last(
    puts: list[tuple[int, frozenset[str]]],
) -> None:
    postings = Postings()
    for story, said in puts:
        postings.put(story, said)
    last = dict(puts)
    for word in [*FEW, *FOREIGN]:
        assert sorted(postings.of(word)) == sorted(s for s, said in last.items() if word in said)


# --- the same decisions -------------------------------------------------------------------------

SOURCES = (
    SourceArticle("a", "Orlund delays battery plant in Harrowmouth", "The council said so.", "a"),
    SourceArticle("b", "US tariff on China", "Prices at the port may rise. 关税 中国", "b"),
    SourceArticle(
        "c", "Feuer im Hafen", "Die Feuerwehr und der Hafen, die Übung ist nicht vorbei", "c"
    ),
)
FEEDS = (Feed("https://one.example", "One", ("one",)), Feed("https://two.example", "Two", ("two",)))
configured = st.builds(
    lambda source, watch, exclude, feeds, aliases: (source, watch, exclude, feeds, aliases),
    st.sampled_from(SOURCES),
    st.lists(queries, max_size=2),
    st.lists(queries, max_size=1),
    st.sampled_from([(), (), ("one",)]),
    st.sampled_from([(), (), (("Harrowmouth", ("the port",)),), (("Orlund", ("Zoll", "new")),)]),
)
items = st.builds(
    lambda number, title, text, day, outlet: an_item(
        number, title=title, summary=text, outlet=outlet, published=NOW + timedelta(days=day)
    ),
    st.integers(1, 9), texts, texts, st.integers(0, 2), st.sampled_from(["One", "Two", "Three", "Four"]),
)  # fmt: skip
polls = st.lists(st.tuples(st.sampled_from(FEEDS), items, st.booleans()), min_size=1, max_size=12)


class Exhaustive(StoryIndex):
    """Says that each item could concern each story."""

    def concerned(self, item: Item) -> set[int]:
        super().concerned(item)  # the stream is weighed at the same moments
        return set(range(len(self._interests)))


def follow(
    stories: Stories, polls: Iterable[tuple[Feed, Item, bool]]
) -> list[tuple[bool, list[Ruling]]]:
    """Have stories decide what feeds bring; an item that comes again may be an edit."""
    before: dict[str, Item] = {}
    found = []
    for feed, item, is_asked_first in polls:
        on_topic = stories.is_on_topic(feed, item) if is_asked_first else False
        found.append((on_topic, list(stories.rule(feed, item, before.get(item.id), LONG_AGO))))
        before[item.id] = item
    return found


def learnt(engine: Engine) -> object:
    """Return all that a topic has come to know, to be compared."""
    topic = engine.topic
    return vars(topic) | {
        "_learnt": {word: (n.stream, n.story, n.outlets) for word, n in topic._learnt.items()},
        "background": None,
        "_rejected": vars(topic._rejected),
        "_latest": None,
        "_latest_covered": None,
    }


def both_ways(
    monkeypatch: pytest.MonkeyPatch,
    configs: Sequence[tuple[StoryConfig, Sequence[SourceArticle]]],
    polls: Sequence[tuple[Feed, Item, bool]],
) -> None:
    """Assert that asking only whom an item could concern decides and learns as asking all does."""
    results = []
    for index in (StoryIndex, Exhaustive):
        monkeypatch.setattr("monitor.stories.stories.StoryIndex", index)
        stream = Stream()
        engines = {c.name: (c, engine_of(c, sources, NOW, stream)) for c, sources in configs}
        stories = Stories(engines, 1, timedelta(0), stream)
        results.append((follow(stories, polls), [learnt(e) for _, e in engines.values()]))
    some, everyone = results
    for (_, item, _), one, other in zip(polls, some[0], everyone[0], strict=True):
        assert one == other, item.title
    assert some[1] == everyone[1]


@settings(deadline=None, max_examples=40)
@given(st.lists(configured, min_size=1, max_size=4), polls)
def test_asking_only_whom_an_item_could_concern_decides_as_asking_all(
    chosen: list[tuple[SourceArticle, list[str], list[str], tuple[str, ...], object]],
    polls: list[tuple[Feed, Item, bool]],
) -> None:
    configs = [
        (
            StoryConfig(
                str(number),
                (),
                tuple(watch),
                tuple(exclude),
                feeds=feeds,
                aliases=aliases,  # type: ignore[arg-type]
            ),
            [source],
        )
        for number, (source, watch, exclude, feeds, aliases) in enumerate(chosen)
    ]
    with pytest.MonkeyPatch.context() as patched:
        both_ways(patched, configs, polls)


@pytest.mark.skipif(not STREAM.exists(), reason="../shared/field is not beside the project")
def test_it_decides_a_stretch_of_the_field_as_asking_all_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = field_stories("alibaba", "iss", "venezuela", "reiner")
    configs = []
    for number, story in enumerate(found):
        feeds = ("one",) if number == 1 else ()
        configs += [
            (
                StoryConfig(f"{story.name} {len(watch)}", (), watch, story.exclude, feeds=feeds),
                story.sources,
            )
            for watch in (story.watch, ())
        ]
    stretch = max((story.items for story in found), key=len)[4000:4300]
    polls = [(FEEDS[place % 2], item, place % 5 == 0) for place, item in enumerate(stretch)]
    edits = [
        (FEEDS[0], replace(item, title=f"{item.title} by 7%"), False) for _, item, _ in polls[::25]
    ]
    both_ways(monkeypatch, configs, [*polls, *edits])


# --- whom it asks -------------------------------------------------------------------------------

BRIDGE = SourceArticle("d", "Bridge over the Quillfeather to close", "For ninety days.", "d")


def a_story(name: str, source: SourceArticle, *watch: str) -> tuple[StoryConfig, Engine]:
    config = StoryConfig(name, (), watch)
    return config, engine_of(config, [source])


def asked(monkeypatch: pytest.MonkeyPatch, stories: Stories, item: Item) -> int:
    """Return how many stories an item is shown to."""
    count = 0
    decide = Engine.decide

    def counted(self: Engine, *given: Any) -> object:
        nonlocal count
        count += 1
        return decide(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Engine, "decide", counted)
        list(stories.rule(FEEDS[0], item, None, LONG_AGO))
    return count


def test_an_item_is_shown_to_nobody_whom_it_does_not_concern(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engines = [
        a_story("battery", SOURCES[0]),
        a_story("port", SOURCES[1], '"port of harrowmouth"', "tarif* NEAR/3 china"),
        *(a_story(f"bridge {n}", BRIDGE) for n in range(50)),
    ]
    stories = Stories({each[0].name: each for each in engines}, 1, timedelta(0))
    cats = an_item(1, title="Cats win prizes in Lyon", summary="Two hundred cats were shown.")
    assert asked(monkeypatch, stories, cats) == 0
    port = an_item(2, title="Cats seen at Harrowmouth", summary="At its port, two cats.")
    assert (
        asked(monkeypatch, stories, port) == 2
    )  # an anchor of one, a word of a watch of the other
    bridge = an_item(3, title="Quillfeather bridge closes", summary="It is closed.")
    assert asked(monkeypatch, stories, bridge) == 50


def test_a_story_that_joins_later_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = Stories({"battery": a_story("battery", SOURCES[0])}, 1, timedelta(0))
    bridge = an_item(3, title="Quillfeather bridge closes", summary="It is closed.")
    assert asked(monkeypatch, stories, bridge) == 0
    stories.engines["bridge"] = a_story("bridge", BRIDGE)
    assert asked(monkeypatch, stories, bridge) == 1


def test_a_story_is_found_by_an_article_that_was_read_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stories = Stories({"battery": a_story("battery", SOURCES[0])}, 1, timedelta(0))
    bridge = an_item(3, title="Quillfeather bridge closes", summary="It is closed.")
    assert asked(monkeypatch, stories, bridge) == 0
    stories.engines["battery"][1].read(BRIDGE, NOW)
    assert asked(monkeypatch, stories, bridge) == 1


def test_words_that_a_story_has_come_to_own_find_it(monkeypatch: pytest.MonkeyPatch) -> None:
    config, engine = a_story("battery", SOURCES[0])
    stories = Stories({"battery": (config, engine)}, 1, timedelta(0))
    own = an_item(4, title="Wexcombe speaks", summary="")
    assert asked(monkeypatch, stories, own) == 0
    towns = ("Orlund", "Harrowmouth", "Quillfeather", "Lyon")
    for number, (outlet, town) in enumerate(zip("ABCD", towns, strict=True), start=10):
        engine.tell(an_item(number, title=f"Wexcombe of {town} on plants", outlet=outlet), 1)
    assert asked(monkeypatch, stories, own) == 1


@pytest.mark.parametrize("phrases", ALIASES[1:])
@given(texts, texts)
def test_an_item_without_words_of_its_aliases_is_read_as_by_everybody(
    phrases: Phrases, title: str, text: str
) -> None:
    shared, item = Readings(), an_item(title=title, summary=text)
    assert shared.glance(item, phrases) == glance(title, text, phrases)
    read, anew = shared.readable(item, phrases), Readable.of(title, text, phrases)
    assert (read.words, read.forms, read.concepts) == (anew.words, anew.forms, anew.concepts)


@given(st.lists(queries, max_size=2), st.lists(queries, max_size=1), texts, texts)
def test_watches_find_in_a_text_what_they_find_in_its_reading(
    include: list[str], exclude: list[str], title: str, text: str
) -> None:
    watches = Watches(tuple(map(Query.of, include)), tuple(map(Query.of, exclude)))
    assert watches.find(title, text) == watches.find_in(Readable.of(title, text))


def test_the_index_finds_nobody_where_there_is_nobody() -> None:
    stream = Stream()
    assert StoryIndex([], stream.background, stream.readings).concerned(an_item()) == set()
