"""Sends alerts through Apprise to messengers: Slack, Telegram, ntfy, Matrix and their like. I/O.

Apprise limits neither the time nor the size of an answer, and its addresses are secrets that its
log and its exceptions may hold. So each attempt is a process of its own, which is killed when it
takes too long, which alone loads Apprise, and of whose log only what is no secret comes back.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import io
import json
import logging
import os
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, unquote_plus

from monitor.alerts.brief import brief
from monitor.alerts.channels import SingleChannel
from monitor.errors import SendError
from monitor.model import Alert

INSTALL = f"{sys.executable} -m pip install 'news-monitor[channels]'"
_SECONDS = 120.0  # for one message: a busy machine takes half a minute to load Apprise, which waits four for an answer
_MEGABYTES = 512  # for one message; loading Apprise takes forty
_TRY_AGAIN = frozenset((408, 425, 429))  # besides the faults of a server
_NAMED = re.compile(r"(?P<name>[\w.-]{1,40})\s*=\s*(?P<url>[\w.+-]+://.*)")
_COMMENT = re.compile(r"(^|\s)#.*")  # a # within an address is part of it
_SERVICE = re.compile(r"[A-Za-z0-9]{1,20}(?=://)")
_ERROR = re.compile(r"\berror=(\d{3})\b")
_URL = re.compile(r"(?<!\w)\w++://\S*")
_WORD = re.compile(r"\S+")
_LIKE_A_SECRET = re.compile(r"[\w+/=:.-]{16,}")
_PARTS_OF_URL = re.compile(r"[/:@?&=,#\s]+")
_PARTS_OF_NAMES = re.compile(r"[^\w-]+")
_SHORTEST_SECRET = 3  # characters
_STOPPED = "it was stopped with the daemon"
#: What a way to the network may need of our environment; the rest is none of Apprise's business.
_ENVIRONMENT = re.compile(r"(?i)(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|HOME|LANG|TZ|DBUS_.*")


@dataclass(frozen=True, slots=True)
class Address:
    """An Apprise URL, the line it stands on, and the name by which it is spoken of."""

    line: int
    name: str
    url: str = field(repr=False)


def addresses_of(text: str) -> list[Address]:
    """Read a file of addresses, one a line, `URL` or `NAME = URL`; `#` begins a comment.

    Without a name an address is called by its service and four letters of its hash: that stays
    when lines move, and does not give it away.
    """
    found: list[Address] = []
    for number, line in enumerate(text.splitlines(), 1):
        given = _COMMENT.sub("", line).strip()
        if not given:
            continue
        named = _NAMED.fullmatch(given)
        url = named["url"] if named else given
        found.append(Address(number, named["name"] if named else _name_of(url), url))
    return found


def _name_of(url: str) -> str:
    service = _SERVICE.match(url)
    digest = hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{service[0].lower() if service else 'address'}-{digest[:4]}"


def faults_of(addresses: Sequence[Address]) -> Iterator[tuple[int | None, str]]:
    """Yield what is wrong with the addresses of a file: the line and a sentence without its text."""
    if importlib.util.find_spec("apprise") is None:
        yield None, f"Apprise is not installed; run: {INSTALL}"
        return
    if not addresses:
        yield None, "the file of Apprise addresses holds none; write one on a line of its own."
        return
    by_name: dict[str, int] = {}
    for each in addresses:
        if (first := by_name.setdefault(each.name, each.line)) != each.line:
            what = (
                f"the name or address of line {first} again; give it a name of its own, NAME = URL."
            )
            yield each.line, f"this is {what}"
    answer = _Errand().run({"look": [each.url for each in addresses]}, _SECONDS)
    if failure := answer.get("failure"):
        yield None, f"Apprise did not say whether it understands the addresses: {failure}."
        return
    for each, fault in zip(addresses, answer["faults"], strict=True):
        if fault:
            yield each.line, fault


class _Errand:
    """Has a process of its own do a task, one at a time, until `end` is called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_over = False

    def run(self, task: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Return the answer to a task; where there is none in time, `failure` says why."""
        try:
            with self._lock:
                if self._is_over:
                    return {"failure": _STOPPED}
                self._process = process = _started(seconds)
            with process:
                try:
                    said, _ = process.communicate(json.dumps(task).encode(), seconds)
                finally:
                    process.kill()
            answer: dict[str, Any] = json.loads(said)
        except subprocess.TimeoutExpired:
            return {"failure": f"no answer within {seconds:g} s"}
        except OSError as error:
            return {"failure": f"it cannot be started: {error.strerror}"}
        except ValueError:
            return {"failure": _STOPPED if self._is_over else "it ended without an answer"}
        return answer

    def end(self) -> None:
        """Kill the process under way, and start no other."""
        with self._lock:
            self._is_over = True
            if self._process:
                self._process.kill()  # nothing where it has ended


def _started(seconds: float) -> subprocess.Popen[bytes]:
    environment = {name: v for name, v in os.environ.items() if _ENVIRONMENT.fullmatch(name)}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-P", "-m", "monitor.alerts.channels.apprise", str(int(seconds) + 1)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback would hold the address
        env=environment,
        start_new_session=True,  # what a terminal interrupts is the daemon
    )


@dataclass(frozen=True, slots=True)
class AppriseChannel(SingleChannel):
    """The services behind some Apprise URLs, each of them a recipient of its own.

    `read` is asked for the addresses at each attempt, so that a changed one is heeded.
    """

    names: tuple[str, ...]
    read: Callable[[], Sequence[Address]]
    seconds: float = _SECONDS
    name: str = "apprise"
    _errand: _Errand = field(default_factory=_Errand, init=False, repr=False, compare=False)

    @property
    def patience(self) -> timedelta:
        """Return the longest that one message may take: its process is killed then."""
        return timedelta(seconds=self.seconds)

    def end(self) -> None:
        """Kill the process under way, and start no other: the next start tells it again."""
        self._errand.end()

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the names of the addresses: a message to each, for all readers."""
        return self.names if readers else ()

    def send(self, alert: Alert) -> None:
        """Send the alert in short; raise SendError, permanent where the service refuses it."""
        url = next((each.url for each in self.read() if each.name == alert.to), None)
        if url is None:
            raise SendError(f"there is no Apprise address {alert.to!r} any more.", permanent=True)
        short = brief(alert)
        task = {"url": url, "title": short.title, "body": short.body}
        answer = self._errand.run(task, self.seconds)
        if failure := answer.get("failure"):
            raise SendError(f"Apprise: {failure}.", permanent=False)
        if not answer["sent"]:
            reason = _without_secrets(answer["log"], url)
            raise SendError(f"Apprise: {reason}.", permanent=_is_permanent(answer["log"]))


def _is_permanent(log: str) -> bool:
    """Whether the service refused this message: Apprise logs `error=` and the status of HTTP."""
    codes = [int(code) for code in _ERROR.findall(log)]
    return bool(codes) and all(400 <= code < 500 and code not in _TRY_AGAIN for code in codes)


def _without_secrets(log: str, url: str) -> str:
    """Return what Apprise logged, without any part of the address and what looks like a secret."""
    log = _URL.sub("…", log)
    parts = {part for text in (url, unquote(url), unquote_plus(url)) for part in _parts(text)}
    for part in sorted(parts, key=len, reverse=True):
        log = re.sub(re.escape(part), "…", log, flags=re.IGNORECASE)
    log = _WORD.sub(_veiled, log)
    shown = " ".join("".join(c if c.isprintable() else " " for c in log).split())
    return shown[:200].rstrip(" .") or "it could not send it, and does not say why"


def _veiled(word: re.Match[str]) -> str:
    """Return a word of a log without the long rows of letters that stand in it beside a digit."""
    has_digit = any(char.isdigit() for char in word[0])
    return _LIKE_A_SECRET.sub("…", word[0]) if has_digit else word[0]


def _parts(url: str) -> set[str]:
    after = url.partition("://")[2]
    pieces = {*_PARTS_OF_URL.split(after), *_PARTS_OF_NAMES.split(after)}
    return {piece for piece in pieces if len(piece) >= _SHORTEST_SECRET}


# --- the process ---------------------------------------------------------------------------------


def _serve(seconds: int) -> None:
    """Do the one task that stands on stdin, and answer on stdout."""
    signal.alarm(seconds)  # who asked may be gone
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_MEGABYTES * 1_000_000, resource.RLIM_INFINITY))
    task = json.load(sys.stdin)
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            answer = _look(task["look"]) if "look" in task else _send(**task)
        except ModuleNotFoundError:
            answer = {"failure": f"it is not installed; run: {INSTALL}"}
        except Exception as error:  # noqa: BLE001 - its text may hold the address
            answer = {"failure": f"it failed with {type(error).__name__}"}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)  # a thread that Apprise left behind has nothing more to say


def _look(urls: Sequence[str]) -> dict[str, Any]:
    return {"faults": [_fault(url) for url in urls]}


def _fault(url: str) -> str:
    service, log = _opened(url)
    if service is not None:
        return ""
    if "disabled on this system" in log:
        return "the service of this address needs a Python package that is not installed."
    return "Apprise does not understand this address."


def _send(url: str, title: str, body: str) -> dict[str, Any]:
    from apprise import Apprise, NotifyFormat, OverflowMode  # noqa: PLC0415 - only here

    service, log = _opened(url)
    if service is None:
        return {"sent": False, "log": "it does not understand the address"}
    if service.overflow_mode == OverflowMode.UPSTREAM:
        service.overflow_mode = OverflowMode.TRUNCATE  # the service would refuse what is too long
    service.optional = False  # what was not sent is to be known
    service.retry = 0  # the outbox tries again
    with _logged() as lines:
        sent = Apprise([service]).notify(body, title, body_format=NotifyFormat.TEXT)
    return {"sent": bool(sent), "log": log + " ".join(lines)}


def _opened(url: str) -> tuple[Any, str]:
    """Return the service of an address, or None and what Apprise logged."""
    import truststore  # noqa: PLC0415 - only here

    truststore.inject_into_ssl()  # as our other channels trust
    from apprise import Apprise, AppriseAsset  # noqa: PLC0415 - only here

    asset = AppriseAsset(app_id="News Monitor", app_desc="News Monitor", app_url="")
    asset.image_url_mask = asset.image_url_logo = ""  # no picture from elsewhere
    with _logged() as lines:
        service = Apprise.instantiate(url, asset=asset)
    return service, " ".join(lines)


@contextlib.contextmanager
def _logged() -> Iterator[list[str]]:
    """Gather the warnings of Apprise's log."""
    lines: list[str] = []

    class Gather(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler = Gather(logging.WARNING)
    log = logging.getLogger("apprise")
    log.propagate = False
    log.addHandler(handler)
    try:
        yield lines
    finally:
        log.removeHandler(handler)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
