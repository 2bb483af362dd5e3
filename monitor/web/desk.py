"""What the pages are about: the configuration as it is now, what is stored, and the time. I/O."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from monitor.alerts.label import story_label
from monitor.alerts.standing import State, standing
from monitor.config import Config, load
from monitor.desk.timeline.chronicle import Chronicle
from monitor.desk.timeline.page import Figure, figures_of
from monitor.errors import ConfigError
from monitor.pipeline.composer import delivered_of
from monitor.store.store import Store
from monitor.store.views import Views


@dataclass
class Desk:
    """A configuration and its state, for any thread; what is wrong with a newer text is `fault`."""

    path: Path
    clock: Callable[[], datetime]
    fault: str | None = None
    _config: Config | None = None
    _read: tuple[int, int] | None = None  # of the file: when it was changed last, and its size
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _standing: dict[str, tuple[int | None, tuple[State, ...]]] = field(default_factory=dict)
    _figures: dict[str, tuple[Chronicle, Sequence[Figure]]] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """The configuration as its file says it now, or as it said last without a fault.

        Raise ConfigError where it never did.
        """
        with self._lock:
            stamp = self._stamp()
            if self._config is None or stamp != self._read:
                try:
                    self._config, self.fault = load(self.path), None
                except ConfigError as error:
                    if self._config is None:
                        raise
                    self.fault = str(error)
                self._read = stamp
            return self._config

    def _stamp(self) -> tuple[int, int] | None:
        with suppress(OSError):
            found = self.path.stat()
            return found.st_mtime_ns, found.st_size
        return None

    @property
    def is_writable(self) -> bool:
        """Whether what is kept on the pages can be written where the configuration is."""
        return os.access(self.path.resolve().parent, os.W_OK)

    @property
    def views(self) -> Views:
        """What is stored, for reading."""
        return Views(self.config.database)

    def store(self) -> Store:
        """Open what is stored, for writing; raise StoreError."""
        return Store(self.config.database)

    @property
    def now(self) -> datetime:
        """What time it is."""
        return self.clock()

    def standing(self, story: str) -> tuple[State, ...]:
        """Return where a story stands, as its mails say it; read anew where it has moved on."""
        if not self.config.database.exists():
            return ()
        return self.stands([story])[story]

    def stands(self, stories: list[str]) -> dict[str, tuple[State, ...]]:
        """Return where each of some stories stands."""
        if not self.config.database.exists():
            return dict.fromkeys(stories, ())
        now = self.now
        with self.store() as store:
            versions = dict(store.story_versions.telling())
            for story in stories:
                version = versions.get(story)
                if story not in self._standing or self._standing[story][0] != version:
                    found = standing(delivered_of(store, story, now), (), now)
                    self._standing[story] = version, found
        return {story: self._standing[story][1] for story in stories}

    def figures(self, chronicle: Chronicle) -> Sequence[Figure]:
        """Return the figures of a story that moved; read anew where anything of it is another.

        They are kept with the whole that they were read from, as reading them is most of a page.
        """
        kept = self._figures.get(chronicle.story)
        if kept is None or kept[0] != chronicle:
            kept = self._figures[chronicle.story] = chronicle, figures_of(chronicle)
        return kept[1]

    def label(self, name: str) -> str:
        """Return what a story is called, its words as its watch writes them."""
        story = self.config.story(name)
        return story_label(name, story.watch if story else ())
