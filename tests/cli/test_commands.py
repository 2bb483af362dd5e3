"""What a person or a script sees of every command."""

from __future__ import annotations

import json
import mailbox
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest

from monitor.cli import COMMANDS, cli
from monitor.daemon.state_lock import StateLock
from monitor.model import (
    Action,
    DeliveryState,
    Diff,
    Fact,
    FactKind,
    Feed,
    Match,
    Outcome,
    Passage,
    SentenceDiff,
    Span,
    Standing,
)
from monitor.model.feed_state import FeedState
from monitor.store.records import PollRecord
from monitor.store.store import Store
from tests.cli.conftest import CONFIGURATION, Installation, news_monitor
from tests.examples import FEED, NAME, RISE, a_decision, an_alert, an_item, some_news

NOW = datetime.now(UTC).replace(microsecond=0)
TITLE = "US raises tariff on Chinese furniture to 25%"
SENTENCE = "The tariff on furniture from China will rise to 25 percent."
#: What would drive a terminal: escapes of 7 and 8 bits, a bell, a new title, hidden directions.
EVIL = "\x1b[2J\x1b]0;owned\x07 \x9b31m\x85\x00\x7f\u202eevil\u2066 \u2028text\r"


def fill(
    installation: Installation,
    *,
    evil: str = "",
    items: int = 2,
    state: DeliveryState = DeliveryState.SENT,
) -> None:
    """Store items that told one development, a mail about it and a poll; `evil` is in every text."""
    feed = Feed(FEED.url, FEED.name + evil, ("business", "tag" + evil))
    fact = Fact(FactKind.PERCENT, 25, 25, "%", "25%" + evil, Span(59, 69))
    passage = Passage("source" + evil, "Known sentence." + evil)
    sentence = SentenceDiff(SENTENCE + evil, Standing.CHANGED, passage, 0.4, (fact,))
    change = replace(RISE, before="10%" + evil, after="25%" + evil, about="tariff" + evil)
    changes = (change, replace(NAME, after="Liu He" + evil))
    match = Match(True, "matches" + evil, (Span(10, 16), Span(len(TITLE + evil) + 1, 300)), 1.0)
    diff = Diff(0.7, changes, (sentence,))
    with Store(installation.database) as store:
        store.sync_feeds([feed], NOW)
        with store.transaction():
            for number in range(1, items + 1):
                item = an_item(
                    number,
                    id=f"ab{number}0",
                    title=TITLE + evil,
                    summary=SENTENCE + evil,
                    outlet="Outlet" + evil,
                    link=f"https://news.example/{number}{evil}",
                    published=NOW,
                )
                store.add_item(item, NOW - timedelta(days=items - number))
                decision = a_decision(
                    Action.ALERT if number == 1 else Action.FOLD,
                    reason=f"New: 25%.{evil}", match=match, diff=diff, development=1,
                )  # fmt: skip
                store.record_development(decision, "furniture", TITLE + evil, NOW)
                store.record_decision(item, 1, "furniture", decision, NOW)
            alert = replace(an_alert(some_news(development=1)), created=NOW, subject="25%" + evil)
            store.outbox.enqueue(replace(alert, to="desk@example.org" + evil))
            detail = "2 items." + evil
            store.record_poll(
                PollRecord(
                    FeedState(FEED.url, outcome=Outcome.OK, failures=0),
                    detail,
                    NOW + timedelta(minutes=9),
                ),
                NOW,
            )
        error = None if state is DeliveryState.SENT else "451 busy." + evil
        store.outbox.settle(alert.id, state, NOW, error=error)


def answer(installation: Installation, *arguments: str) -> Any:
    """Return the JSON document that a command answers with."""
    result = installation.run(*arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


# --- help ----------------------------------------------------------------------------------------


def all_commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli)
    found: list[tuple[str, click.Command]] = []
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        found.append((name, command))
        if isinstance(command, click.Group):
            found += [(f"{name} {sub}", each) for sub, each in command.commands.items()]
    return found


@pytest.mark.parametrize(("name", "command"), all_commands(), ids=[n for n, _ in all_commands()])
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    result = news_monitor(*name.split(), "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: news-monitor {name}")
    first = (command.help or "").strip().split("\n")[0]
    assert len(first) > 20
    assert first[0].isupper()
    assert first.endswith((".", ":"))
    assert first in " ".join(result.stdout.split())
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{name} {parameter.name}"


def test_the_first_page_lists_every_command_with_a_whole_line() -> None:
    page = news_monitor("--help").stdout
    for name in COMMANDS:
        (line,) = [line for line in page.splitlines() if line.startswith(f"  {name} ")]
        assert not line.endswith("..."), line
    assert "news-monitor demo" in page


def test_without_a_command_the_help_is_shown() -> None:
    result = news_monitor()
    assert result.exit_code == 2
    assert "Usage: news-monitor" in result.output


def test_the_version_is_told() -> None:
    assert news_monitor("--version").stdout.startswith("news-monitor")


# --- wrong usage ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("statsu",), "There is no command 'statsu'. Did you mean 'status'?"),
        (("xyzzy",), "There is no command 'xyzzy'."),
        (("items", "--story", "dogs"), "There is no story 'dogs'. There is: furniture, cats."),
        (("items", "--verdict", "maybe"), "maybe"),
        (("items", "--since", "tomorrow"), 'is not a time such as "20s"'),
        (("items", "--limit", "0"), "--limit"),
        (("run", "--force"), "--force goes with --once."),
        (("explain",), "ITEM"),
        (("replay", "no-such-file.jsonl"), "no-such-file.jsonl"),
        (("alert", "test", "--story", "dogs"), "There is no story 'dogs'."),
    ],
)
def test_wrong_usage_is_told_with_what_was_meant(
    installation: Installation, arguments: tuple[str, ...], sentence: str
) -> None:
    result = installation.run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_without_a_configuration_the_places_are_named(tmp_path: Path) -> None:
    result = news_monitor("--config", str(tmp_path / "none.toml"), "items")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"news-monitor: {tmp_path}/none.toml: there is no such configuration file.\n"
    )


def test_the_environment_can_name_the_configuration(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_MONITOR_CONFIG", str(installation.config))
    assert news_monitor("items").stdout == "No items.\n"


def test_a_broken_database_is_a_sentence_not_a_traceback(installation: Installation) -> None:
    installation.state.mkdir()
    installation.database.write_bytes(b"not a database " * 100)
    result = installation.run("items")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be read: file is not a database." in result.stderr
    assert len(result.stderr.splitlines()) == 1


# --- check ---------------------------------------------------------------------------------------


def test_a_good_configuration_is_told_what_it_will_do(installation: Installation) -> None:
    installation.configure(CONFIGURATION.replace("cat OR cats", "furniture"))
    result = installation.run("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "is good." in result.stdout
    assert "story furniture: 1 source article, watch: 1 watch query, 1 feed" in result.stdout
    assert f"to the Maildir {installation.state}/Maildir" in result.stdout


def test_check_names_every_fault_on_a_line_of_its_own(installation: Installation) -> None:
    installation.configure(CONFIGURATION.replace("name =", "nmae =").replace("to =", "too ="))
    result = installation.run("check")
    assert (result.exit_code, result.stdout) == (2, "")
    lines = result.stderr.splitlines()
    assert len(lines) >= 4
    for line in lines:
        assert line.startswith(f"news-monitor: {installation.config}:")
    assert any("did you mean `to`?" in line for line in lines)


def test_check_finds_what_only_shows_in_the_world(installation: Installation) -> None:
    installation.configure(CONFIGURATION.replace("cat OR cats", "cat OR ("))
    (installation.folder / "source.md").unlink()
    result = installation.run("check")
    assert result.exit_code == 2
    assert [line.split(": ")[1].rpartition(":")[2] for line in result.stderr.splitlines()] == [
        "6",
        "11",
        "12",
    ]


def test_a_daemon_does_not_start_on_a_configuration_with_faults(
    installation: Installation,
) -> None:
    (installation.folder / "source.md").unlink()
    result = installation.run("run", "--once")
    assert result.exit_code == 2
    assert "source.md" in result.stderr
    assert not installation.database.exists()


# --- lists ---------------------------------------------------------------------------------------

FIELDS = {
    "feeds": "name url tags outcome detail last_polled next_poll failures items",
    "items": "id feed title link published first_seen story verdict reason development",
    "developments": "id story headline changes items outlets first_seen last_seen",
    "alerts": "id development story to channel subject state attempts message_id created sent"
    " last_error",
}
TIMES = ("last_polled", "next_poll", "published", "first_seen", "last_seen", "created", "sent")


@pytest.mark.parametrize("name", FIELDS)
def test_a_list_is_one_json_document_with_the_promised_fields(
    installation: Installation, name: str
) -> None:
    fill(installation)
    rows = answer(installation, name, "--json")
    assert rows
    for row in rows:
        assert set(FIELDS[name].split()) <= set(row)
        for key in TIMES:
            if row.get(key):
                assert datetime.fromisoformat(row[key]).tzinfo
                assert row[key].endswith("Z")


@pytest.mark.parametrize("name", FIELDS)
def test_a_list_before_the_first_run_is_empty(installation: Installation, name: str) -> None:
    assert answer(installation, name, "--json") == []
    result = installation.run(name)
    assert result.exit_code == 0
    assert result.stdout.startswith("No ")
    assert not installation.state.exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("feeds", ["Example Business", "ok", "2 items."]),
        ("items", ["ab10", "ab20", "development", "known", TITLE]),
        ("developments", ["10% → 25%", TITLE]),
        ("alerts", ["retry", "desk@example.org", "25%", "451 busy; next try due."]),
    ],
)
def test_a_list_for_people_holds_the_same_in_a_table(
    installation: Installation, name: str, words: list[str]
) -> None:
    fill(installation, state=DeliveryState.RETRY)
    result = installation.run(name)
    assert (result.exit_code, result.stderr) == (0, "")
    for word in words:
        assert word in result.stdout


def test_a_feed_that_is_not_known_is_told_with_the_one_that_was_meant(
    installation: Installation,
) -> None:
    fill(installation)
    result = installation.run("items", "--feed", "Exmaple Business")
    assert result.exit_code == 2
    assert "There is no feed or outlet 'Exmaple Business'. Did you mean 'Example" in result.stderr
    assert installation.run("items", "--feed", "Outlet", "--since", "0m").exit_code == 0


def test_a_search_that_is_none_is_told_where(installation: Installation) -> None:
    result = installation.run("items", "--search", 'tariff "open')
    assert result.exit_code == 2
    assert "--search: a quotation mark" in result.stderr
    assert "(column 8)" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        (("items", "--search", "\u963f\u91cc"), 0),
        (("items", "--search", "tariff NEAR/3 furniture"), 3),
        (("items", "--until", "2000-01-01"), 0),
        (("developments", "--search", "tariffs"), 1),
        (("developments", "--search", "cats"), 0),
        (("items",), 3),
        (("items", "--limit", "1"), 1),
        (("items", "--since", "36h"), 2),
        (("items", "--verdict", "known"), 2),
        (("items", "--search", "furniture"), 3),
        (("items", "--search", "cats"), 0),
        (("items", "--story", "cats"), 0),
        (("items", "--feed", "Example Business"), 3),
        (("developments", "--story", "furniture"), 1),
        (("developments", "--since", "1h"), 1),
        (("developments", "--story", "cats"), 0),
        (("alerts", "--state", "sent"), 1),
        (("alerts", "--state", "dead"), 0),
        (("alerts", "--story", "cats"), 0),
        (("alerts", "--since", "1h"), 1),
    ],
)
def test_lists_are_filtered(
    installation: Installation, arguments: tuple[str, ...], count: int
) -> None:
    fill(installation, items=3)
    assert len(answer(installation, *arguments, "--json")) == count


# --- explain -------------------------------------------------------------------------------------


def test_explain_tells_words_sentences_facts_what_they_were_compared_with_and_the_rule(
    installation: Installation,
) -> None:
    fill(installation)
    result = installation.run("explain", "ab10")
    assert (result.exit_code, result.stderr) == (0, "")
    for part in (
        TITLE,
        "DEVELOPMENT for furniture",
        "New: 25%.",
        "Matching words: tariff",
        "changed  10% → 25%  tariff",
        "The tariff on furniture from China will rise to 25",
        "facts: 25%",
        "changed: 40% known from source",
    ):
        assert part in result.stdout


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(
    installation: Installation,
) -> None:
    fill(installation)
    assert answer(installation, "explain", "ab2", "--json")["id"] == "ab20"


def test_a_beginning_that_fits_several_items_is_told_with_all_of_them(
    installation: Installation,
) -> None:
    fill(installation)
    result = installation.run("explain", "ab")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "news-monitor: several items begin with 'ab': ab10, ab20.\n"


def test_a_whole_id_is_found_although_others_begin_with_it(installation: Installation) -> None:
    fill(installation)
    with Store(installation.database) as store, store.transaction():
        store.add_item(an_item(9, id="ab1"), NOW)
    result = installation.run("explain", "ab1")
    assert result.exit_code == 0
    assert "No story follows its feed." in result.stdout


def test_an_item_that_is_not_there_is_told(installation: Installation) -> None:
    fill(installation)
    result = installation.run("explain", "xyz")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is no item with the id, link or guid 'xyz'" in result.stderr


def test_explain_as_json_holds_every_decision(installation: Installation) -> None:
    fill(installation)
    record = answer(installation, "explain", "ab10", "--json")
    (decision,) = record["decisions"]
    assert decision["reason"] == "New: 25%."
    assert decision["matched"]["spans"]
    assert decision["diff"]["sentences"][0]["nearest"]["sentence"] == "Known sentence."


# --- status --------------------------------------------------------------------------------------


def test_status_as_json_holds_the_promised_fields(installation: Installation) -> None:
    fill(installation)
    report = answer(installation, "status", "--json")
    assert set(report) >= set(
        "version daemon feeds items developments alerts database problems".split()
    )
    nobody = {"running": False, "pid": None, "since": None, "last_tick": None, "troubles": []}
    assert report["daemon"] == nobody
    assert report["feeds"] == {"total": 1, "ok": 1, "failing": 0}
    assert report["items"]["total"] == 2
    assert report["developments"]["total"] == 1
    assert report["alerts"] == {
        "waiting": 0, "pending": 0, "retry": 0, "dead": 0, "sent_24h": 1, "next_mail": None,
    }  # fmt: skip
    assert report["database"]["path"] == str(installation.database)
    assert report["database"]["bytes"] > 0
    assert report["problems"] == [
        "The daemon is not running; start it with `news-monitor run` or systemctl."
    ]


def test_status_needs_no_person_while_the_daemon_runs_well(installation: Installation) -> None:
    fill(installation)
    with StateLock(installation.state, datetime.now(UTC)):
        result = installation.run("status", "--check")
        report = answer(installation, "status", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "All is well." in result.stdout
    assert TITLE in result.stdout
    assert report["daemon"]["running"] is True
    assert isinstance(report["daemon"]["pid"], int)


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        (DeliveryState.DEAD, "1 alert could not be delivered and will not be tried again"),
        (DeliveryState.RETRY, "1 alert could not be delivered yet"),
    ],
)
def test_status_check_fails_when_a_mail_needs_a_person(
    installation: Installation, state: DeliveryState, problem: str
) -> None:
    fill(installation, state=state)
    with StateLock(installation.state, datetime.now(UTC)):
        result = installation.run("status", "--check")
        assert result.exit_code == 1
        assert problem in result.stdout
        assert installation.run("status").exit_code == 0


def test_status_names_a_feed_that_fails(installation: Installation) -> None:
    fill(installation)
    record = PollRecord(
        FeedState(FEED.url, outcome=Outcome.GONE, failures=3), "the feed is gone (410).", NOW
    )
    with Store(installation.database) as store, store.transaction():
        store.record_poll(record, NOW)
    with StateLock(installation.state, datetime.now(UTC)):
        (problem,) = answer(installation, "status", "--json")["problems"]
        assert installation.run("status", "--check").exit_code == 1
    assert problem == "Feed Example Business: the feed is gone (410)."


def test_status_sees_a_daemon_that_hangs(installation: Installation) -> None:
    with StateLock(installation.state, datetime.now(UTC) - timedelta(hours=2)):
        result = installation.run("status", "--check")
    assert result.exit_code == 1
    assert "The daemon has done nothing since 2 h ago." in result.stdout


def test_status_says_what_keeps_the_daemon_from_its_work(installation: Installation) -> None:
    with StateLock(installation.state, datetime.now(UTC)) as lock:
        lock.note(["the disk is full."])
        result = installation.run("status", "--check")
        assert answer(installation, "status", "--json")["daemon"]["troubles"] == [
            "the disk is full."
        ]
    assert result.exit_code == 1
    assert "The daemon is in trouble: the disk is full." in result.stdout


def test_status_check_fails_where_nothing_was_started_and_makes_nothing(
    installation: Installation,
) -> None:
    result = installation.run("status", "--check")
    assert result.exit_code == 1
    assert "The daemon is not running" in result.stdout
    assert not installation.state.exists()


# --- replay and diff -----------------------------------------------------------------------------

ARCHIVE = [
    {"id": "k", "published": "2026-01-01T08:00:00Z", "outlet": "One",
     "title": "10% tariff on furniture from China",
     "summary": "The United States will charge a tariff of 10 percent on furniture from China."},
    {"id": "r", "published": "2026-01-02T08:00:00Z", "outlet": "One", "title": TITLE,
     "summary": "The tariff on furniture from China will rise to 25 percent from 10 percent."},
    {"id": "c", "published": "2026-01-03T08:00:00Z", "outlet": "Two",
     "title": "Tariff on Chinese furniture goes up to 25%",
     "summary": "The tariff on furniture from China will rise from 10 percent to 25 percent."},
    {"id": "u", "published": None, "outlet": "Two", "title": "A cat show", "summary": "In Paris."},
]  # fmt: skip
JSON_LINES = "".join(json.dumps(record) + "\n" for record in ARCHIVE)


def replayed(installation: Installation, *arguments: str, stdin: str = JSON_LINES) -> list[Any]:
    result = installation.run("replay", "-", "--json", *arguments, stdin=stdin)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_replay_answers_with_a_json_line_for_each_item(installation: Installation) -> None:
    lines = replayed(installation, "--story", "furniture")
    assert [line["id"] for line in lines] == ["k", "r", "c", "u"]
    for line in lines:
        assert set(line) >= set("id verdict reason same_as development novelty changes".split())
        assert line["reason"]
        assert 0 <= line["novelty"] <= 1
    assert [line["verdict"] for line in lines] == ["known", "development", "known", "unrelated"]
    assert [line["development"] for line in lines] == [None, 1, 1, None]
    assert [line["same_as"] for line in lines] == [None, None, "r", None]


def test_a_change_of_a_replay_names_what_was_known_and_who_said_it(
    installation: Installation,
) -> None:
    lines = replayed(installation, "--story", "furniture")
    assert [line["changes"] for line in lines if line["verdict"] != "development"] == [[], [], []]
    moved = [c for c in lines[1]["changes"] if c["kind"] == "changed"]
    assert moved
    assert (moved[0]["before"], moved[0]["after"]) == ("10%", "25%")
    assert set(moved[0]) >= {"kind", "before", "after", "about", "sentence", "source"}
    assert set(moved[0]["source"]) >= {"id", "sentence"}


def test_replay_leaves_the_state_alone(installation: Installation) -> None:
    replayed(installation, "--story", "furniture")
    assert not installation.state.exists()


def test_replay_needs_no_configuration_with_a_source(installation: Installation) -> None:
    file = installation.folder / "archive.jsonl"
    file.write_text(JSON_LINES)
    source = str(installation.folder / "source.md")
    result = news_monitor(
        "replay", str(file), "--source", source, "--watch", "tariff NEAR/9 china", "--json"
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout.splitlines()[1])["verdict"] == "development"


def test_replay_for_people_lists_what_would_be_told_and_counts_the_rest(
    installation: Installation,
) -> None:
    result = installation.run("replay", "-", "--story", "furniture", stdin=JSON_LINES)
    assert result.exit_code == 0
    *told, last = result.stdout.splitlines()
    assert last == (
        "would have sent 1 mail, held 3: 1 known, 1 off topic, 1 copies (--all lists them)"
    )
    assert [line.split()[0] for line in told if not line.startswith(" ")] == ["development"]
    assert TITLE in told[0]
    assert any(line.strip().startswith("10% → 25%") for line in told)


def test_replay_lists_every_item_where_asked(installation: Installation) -> None:
    result = installation.run("replay", "-", "--story", "furniture", "--all", stdin=JSON_LINES)
    lines = result.stdout.splitlines()
    verdicts = [line.split()[0] for line in lines[:-1] if not line.startswith(" ")]
    assert sorted(verdicts) == ["development", "known", "known", "unrelated"]
    assert lines[-1] == "would have sent 1 mail, held 3: 1 known, 1 off topic, 1 copies"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{not json", "it is not JSON"),
        ("[1, 2]", "it is not an object"),
        ('{"title": "no id"}', "it needs an `id`"),
        ('{"id": "x", "title": {"a": 1}}', "its `title` is not a text"),
        ("[" * 100_000, ""),
    ],
    ids=["not json", "list", "no id", "object for title", "deep"],
)
def test_a_line_that_is_no_item_is_named_and_the_others_are_decided(
    installation: Installation, line: str, why: str
) -> None:
    result = installation.run(
        "replay", "-", "--json", "--story", "furniture", stdin=f"\n{line}\n{JSON_LINES}"
    )
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(ARCHIVE)
    assert "line 2 was left out" in result.stderr
    assert why in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("replay", "-", "--source", "/nowhere/source.md"),
        ("diff", "/nowhere/a.txt", "/nowhere/b.txt"),
        ("replay", "-", "--source", "{source}", "--watch", "cats AND"),
    ],
)
def test_a_source_or_watch_that_cannot_be_read_is_wrong_usage(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    source = str(installation.folder / "source.md")
    result = installation.run(*(a.format(source=source) for a in arguments), stdin=JSON_LINES)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def compared(installation: Installation, *options: str, text: str = "") -> Any:
    item = installation.folder / "item.md"
    item.write_text(text or f"# {TITLE}\n\nThe tariff on furniture from China rises to 25 percent.")
    return installation.run("diff", str(installation.folder / "source.md"), str(item), *options)


def test_diff_shows_what_is_known_changed_and_new(installation: Installation) -> None:
    result = compared(installation)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "changed  10% → 25%" in result.stdout
    assert "= known   ~ changed   + new" in result.stdout


def test_diff_as_json_holds_novelty_changes_and_sentences(installation: Installation) -> None:
    record = json.loads(compared(installation, "--json").stdout)
    assert 0 < record["novelty"] <= 1
    assert ("10%", "25%") in [(c["before"], c["after"]) for c in record["changes"]]
    assert any(fact["display"] == "25%" for s in record["sentences"] for fact in s["facts"])


def test_a_text_adds_nothing_to_itself(installation: Installation) -> None:
    text = (installation.folder / "source.md").read_text()
    record = json.loads(compared(installation, "--json", text=text).stdout)
    assert (record["novelty"], record["changes"]) == (0, [])


# --- alert ---------------------------------------------------------------------------------------


def test_a_test_message_reaches_every_recipient_in_the_maildir(
    installation: Installation,
) -> None:
    result = installation.run("alert", "test")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "sent to Desk <desk@example.org> by maildir" in result.stdout
    assert f"The Maildir is {installation.state}/Maildir." in result.stdout
    box = mailbox.Maildir(installation.state / "Maildir", create=False)
    assert sorted(mail["To"] for mail in box) == ["Desk <desk@example.org>", "reader@localhost"]
    assert all("test" in mail["Subject"].lower() for mail in box)


def test_a_test_message_can_be_for_one_story(installation: Installation) -> None:
    result = installation.run("alert", "test", "--story", "furniture")
    assert result.stdout.count("sent to") == 1
    assert "reader@localhost" in result.stdout


def test_a_test_message_that_is_not_sent_is_a_failure_with_its_reason(
    installation: Installation,
) -> None:
    installation.state.mkdir()
    (installation.state / "Maildir").write_text("in the way")
    result = installation.run("alert", "test")
    assert result.exit_code == 1
    assert "not sent to reader@localhost by maildir: the Maildir" in result.stderr


def test_an_alert_that_was_given_up_can_be_tried_again_and_dropped(
    installation: Installation,
) -> None:
    fill(installation, state=DeliveryState.DEAD)
    (row,) = answer(installation, "alerts", "--json")
    result = installation.run("alert", "retry", row["id"])
    assert (result.exit_code, result.stderr) == (0, "")
    assert answer(installation, "alerts", "--json")[0]["state"] == "retry"
    assert installation.run("alert", "drop", row["id"]).exit_code == 0
    assert answer(installation, "alerts", "--json")[0]["state"] == "dead"


@pytest.mark.parametrize("hand", ["retry", "drop"])
def test_an_alert_that_was_sent_or_is_not_there_cannot_be_moved(
    installation: Installation, hand: str
) -> None:
    fill(installation)
    (row,) = answer(installation, "alerts", "--json")
    for alert in (row["id"], "no-such-alert"):
        result = installation.run("alert", hand, alert)
        assert (result.exit_code, result.stdout) == (1, "")
        assert f"there is no alert '{alert}'" in result.stderr
    assert answer(installation, "alerts", "--json")[0]["state"] == "sent"


# --- what comes from a feed never drives the terminal ----------------------------------------------

SCREENS = [
    ("feeds",),
    ("items",),
    ("developments",),
    ("alerts",),
    ("status",),
    ("explain", "ab10"),
    ("timeline", "furniture"),
]


def assert_harmless(text: str) -> None:
    wild = {char for char in text if not char.isprintable() and char != "\n"}
    assert not wild, sorted(wild)


@pytest.mark.parametrize("arguments", SCREENS, ids=" ".join)
def test_what_a_feed_holds_cannot_drive_the_terminal(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    fill(installation, evil=EVIL, state=DeliveryState.RETRY)
    result = installation.run(*arguments)
    assert result.exit_code == 0
    assert "evil" in result.stdout
    assert_harmless(result.stdout)


@pytest.mark.parametrize("arguments", SCREENS, ids=" ".join)
def test_what_a_feed_holds_is_whole_in_json_and_cannot_drive_the_terminal(
    installation: Installation, arguments: tuple[str, ...]
) -> None:
    fill(installation, evil=EVIL)
    with Store(installation.database) as store, store.transaction():
        failed = PollRecord(
            FeedState(FEED.url, outcome=Outcome.TIMEOUT, failures=1), "slow" + EVIL, NOW
        )
        store.record_poll(failed, NOW)
    result = installation.run(*arguments, "--json")
    assert result.exit_code == 0
    assert_harmless(result.stdout)
    assert EVIL in "".join(strings(json.loads(result.stdout)))


def strings(value: Any) -> list[str]:
    """Return every text in a JSON document."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for each in value for text in strings(each)] if isinstance(value, list) else []


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["people", "json"])
def test_what_an_archive_holds_cannot_drive_the_terminal(
    installation: Installation, options: tuple[str, ...]
) -> None:
    lines = [
        json.dumps({key: f"{value}{EVIL}" for key, value in record.items()}) for record in ARCHIVE
    ]
    lines.append('{"id": "\\ud800\\u009b", "title": "\\ud83d\\ude00 \\udc00 tariff china"}')
    lines.append('{"no\\u001b[2J": 1}')
    stdin = "\n".join(lines)
    result = installation.run("replay", "-", "--story", "furniture", *options, stdin=stdin)
    assert result.exit_code == 0
    assert_harmless(result.stdout)
    assert_harmless(result.stderr)


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["people", "json"])
def test_what_a_text_holds_cannot_drive_the_terminal(
    installation: Installation, options: tuple[str, ...]
) -> None:
    text = f"# {TITLE}{EVIL}\n\nThe tariff on {EVIL} furniture from China rises to 25 percent."
    result = compared(installation, *options, text=text)
    assert result.exit_code == 0
    assert_harmless(result.stdout)


def test_what_a_person_types_comes_back_without_escapes(installation: Installation) -> None:
    fill(installation)
    for arguments in (("explain", EVIL), ("alert", "drop", EVIL), ("items", "--since", EVIL)):
        result = installation.run(*arguments)
        assert result.exit_code in (1, 2)
        assert_harmless(result.stderr)


def test_nothing_is_coloured_when_nobody_looks(installation: Installation) -> None:
    fill(installation)
    for arguments in SCREENS:
        assert "\x1b" not in installation.run(*arguments).stdout


def test_reading_commands_change_nothing(installation: Installation) -> None:
    fill(installation)
    with closing(sqlite3.connect(installation.database)) as db:
        before = list(db.iterdump())
    for arguments in SCREENS:
        installation.run(*arguments)
    with closing(sqlite3.connect(installation.database)) as db:
        assert list(db.iterdump()) == before
