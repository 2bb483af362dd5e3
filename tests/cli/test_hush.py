"""`mute`, `unmute` and `irrelevant`."""

from __future__ import annotations

import json
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from monitor.alerts.render import render
from monitor.config import load
from monitor.daemon.assembly import load_stories
from monitor.model import SourceArticle
from monitor.store.notices import Notice
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.story.topic.match import Query, Watches
from tests.cli.conftest import CONFIGURATION, SOURCE, Installation
from tests.cli.test_commands import NOW, fill
from tests.examples import FEED, a_decision, an_alert, an_envelope, an_item, some_news


@pytest.fixture
def filled(installation: Installation) -> Installation:
    fill(installation)
    read(installation)
    return installation


def read(installation: Installation) -> None:
    """Store the source article, as the daemon does when it starts."""
    title, _, text = SOURCE.removeprefix("# ").partition("\n")
    with Store(installation.database) as store:
        store.put_source("furniture", SourceArticle("source", title, text, ""), NOW)


def decision(filled: Installation) -> dict[str, object]:
    told: dict[str, object] = json.loads(filled.run("explain", "ab10", "--json").stdout)[
        "decisions"
    ][0]
    return told


def test_a_development_is_muted_for_ever_and_told_again(filled: Installation) -> None:
    result = filled.run("mute", "1")
    assert result.exit_code == 0
    assert result.stdout == "Development 1 of the story furniture is muted until it is unmuted.\n"
    assert decision(filled)["muted"] == "for ever"
    assert "muted for ever" in filled.run("explain", "ab10").stdout
    assert filled.run("unmute", "1").exit_code == 0
    assert decision(filled)["muted"] is None


def test_a_story_is_muted_for_some_time(filled: Installation) -> None:
    result = filled.run("mute", "furniture", "--for", "3d")
    assert result.stdout.startswith("The story furniture is muted until 20")
    assert str(decision(filled)["muted"]).startswith("20")
    assert "muted until 20" in filled.run("explain", "ab10").stdout


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that is not set to UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "America/New_York")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("2999-12-01", "2999-12-01 00:00 UTC"),
        ("2999-12-01T08:30", "2999-12-01 08:30 UTC"),
        ("2999-12-01T08:30+02:00", "2999-12-01 06:30 UTC"),
        ("2999-12-01T08:30Z", "2999-12-01 08:30 UTC"),
    ],
)
@pytest.mark.parametrize("story", [("furniture",), ("--story", "furniture")])
def test_a_story_is_muted_until_a_day_or_a_moment_of_it(
    filled: Installation, elsewhere: None, story: tuple[str, ...], given: str, shown: str
) -> None:
    result = filled.run("mute", *story, "--until", given)
    assert result.stdout == f"The story furniture is muted until {shown}.\n"
    assert str(decision(filled)["muted"]).replace("T", " ").startswith(shown[:16])
    assert filled.run("unmute", *story).exit_code == 0
    assert decision(filled)["muted"] is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("1", "--until", "2018-09-20"), "2018-09-20 00:00 UTC is over already."),
        (("1", "--until", "2999-01-01", "--for", "3d"), "Give --for or --until, not both."),
        (("1", "--until", "soon"), "'soon' is not a date such as"),
        (("1", "--until", "2999-02-30"), "is not a date such as"),
        (("1", "--until", "0001-01-01T00:00+23:00"), "is not a date such as"),
        (("1", "--until", "9999-12-31T23:00-23:00"), "is not a date such as"),
        (("1", "--until", "29991201"), "is not a date such as"),
        ((), "Name one development or story."),
        (("1", "--story", "furniture"), "Name one development or story."),
        (("--story", "dogs"), "There is no story 'dogs'. There is: furniture, cats."),
    ],
)
def test_a_mute_that_cannot_be_meant_is_refused(
    filled: Installation, arguments: tuple[str, ...], sentence: str
) -> None:
    result = filled.run("mute", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr
    assert decision(filled)["muted"] is None


@pytest.mark.parametrize("what", ["99", "another", "-", "1.5"])
def test_what_is_not_there_is_not_muted(filled: Installation, what: str) -> None:
    result = filled.run("mute", "--", what)
    assert result.exit_code == 1
    assert f"there is no development or story '{what}'" in result.stderr
    assert "furniture, cats" in result.stderr


def test_what_is_not_muted_cannot_be_unmuted(filled: Installation) -> None:
    result = filled.run("unmute", "cats")
    assert (result.exit_code, "The story cats is not muted." in result.stderr) == (1, True)


def test_an_irrelevant_alert_is_remembered_shown_and_muted(filled: Installation) -> None:
    (alert,) = Views(filled.database).alerts()
    result = filled.run("irrelevant", alert["id"])
    assert result.exit_code == 0
    assert "Development 1 of the story furniture is irrelevant and muted: " in result.stdout
    assert "There is no good `exclude` for it." in result.stdout
    assert decision(filled)["irrelevant"]
    assert "that it is irrelevant" in filled.run("explain", "ab10").stdout


def tell(installation: Installation, title: str, summary: str, number: int) -> str:
    """Store an item that told development `number`, and its alert; return the id of that."""
    read(installation)
    item = an_item(number, title=title, summary=summary, published=NOW)
    decision = a_decision(development=number)
    decision = replace(decision, match=replace(decision.match, score=0.6))
    alert = an_alert(some_news(development=number, first_item=item.id))
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            store.add_item(item, NOW)
            store.record_development(decision, "furniture", title, NOW)
            store.record_decision(item, 1, "furniture", decision, NOW)
            store.outbox.enqueue(alert)
    return alert.id


BICYCLE = ("Stolen bicycle found in Guangdong", "The bicycle was under furniture from China.")


def test_a_word_that_keeps_the_like_of_an_alert_out_is_offered_as_a_line_to_paste(
    installation: Installation,
) -> None:
    tell(installation, "Tariff on furniture rises to 25%", "That is more than 10 percent.", 1)
    alert = tell(installation, *BICYCLE, 2)
    result = installation.run("irrelevant", alert)
    assert result.stdout.splitlines()[1:] == [
        f"To keep its like out, add to the [[story]] at {installation.config}:4:",
        "",
        "    exclude = ['bicycle']",
        "",
        "`bicycle` stands in its headline, and neither in the source articles nor in any other"
        " development.",
        "It would have kept out 1 of the latest 2 stored items, and no other development that was"
        " told.",
    ]


def test_the_line_that_is_offered_holds_what_is_excluded_already_and_works(
    installation: Installation,
) -> None:
    exclude = """exclude = ['"card game"', "world's", 'poker']"""
    installation.configure(
        CONFIGURATION.replace('name = "furniture"', f'name = "furniture"\n{exclude}')
    )
    result = installation.run("irrelevant", tell(installation, *BICYCLE, 2))
    assert f"replace the `exclude` at {installation.config}:6:" in result.stdout
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("    exclude = ")]
    assert tomllib.loads(line)["exclude"] == ['"card game"', "world's", "poker", "bicycle"]
    text = installation.config.read_text().replace(exclude, line.strip())
    installation.configure(text)
    (story, _) = load(installation.config).stories
    assert Watches(exclude=tuple(map(Query.of, story.exclude))).find(*BICYCLE)


def test_an_alert_that_is_not_there_is_not_irrelevant(filled: Installation) -> None:
    result = filled.run("irrelevant", "nothing")
    assert (result.exit_code, "there is no alert 'nothing'" in result.stderr) == (1, True)


def test_explain_says_that_a_mail_waits_or_was_not_wanted(filled: Installation) -> None:
    notice = Notice("furniture", 1, "ab10", "ab10", "h", "s", "r", (), NOW)
    with Store(filled.database) as store:
        with store.transaction():
            store.notices.add(notice)
        assert "Its mail waits" in filled.run("explain", "ab10").stdout
        assert json.loads(filled.run("status", "--json").stdout)["alerts"]["waiting"] == 1
        assert "1 waiting" in filled.run("status").stdout
        with store.transaction():
            store.notices.set_aside(store.notices.waiting(["furniture"]))
        assert "It was not mailed" in filled.run("explain", "ab10").stdout


@pytest.fixture
def digest(installation: Installation) -> str:
    """A mail that tells three developments; its id."""
    news = []
    for number, title in enumerate(("Tariff rises", BICYCLE[0], "Ministers meet"), start=1):
        tell(installation, title, "Furniture.", number)
        news.append(some_news(development=number, first_item=an_item(number).id, headline=title))
    alert = render(news, an_envelope())
    with Store(installation.database) as store, store.transaction():
        for each in news:
            item = an_item(each.development).id
            store.notices.add(
                Notice("furniture", each.development, item, item, each.headline, "s", "r", (), NOW)
            )
        waiting = store.notices.waiting(["furniture"])
        store.notices.take(waiting, alert.parcel, NOW)
        store.outbox.enqueue(alert)
    return alert.id


def mutes(installation: Installation) -> list[int]:
    found = Views(installation.database).query("SELECT development FROM mutes ORDER BY 1")
    return [row["development"] for row in found]


def test_of_a_mail_of_several_only_what_is_named_is_irrelevant(
    installation: Installation, digest: str
) -> None:
    asked = installation.run("irrelevant", digest)
    assert (asked.exit_code, asked.stdout, mutes(installation)) == (2, "", [])
    for line in ("tells 3 developments", "1  Tariff rises", f"2  {BICYCLE[0]}", "--all"):
        assert line in asked.stderr
    wrong = installation.run("irrelevant", digest, "2", "9")
    assert (wrong.exit_code, mutes(installation)) == (2, [])
    assert "does not tell 9" in wrong.stderr
    both = installation.run("irrelevant", digest, "2", "--all")
    assert (both.exit_code, mutes(installation)) == (2, [])
    done = installation.run("irrelevant", digest, "2")
    assert (done.exit_code, mutes(installation)) == (0, [2])
    assert done.stdout.count("irrelevant and muted") == 1
    whole = installation.run("irrelevant", digest, "--all")
    assert (whole.exit_code, mutes(installation)) == (0, [1, 2, 3])


def test_what_was_called_irrelevant_teaches_the_story_that_is_built_next(
    installation: Installation,
) -> None:
    told = ("Chinese tariff song at the jazz festival", "Trumpets, saxophones and drummers play.")
    alert = tell(installation, *told, 2)
    summary = "Saxophones, drummers, all of them."
    like = an_item(
        3, title="Jazz festival: song of the Chinese tariff on trumpets", summary=summary
    )

    def is_like_rejected() -> bool:
        config = load(installation.config)
        with Store(installation.database) as store:
            _, engine = load_stories(config, store, NOW).engines["furniture"]
            before = store.story_versions.known().get("furniture", 0)
        found = engine.match(like)
        versions.append(before)
        return found.reason.startswith("like what you called irrelevant")

    versions: list[int] = []
    assert not is_like_rejected()
    assert installation.run("irrelevant", alert).exit_code == 0
    assert is_like_rejected()
    assert versions[1] > versions[0]  # so that a running daemon builds it anew
