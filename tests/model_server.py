"""A server of chat completions on loopback that answers as a test says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.liar import Liar, Talk

KNOWN = {"on_story": True, "is_new": False, "quote": "", "change": "", "importance": 0.2}


def told(question: str) -> dict[str, Any]:
    """Return the answer that an item is new, the sentence that says so being its headline."""
    lines = question.splitlines()
    headline = lines[next(n for n, line in enumerate(lines) if "its headline:" in line) + 2]
    return KNOWN | {"is_new": True, "quote": headline, "change": headline, "importance": 0.9}


def completion(said: object) -> bytes:
    text = said if isinstance(said, str) else json.dumps(said)
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}]}).encode()


class ModelServer:
    """What it was asked, and what it answers from now on; None is silence."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said: object = KNOWN
        self.liar = Liar(self._talk)
        self.url = f"http://{self.liar.host}/v1"

    def _talk(self, talk: Talk) -> None:
        head, _, body = talk.request().partition(b"\r\n\r\n")
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if b"Length" in line)
        while len(body) < length and (more := talk.sock.recv(65_536)):
            body += more
        question = json.loads(body)["messages"][1]["content"]
        self.asked.append(question)
        if self.said is None:
            talk.wait(60.0)
            return
        status, said = b"200 OK", self.said
        if isinstance(said, int):
            status, said = b"%d Trouble" % said, "{}"
        answer = completion(told(question) if said == "told" else said)
        talk.say(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n" % (status, len(answer)), answer)


@contextmanager
def model_server() -> Iterator[ModelServer]:
    server = ModelServer()
    try:
        yield server
    finally:
        server.liar.close()
