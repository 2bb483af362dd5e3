"""What `replay` says of archives and watches that are not what was meant."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.cli.rules import Rules
from monitor.desk.judging import Verdict, judge
from monitor.model import Action
from monitor.store.store import Store
from monitor.stories import Stories
from monitor.story import Engine
from monitor.story.evidence import Feedback
from tests.cli.conftest import CONFIGURATION, Installation
from tests.examples import FEED, NOW, a_decision, an_item

LINE = json.dumps(
    {"id": "a", "published": "2026-01-01T08:00:00Z", "title": "Tariff on furniture from China"}
)


def test_a_date_that_is_none_is_named_with_its_line(installation: Installation) -> None:
    undated = LINE.replace("2026-01-01T08:00:00Z", "yesterday")
    stdin = f"{LINE}\n\n{undated}\n" + LINE.replace('"2026-01-01T08:00:00Z"', "null")
    result = installation.run("replay", "-", "--json", "--story", "furniture", stdin=stdin)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 3
    (warning,) = result.stderr.splitlines()
    assert warning == (
        "news-monitor: warning: line 3: its `published` 'yesterday' is no date such as"
        " 2026-01-31T08:00:00Z; the item counts as undated."
    )


@pytest.mark.parametrize("stdin", ["", "\n\n", "no JSON\n[]\n"])
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_an_archive_without_an_item_is_a_failure(
    installation: Installation, stdin: str, options: tuple[str, ...]
) -> None:
    result = installation.run("replay", "-", "--story", "furniture", *options, stdin=stdin)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "holds no item; write one JSON object a line" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize("source", [True, False])
def test_a_watch_that_is_no_query_is_called_by_its_option(
    installation: Installation, *, source: bool
) -> None:
    chosen = ("--source", str(installation.folder / "source.md"))
    story = chosen if source else ("--story", "furniture")
    result = installation.run("replay", "-", *story, "--watch", "(china", stdin=LINE)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "news-monitor: --watch: the query '(china' does not parse:"
        " this '(' is not closed (column 1).\n"
    )


def test_a_watch_that_its_sources_do_not_match_is_a_warning(installation: Installation) -> None:
    result = installation.run(
        "replay", "-", "--story", "furniture", "--watch", "tarrif", stdin=LINE
    )
    assert result.exit_code == 0
    assert result.stderr == (
        "news-monitor: warning: --watch: the watch 'tarrif' does not match the source articles:"
        " they do not say `tarrif`; did you mean `tariff`?\n"
    )


def test_a_configured_watch_has_its_line(installation: Installation) -> None:
    result = installation.run("replay", "-", "--story", "cats", stdin=LINE)
    assert result.exit_code == 0
    assert f"warning: {installation.config}:12: the watch 'cat OR cats'" in result.stderr
    installation.configure(CONFIGURATION.replace("'cat OR cats'", "'titel:cats'"))
    result = installation.run("replay", "-", "--story", "cats", stdin=LINE)
    assert result.exit_code == 2
    assert f"{installation.config}:12: the query 'titel:cats'" in result.stderr


def test_an_archive_is_compared_with_the_configured_story(installation: Installation) -> None:
    stdin = "\n".join(
        json.dumps({"id": title, "published": "2026-11-25T08:00:00Z", "title": title})
        for title in ("US raises tariff on Chinese furniture to 25%", "Cats like milk")
    )
    story = ("--story", "furniture", "--compare")
    result = installation.run("replay", "-", *story, "--exclude", "furniture", stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, "")
    first, now, usual, _, moved, _ = result.stdout.splitlines()
    assert first == "- 2026-11-25 US raises tariff on Chinese furniture to 25%"
    assert now.split() == ["now:", "Off", "topic:", "excluded", "by", "`furniture`."]
    assert usual.strip().startswith("as configured: New to the reader: 10% → 25%")
    assert moved == "0 mails would come, 1 would go, of 1 that there were"
    lines = installation.run("replay", "-", *story, "--json", stdin=stdin).stdout.splitlines()
    assert all(
        json.loads(line)["before"]["verdict"] == json.loads(line)["verdict"] for line in lines
    )
    empty = installation.run("replay", "-", *story, stdin="")
    assert (empty.exit_code, "holds no item" in empty.stderr) == (1, True)


def test_an_archive_may_begin_with_the_mark_of_an_editor(
    installation: Installation, tmp_path: Path
) -> None:
    line = json.dumps({"id": "1", "published": "2026-11-25T08:00:00Z", "title": "Cats like milk"})
    archive = tmp_path / "archive.jsonl"
    archive.write_text(f"{line}\n", "utf-8-sig")
    result = installation.run("replay", str(archive), "--story", "furniture")
    assert (result.exit_code, result.stderr) == (0, "")


# --- what is stored ------------------------------------------------------------------------------


def remember(
    installation: Installation, *told: tuple[str, Action, str], begin: datetime = NOW
) -> None:
    """Store items with what was decided on them, a day apart."""
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            for number, (title, action, text) in enumerate(told, 1):
                when = begin + timedelta(days=number)
                item = an_item(number, title=title, summary=text, published=when)
                development = number if action is Action.ALERT else None
                decision = a_decision(action, reason="As it was.", development=development)
                store.add_item(item, when)
                store.record_development(decision, "furniture", title, when)
                store.record_decision(item, 1, "furniture", decision, when)


RISE = ("US raises tariff on Chinese furniture to 25%", Action.ALERT, "From 10 percent, it said.")
COPY = ("Tariff on Chinese furniture goes up to 25%", Action.FOLD, "From 10 percent, it said.")
CUT = ("US cuts tariff on Chinese furniture to 5%", Action.UNRELATED, "It was 25 percent before.")
OLD = ("Tariff on Chinese furniture is 99%, it was said", Action.HOLD, "Long ago.")


def test_what_is_stored_is_decided_anew_beside_what_was_done(installation: Installation) -> None:
    remember(installation, RISE, COPY, CUT, OLD)
    result = installation.run("replay", "--stored", "--story", "furniture")
    assert (result.exit_code, result.stderr) == (0, "")
    first, now, then, _, moved, last = result.stdout.splitlines()
    assert first == f"+ 2026-11-27 {CUT[0]}"
    assert now.strip().startswith("now:  New to the reader: 25% → 5%")
    assert then.strip() == "then: As it was."
    assert moved == "1 mail would come, 0 would go, of 1 that there were"
    assert last.startswith("would have sent 2 mails, held 1: ")


def test_other_rules_are_tried_on_it(installation: Installation) -> None:
    remember(installation, RISE, COPY, CUT)
    for rule in (("--exclude", "furniture"), ("--threshold", "1")):
        result = installation.run("replay", "--stored", "--story", "furniture", *rule)
        assert f"- 2026-11-25 {RISE[0]}" in result.stdout, rule
        assert "0 mails would come, 1 would go, of 1 that there were" in result.stdout


def judged(installation: Installation, **verdicts: str) -> None:
    with Store(installation.database) as store:
        for name, verdict in verdicts.items():
            judge(store, int(name.removeprefix("d")), Verdict(verdict), "you", NOW)


def test_it_counts_what_readers_called_right_and_wrong(installation: Installation) -> None:
    again = (f"{RISE[0]} again", Action.ALERT, RISE[2])
    remember(installation, RISE, again)
    judged(installation, d1="right", d2="repeat")
    result = installation.run("replay", "--stored", "--story", "furniture")
    assert result.stdout.splitlines()[-1] == (
        "of 2 developments that you judged it would tell 1 of 1 right and 0 of 1 told before"
    )
    result = installation.run("replay", "--stored", "--story", "furniture", "--json")
    said = [json.loads(line).get("said") for line in result.stdout.splitlines()]
    assert said == ["right", "repeat"]
    result = installation.run("replay", "--stored", "--story", "furniture", "--exclude", "tariff")
    assert "it would tell 0 of 1 right and 0 of 1 told before" in result.stdout


def test_the_threshold_is_the_one_that_verdicts_made(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Feedback] = []
    begin = Rules.begin

    def begun(rules: Rules, since: datetime | None) -> tuple[Stories, Engine]:
        stories, engine = begin(rules, since)
        seen.append(engine.feedback)
        return stories, engine

    monkeypatch.setattr(Rules, "begin", begun)
    remember(installation, RISE)
    judged(installation, d1="repeat")
    installation.run("replay", "--stored", "--story", "furniture")
    installation.run("replay", "--stored", "--story", "furniture", "--threshold", "0.5")
    assert [each.verdicts for each in seen] == [1, 0]


def test_what_was_told_before_is_known_to_a_part_of_it(installation: Installation) -> None:
    told = (RISE, COPY, (RISE[0], Action.ALERT, RISE[2]))
    remember(installation, *told, begin=datetime.now(UTC) - timedelta(days=9))
    since = ("--since", "156h")  # when the second of three days is over
    result = installation.run("replay", "--stored", "--story", "furniture", *since, "--json")
    (record,) = map(json.loads, result.stdout.splitlines())
    assert record["verdict"] == "known"
    assert record["before"] == {"verdict": "development", "reason": "As it was."}


def test_there_must_be_something_to_replay(installation: Installation) -> None:
    assert "Name a FILE" in installation.run("replay").stderr
    assert "Name a FILE" in installation.run("replay", "-", "--stored").stderr
    assert "--since goes with --stored" in installation.run(
        "replay", "-", "--story", "furniture", "--since", "1d", stdin=LINE
    ).stderr  # fmt: skip
    result = installation.run("replay", "--stored", "--story", "furniture")
    assert (result.exit_code, "nothing was decided" in result.stderr) == (1, True)
