"""What the commands say of a judge: `check`, `status`, `explain`, `replay --judge`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Action, Opinion, SecondOpinion
from monitor.store.opinions import FILE, Opinions
from monitor.store.store import Store
from tests.cli.conftest import CONFIGURATION, Installation
from tests.examples import FEED, NOW, a_decision, an_item
from tests.model_server import ModelServer, model_server

SAID = Opinion(True, True, "The tariff rises to 25 percent.", "Tariff rises to 25 percent", 0.8)
ASKED = SecondOpinion("small", "2026-11-24T08:00:00Z")
ARCHIVE = "\n".join(
    json.dumps({"id": name, "published": f"2026-01-0{day}T08:00:00Z", "title": title})
    for day, name, title in (
        (1, "a", "Court to hear case against tariff on furniture of China"),
        (2, "b", "A cat show in Lyon"),
        (3, "c", "Makers of furniture in China move plants to Mexico to escape the tariff"),
    )
)


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


def configure(installation: Installation, model: ModelServer, more: str = "") -> None:
    text = f'{CONFIGURATION}\n[judge]\nurl = "{model.url}"\nmodel = "small"\n{more}'
    installation.configure(text)


# --- check ---------------------------------------------------------------------------------------


def test_check_names_the_judge_that_answers(installation: Installation, model: ModelServer) -> None:
    configure(installation, model)
    model.said = "told"
    result = installation.run("check")
    assert result.exit_code == 0
    assert "the judge" not in result.stderr
    assert "  the model small at 127.0.0.1 gives a second opinion (doubtful)\n" in result.stdout


def test_a_judge_that_does_not_answer_is_a_warning_and_keeps_nothing_from_its_work(
    installation: Installation, model: ModelServer
) -> None:
    configure(installation, model)
    model.said = 500
    result = installation.run("check")
    assert result.exit_code == 0
    line = CONFIGURATION.count("\n") + 3
    sentence = f"{installation.config}:{line}: the judge at 127.0.0.1 answers 500."
    assert f"news-monitor: warning: {sentence}" in result.stderr


def test_a_key_that_others_can_read_is_a_fault(
    installation: Installation, model: ModelServer
) -> None:
    key = installation.folder / "key"
    key.write_text("sk-secret")
    key.chmod(0o644)
    configure(installation, model, 'key_file = "key"\n')
    result = installation.run("check")
    assert result.exit_code == 2
    assert f"the file of the key of the judge {key} can be read by others" in result.stderr
    assert "sk-secret" not in result.stderr
    assert model.asked == []


# --- status --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("asked", "spent"), [(2, ""), (3, ", the budget is spent")])
def test_status_says_how_often_the_judge_was_asked_today(
    installation: Installation, model: ModelServer, asked: int, spent: str
) -> None:
    configure(installation, model, "budget = 3\n")
    with Store(installation.database):
        pass
    shown = installation.run("status", "--json")
    today = json.loads(shown.stdout)["judge"]
    assert today == {"model": "small", "asked_today": 0, "budget": 3}
    opinions = Opinions(installation.state / FILE)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    for _ in range(asked):
        opinions.count(day)
    result = installation.run("status")
    assert f"judge  small: {asked} questions today of 3{spent}\n" in result.stdout


def test_without_a_judge_nothing_is_said_of_one(installation: Installation) -> None:
    with Store(installation.database):
        pass
    assert "judge  " not in installation.run("status").stdout
    assert "judge" not in json.loads(installation.run("status", "--json").stdout)


# --- explain -------------------------------------------------------------------------------------


def explained(installation: Installation, opinion: SecondOpinion | None) -> str:
    item = replace(an_item(1), id="ab10")
    with Store(installation.database) as store:
        store.sync_feeds([FEED], NOW)
        with store.transaction():
            store.add_item(item, NOW)
            decision = replace(a_decision(Action.KNOWN), opinion=opinion)
            store.record_decision(item, 1, "furniture", decision, NOW)
    result = installation.run("explain", "ab10")
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("opinion", "sentence"),
    [
        (
            replace(ASKED, said=SAID),
            "The judge said: new is “Tariff rises to 25 percent”, as in “The tariff rises to 25"
            " percent.”, 80% important (asked at 2026-11-24T08:00:00Z, model small).",
        ),
        (replace(ASKED, said=replace(SAID, is_new=False)), "The judge said: it tells nothing new (asked at"),
        (replace(ASKED, said=replace(SAID, on_story=False)), "The judge said: it is not on the story (asked"),
        (
            replace(ASKED, void="quotes what the item does not say."),
            "The judge was asked at 2026-11-24T08:00:00Z, model small; its answer counts for nothing, as it"
            " quotes what the item does not say.",
        ),
    ],
    ids=["new", "known", "off", "void"],
)  # fmt: skip
def test_explain_says_what_the_judge_said(
    installation: Installation, opinion: SecondOpinion, sentence: str
) -> None:
    assert sentence in explained(installation, opinion)


def test_explain_is_silent_where_nobody_was_asked(installation: Installation) -> None:
    assert "judge" not in explained(installation, None)


def test_what_a_model_calls_itself_cannot_reach_the_terminal(installation: Installation) -> None:
    assert "\x1b" not in explained(installation, replace(ASKED, model="a\x1b[2Jb", said=SAID))


# --- replay --------------------------------------------------------------------------------------


def test_replay_shows_what_the_judge_changes(
    installation: Installation, model: ModelServer
) -> None:
    configure(installation, model)
    result = installation.run("replay", "-", "--story", "furniture", "--judge", stdin=ARCHIVE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "- 2026-01-03 Makers of furniture in China move plants" in result.stdout
    assert "without the judge:" in result.stdout
    assert "The judge says that it tells nothing new." in " ".join(result.stdout.split())
    assert len(model.asked) == 2
    assert not (installation.state / FILE).exists()


def test_replay_shows_nothing_where_the_judge_agrees(
    installation: Installation, model: ModelServer
) -> None:
    configure(installation, model)
    model.said = 500
    result = installation.run("replay", "-", "--story", "furniture", "--judge", stdin=ARCHIVE)
    assert result.exit_code == 0
    assert "0 mails would come, 0 would go" in result.stdout
    assert result.stderr == "news-monitor: warning: the judge at 127.0.0.1 answers 500.\n"


def test_replay_keeps_its_line_of_json_for_each_item(
    installation: Installation, model: ModelServer
) -> None:
    configure(installation, model)
    result = installation.run(
        "replay", "-", "--story", "furniture", "--judge", "--json", stdin=ARCHIVE
    )
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["verdict"] for row in rows] == ["known", "unrelated", "known"]
    assert [row["before"]["verdict"] for row in rows] == ["known", "unrelated", "development"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--judge",), "--judge needs a [judge] with `url` and `model` in the configuration."),
        (("--judge", "--compare"), "--judge compares already; leave out --compare."),
    ],
)
def test_wrong_usage_is_one_sentence(
    installation: Installation, arguments: tuple[str, ...], sentence: str
) -> None:
    result = installation.run("replay", "-", "--story", "furniture", *arguments, stdin=ARCHIVE)
    assert result.exit_code == 2
    assert sentence in result.stderr
