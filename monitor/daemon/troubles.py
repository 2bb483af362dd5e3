"""What keeps the daemon from its work just now: said when it begins and when it is over. I/O."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)


class Troubles:
    """The troubles of the daemon by where they are; for any thread.

    `note` is given all of them whenever they change, in sentences, for those who ask from outside.
    """

    def __init__(self, note: Callable[[Sequence[str]], None]) -> None:
        self._note = note
        self._sentences: dict[str, str] = {}
        self._lock = threading.Lock()

    def begin(self, where: str, sentence: str) -> None:
        """There is this trouble at `where`; a warning, unless the same was said before."""
        with self._lock:
            if self._sentences.get(where) == sentence:
                return
            is_new = sentence not in self._sentences.values()
            self._sentences[where] = sentence
            self._note(self._all())
        if is_new:
            log.warning("%s", sentence)

    def end(self, where: str) -> None:
        """There is no trouble at `where` any more; said once the same is nowhere else either."""
        with self._lock:
            sentence = self._sentences.pop(where, None)
            if sentence is None:
                return
            is_over = sentence not in self._sentences.values()
            self._note(self._all())
        if is_over:
            log.info("over: %s", sentence)

    def all(self) -> tuple[str, ...]:
        """Return the sentences, each once."""
        with self._lock:
            return self._all()

    def _all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self._sentences.values()))
