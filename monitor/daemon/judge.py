"""Puts together who is asked for a second opinion: the model's server, the prompt, the terms. I/O."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from monitor.alerts.credentials import read_secret, secret_fault, secret_path
from monitor.config import Config, JudgeConfig
from monitor.net.chat import ChatServer, Unanswered
from monitor.store.opinions import FILE, Opinions
from monitor.stories import Counsel, Terms
from monitor.stories.judge import Answer, Judge, NoAnswer, Summarist
from monitor.story.second_opinion import (
    Known,
    Message,
    Question,
    Void,
    messages,
    read_answer,
    summary_messages,
)

_KEY = "file of the key of the judge"
_MARKER_BYTES = 16

#: Asked by `check`: whoever can be asked at all answers it with ease.
TRIAL = Question(
    story="harbour-bridge",
    about=("Harbour bridge closed for repairs. The city says that the repairs cost $4 million.",),
    known=(Known("Repairs of the harbour bridge have begun.", "2026-01-05 08:00"),),
    item="trial",
    title="Harbour bridge repairs will cost $7 million, city says",
    text="The repairs of the harbour bridge will cost $7 million, not $4 million, the city says.",
    published=datetime(2026, 1, 7, 9, tzinfo=UTC),
)


def server_of(config: Config, judge: JudgeConfig, environ: Mapping[str, str]) -> ChatServer:
    """Return the server that a configuration names; to be closed."""
    return ChatServer(
        judge.url, judge.model, lambda: read_secret(config, judge.key_file, environ, _KEY)
    )


def judge_of(server: ChatServer) -> Judge:
    """Return what asks a server's model for its opinion."""
    return lambda question, seconds: _ask(server, messages(question, _marker()), seconds)


def summarist_of(server: ChatServer) -> Summarist:
    """Return what asks a server's model how a story stands."""
    return lambda standing, seconds: _ask(server, summary_messages(standing, _marker()), seconds)


def _marker() -> str:
    """Return the word that what comes from feeds stands between: nobody could guess it."""
    return f"DATA-{secrets.token_hex(_MARKER_BYTES)}"


def _ask(server: ChatServer, said: Iterable[Message], seconds: float) -> Answer | NoAnswer:
    found = server.complete([asdict(message) for message in said], seconds)
    if isinstance(found, Unanswered):
        return NoAnswer(found.sentence, found.retry_after)
    return Answer(found.text)


def counsel_of(
    config: Config,
    judge: JudgeConfig,
    server: ChatServer,
    clock: Callable[[], datetime],
    monotonic: Callable[[], float],
    on_trouble: Callable[[str | None], None],
    *,
    is_live: bool = True,
) -> Counsel:
    """Return who is asked while the daemon runs; what was asked today counts.

    One that is not `is_live` is for a replay: nobody waits for its mails, and the state is left as it is.
    """
    terms = Terms(judge.model, judge.when, judge.budget, judge.timeout, is_live=is_live)
    opinions = Opinions(config.state / FILE if is_live else None)
    return Counsel(
        judge_of(server), terms, opinions, clock, monotonic, on_trouble, summarist_of(server)
    )


def judge_fault(config: Config, environ: Mapping[str, str]) -> str | None:
    """Return what is wrong with the file of the key, or None."""
    path = secret_path(config, config.judge.key_file, environ) if config.judge else None
    return secret_fault(path, environ, _KEY) if path else None


def try_judge(config: Config, environ: Mapping[str, str]) -> str | None:
    """Ask the configured judge a question with a plain answer; return what is wrong, or None.

    That keeps no daemon from its work, which goes on without a judge.
    """
    if config.judge is None:
        return None
    server = server_of(config, config.judge, environ)
    try:
        answer = judge_of(server)(TRIAL, config.judge.timeout.total_seconds())
    finally:
        server.close()
    if isinstance(answer, NoAnswer):
        return answer.sentence
    read = read_answer(answer.text, TRIAL)
    if isinstance(read, Void):
        return f"the model {config.judge.model!r} answers a plain question, but its answer {read.reason}"
    if not read.is_for_telling:
        return (
            f"the model {config.judge.model!r} answers a plain question wrongly; try a better one."
        )
    return None
