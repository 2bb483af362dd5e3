"""Asks a language model by the common interface of chat completions, under one deadline. I/O.

`POST {url}/chat/completions`, as Ollama, llama.cpp, vLLM and others serve it. No redirect is followed,
and no answer is read beyond a bound: the server may be broken, or another than was meant.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3

from monitor.errors import SendError
from monitor.net.deadline import Deadline
from monitor.net.dial import BlockedAddressError
from monitor.net.faults import in_words
from monitor.net.transport import GuardedAdapter

_LONGEST = 256_000  # bytes of an answer
_CHUNK = 16_384
_MOST_TOKENS = 500
_LONGEST_PAUSE = 86_400.0  # seconds that a server may ask for
_TIMEOUTS = (TimeoutError, requests.Timeout, urllib3.exceptions.TimeoutError)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Completed:
    """What the model answered."""

    text: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Why there is no answer, a sentence; and for how many seconds the server wants no question."""

    sentence: str
    retry_after: float | None = None


class ChatServer:
    """A server of one model; `url` is where its interface begins, such as `http://127.0.0.1:11434/v1`.

    That address may be private, as it was configured; no other may. `key` is asked for at each
    question, and may raise SendError.
    """

    def __init__(self, url: str, model: str, key: Callable[[], str | None]) -> None:
        parts = urlsplit(url)
        self._address = f"{url.rstrip('/')}/chat/completions"
        self._model = model
        self._key = key
        self._place = f"the judge at {parts.hostname}"
        port = parts.port or _PORTS[parts.scheme]
        self._adapter = GuardedAdapter([f"{parts.hostname}:{port}"])

    def complete(
        self, messages: Sequence[Mapping[str, str]], seconds: float
    ) -> Completed | Unanswered:
        """Return what the model says to `messages` (each a `role` and `content`) within so many seconds."""
        asked = {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": False,
            "response_format": {"type": "json_object"},
        }
        with Deadline(seconds) as deadline:
            try:
                return self._ask(json.dumps(asked).encode(), deadline)
            except SendError as error:  # of the file of the key
                return Unanswered(str(error))
            except BlockedAddressError as error:
                return Unanswered(f"{self._place}: {error}.")
            except (
                requests.RequestException,
                urllib3.exceptions.HTTPError,
                OSError,
                ValueError,
            ) as error:
                if deadline.expired or isinstance(error, _TIMEOUTS):
                    return Unanswered(f"{self._place} did not answer within {seconds:g} s.")
                return Unanswered(f"{self._place}: {in_words(error)}")

    def close(self) -> None:
        """Cut off the question under way, and let none begin."""
        self._adapter.close()

    def _ask(self, body: bytes, deadline: Deadline) -> Completed | Unanswered:
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "news-monitor",
            "Connection": "close",
        }
        if key := self._key():
            headers["Authorization"] = f"Bearer {key}"
        request = requests.PreparedRequest()
        request.prepare(method="POST", url=self._address, headers=headers, data=body)
        with self._adapter.send(request, stream=True, timeout=deadline.seconds) as answer:
            if answer.status_code != 200:
                return self._refused(answer)
            if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
                return Unanswered(f"{self._place} compresses its answer, which was not asked for.")
            read = _read(answer, deadline)
        if read is None:
            return Unanswered(f"{self._place} answers with more than {_LONGEST:,} bytes.")
        return self._understood(read)

    def _refused(self, answer: requests.Response) -> Unanswered:
        status = answer.status_code
        if 300 <= status < 400:
            sentence = f"{self._place} leads elsewhere ({status}); give the address that answers."
            return Unanswered(sentence)
        if status in {401, 403}:
            return Unanswered(f"{self._place} does not accept the key ({status}).")
        said = answer.headers.get("Retry-After", "")
        is_number = said.isascii() and said.isdigit()
        pause = min(_LONGEST_PAUSE, float(said[:9])) if is_number else None
        return Unanswered(f"{self._place} answers {status}.", pause)

    def _understood(self, body: bytes) -> Completed | Unanswered:
        """Return what the model says in an answer of the interface."""
        try:
            choice = json.loads(body)["choices"][0]
            text, refusal = choice["message"]["content"], choice["message"].get("refusal")
            ending = choice.get("finish_reason")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return Unanswered(f"{self._place} answers with something else than a chat completion.")
        if refusal or ending == "content_filter":
            return Unanswered(f"{self._place} refuses to answer.")
        if ending == "length":
            return Unanswered(f"{self._place} breaks off: its answer is too long.")
        if not isinstance(text, str) or not text.strip():
            return Unanswered(f"{self._place} answers without a word.")
        return Completed(text)


def _read(answer: requests.Response, deadline: Deadline) -> bytes | None:
    """Return a body, or None where it is too long; raise TimeoutError once the time is up."""
    body = bytearray()
    raw: Any = answer.raw
    while chunk := raw.read1(_CHUNK, decode_content=False):
        deadline.check()
        body += chunk
        if len(body) > _LONGEST:
            return None
    deadline.check()  # a socket that was shut reads as an end
    return bytes(body)
