"""The daemon with a judge: it is asked before a mail goes, and no mail waits for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from monitor.config import Config, FetchConfig, JudgeConfig, MailConfig, StoryConfig
from monitor.daemon.daemon import Daemon
from monitor.daemon.judge import try_judge
from monitor.daemon.state_lock import running
from monitor.model import Feed
from monitor.store.opinions import asked_today
from monitor.store.polls import ChangedMeanwhileError
from monitor.store.reasons import Reasons
from monitor.store.views import Views
from tests.examples import NOW
from tests.model_server import KNOWN, ModelServer, model_server

ITEM = (
    "<item><guid>{0}</guid><title>Court to hear case {0} against tariff on furniture</title>"
    "<pubDate>Tue, 24 Nov 2026 07:50:00 GMT</pubDate></item>"
)
STRIKE = ITEM.format("G").replace("Court to hear case G against", "Makers call strike over")
RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'
DAY = "2026-11-24"


@pytest.fixture
def model() -> Iterator[ModelServer]:
    with model_server() as server:
        yield server


@pytest.fixture
def config(tmp_path: Path, model: ModelServer, httpserver: HTTPServer) -> Config:
    (tmp_path / "source.md").write_text("# A tariff\n\nThe tariff on furniture is 10 percent.\n")
    httpserver.expect_request("/feed").respond_with_data(RSS.format(ITEM.format("A")))
    return Config(
        path=tmp_path / "monitor.toml",
        state=tmp_path / "state",
        fetch=FetchConfig(allow_private=("127.0.0.1",)),
        mail=MailConfig(),
        stories=(StoryConfig("furniture", ("source.md",), ("tariff",)),),
        feeds=(Feed(f"http://127.0.0.1:{httpserver.port}/feed", "Feed"),),
        judge=JudgeConfig(model.url, "small", timeout=timedelta(seconds=1)),
    )


def mails(config: Config) -> int:
    return len(Views(config.database).alerts())


def decisions(config: Config) -> list[dict[str, Any]]:
    views = Views(config.database)
    return [row for item in views.items() for row in Reasons(views).decisions(item["id"])]


def troubles(config: Config) -> tuple[str, ...]:
    held = running(config.state)
    return held.troubles if held else ()


def test_the_judge_holds_back_what_is_nothing_new(config: Config, model: ModelServer) -> None:
    with Daemon(config, lambda: NOW) as daemon:
        daemon.run_once()
    assert mails(config) == 0
    (row,) = decisions(config)
    assert row["action"] == "known"
    assert row["opinion"] == {
        "model": "small", "asked": "2026-11-24T08:00:00Z", "said": KNOWN, "void": ""
    }  # fmt: skip
    assert row["diff"]["evidence"][0] == {"name": "second_opinion", "value": -1.0, "effect": -4.0}
    assert asked_today(config.state, DAY) == 1
    (question,) = model.asked
    assert "Court to hear case A against tariff on furniture" in question


def test_the_judge_lets_go_what_is_new(config: Config, model: ModelServer) -> None:
    model.said = "told"
    with Daemon(config, lambda: NOW) as daemon:
        daemon.run_once()
    assert mails(config) == 1


@pytest.mark.parametrize("said", [500, 429, "no JSON", json.dumps(KNOWN)[:20], None], ids=str)
def test_whatever_the_judge_does_the_mail_goes_in_time(
    config: Config, model: ModelServer, said: object
) -> None:
    model.said = said
    with Daemon(config, lambda: NOW) as daemon:
        began = time.monotonic()
        daemon.run_once()
        took = time.monotonic() - began
        is_void = isinstance(said, str)
        assert len(troubles(config)) == (0 if is_void else 1)
    assert mails(config) == 1
    assert took < 1.0 + 4.0  # the timeout, and a busy machine
    (row,) = decisions(config)
    assert (row["opinion"] is not None) == is_void


def test_a_server_that_is_not_there_is_one_warning_and_is_over_when_it_answers(
    config: Config, model: ModelServer, httpserver: HTTPServer, caplog: pytest.LogCaptureFixture
) -> None:
    model.said, now = 500, NOW
    many = "".join(ITEM.format(name) for name in "ABCDEF")
    httpserver.clear()
    httpserver.expect_request("/feed").respond_with_data(RSS.format(many))
    with Daemon(config, lambda: now) as daemon:
        daemon.run_once()
        assert len(model.asked) == 1  # it is left alone then
        assert caplog.text.count("answers 500") == 1
        assert troubles(config) == ("the judge at 127.0.0.1 answers 500.",)
        model.said = KNOWN
        daemon._crew.pipeline._stories.counsel._rests_until = 0.0  # type: ignore[union-attr]
        httpserver.clear()
        httpserver.expect_request("/feed").respond_with_data(RSS.format(many + STRIKE))
        now += timedelta(hours=2)
        daemon.run_once()
        assert len(model.asked) == 2
        assert troubles(config) == ()


def test_a_silent_judge_holds_up_a_poll_of_many_items_for_one_timeout(
    config: Config, model: ModelServer, httpserver: HTTPServer
) -> None:
    model.said = None
    httpserver.clear()
    many = "".join(ITEM.format(f"number{number}") for number in range(20))
    httpserver.expect_request("/feed").respond_with_data(RSS.format(many))
    with Daemon(config, lambda: NOW) as daemon:
        began = time.monotonic()
        daemon.run_once()
        assert time.monotonic() - began < 8.0
    assert mails(config) >= 1
    assert len(model.asked) == 1


def test_a_stop_does_not_wait_for_an_answer(config: Config, model: ModelServer) -> None:
    model.said = None
    judge = replace(config.judge, timeout=timedelta(seconds=60))  # type: ignore[type-var]
    with Daemon(replace(config, judge=judge), lambda: NOW) as daemon:
        threading.Timer(1.0, daemon._crew.stop).start()
        began = time.monotonic()
        daemon._crew.poller.run()
        assert time.monotonic() - began < 20.0


def test_what_is_decided_anew_is_not_asked_about_anew(
    config: Config, model: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [1]
    with Daemon(config, lambda: NOW) as daemon:
        polls = daemon._crew.pipeline._polls
        real = polls.record

        def record(*args: Any) -> Any:
            if left:
                left.pop()
                raise ChangedMeanwhileError
            return real(*args)

        monkeypatch.setattr(polls, "record", record)
        daemon.run_once()
    assert not left
    assert len(model.asked) == 1
    assert mails(config) == 0
    assert [row["action"] for row in decisions(config)] == ["known"]


def test_what_is_too_old_to_be_told_is_not_asked_about(
    config: Config, model: ModelServer, httpserver: HTTPServer
) -> None:
    httpserver.clear()
    old = ITEM.format("A").replace("24 Nov", "20 Nov").replace("Tue", "Fri")
    httpserver.expect_request("/feed").respond_with_data(RSS.format(old))
    with Daemon(config, lambda: NOW) as daemon:
        daemon.run_once()
    assert [row["action"] for row in decisions(config)] == ["hold"]
    assert model.asked == []


def test_each_poll_has_the_time_of_its_own(config: Config, model: ModelServer) -> None:
    """What one poll of many hours ago waited does not count against the next."""
    with Daemon(config, lambda: NOW) as daemon:
        counsel = daemon._crew.pipeline._counsel
        assert counsel is not None
        counsel._poll_began = 0.0
        counsel._waited.append((counsel._monotonic() - 3600.0, 1.0))  # all that the timeout is
        daemon.run_once()
    assert len(model.asked) == 1


def test_a_stop_is_no_trouble_of_the_judge(
    config: Config, model: ModelServer, caplog: pytest.LogCaptureFixture
) -> None:
    model.said = None
    with Daemon(config, lambda: NOW) as daemon:
        threading.Timer(0.5, daemon._crew.stop).start()
        daemon._crew.poller.run()
        assert troubles(config) == ()
    assert "the judge" not in caplog.text


# --- `check` -------------------------------------------------------------------------------------


def test_a_judge_that_answers_a_plain_question_is_well(config: Config, model: ModelServer) -> None:
    model.said = "told"
    assert try_judge(config, {}) is None
    (question,) = model.asked
    assert "Harbour bridge repairs will cost $7 million" in question
    assert asked_today(config.state, DAY) == 0


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (500, "the judge at 127.0.0.1 answers 500."),
        (401, "the judge at 127.0.0.1 does not accept the key (401)."),
        (
            "Sure, it is new!",
            "the model 'small' answers a plain question, but its answer is not one JSON",
        ),
        (KNOWN, "the model 'small' answers a plain question wrongly; try a better one."),
        (None, "the judge at 127.0.0.1 did not answer within 1 s."),
    ],
)
def test_what_is_wrong_with_a_judge_is_one_sentence(
    config: Config, model: ModelServer, said: object, sentence: str
) -> None:
    model.said = said
    found = try_judge(config, {})
    assert found is not None
    assert found.startswith(sentence)
    assert found.endswith(".")
