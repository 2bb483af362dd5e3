"""Remembers what a judge was asked today and answered, in a file: a restart gives no new budget. I/O."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from monitor.config.whole_file import replace_file
from monitor.model import Opinion, SecondOpinion

log = logging.getLogger(__name__)

FILE = "second-opinions.json"
_MOST = 500  # answers that are remembered; the oldest are forgotten
_LONGEST = 4_000_000  # bytes of the file that are read
_PRIVATE = 0o600


class Opinions:
    """The questions of a day and the latest answers, by what was asked; None for no file."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._day, self._asked, self._answers = _remembered(path) if path else ("", 0, {})

    def asked_on(self, day: str) -> int:
        """Return how many questions were asked on a day (`2026-11-28`); of others nothing is known."""
        return self._asked if day == self._day else 0

    def count(self, day: str) -> None:
        """Note that a question is asked on a day, before it is."""
        self._asked = self.asked_on(day) + 1
        self._day = day
        self._write()

    def find(self, asked: str) -> SecondOpinion | None:
        """Return what was answered to what was asked, if that is remembered."""
        return self._answers.get(asked)

    def keep(self, asked: str, answer: SecondOpinion) -> None:
        """Remember an answer."""
        self._answers[asked] = answer
        while len(self._answers) > _MOST:
            del self._answers[next(iter(self._answers))]
        self._write()

    def _write(self) -> None:
        if self._path is None:
            return
        answers = {asked: asdict(answer) for asked, answer in self._answers.items()}
        text = json.dumps({"day": self._day, "asked": self._asked, "answers": answers})
        with suppress(OSError):  # a full disk: then only this process knows of it
            replace_file(self._path, text.encode(), mode=_PRIVATE)


def asked_today(state: Path, day: str) -> int:
    """Return how many questions were asked on a day, by the file in a state directory."""
    return Opinions(state / FILE).asked_on(day)


def _remembered(path: Path) -> tuple[str, int, dict[str, SecondOpinion]]:
    try:
        found = json.loads(path.read_bytes()[:_LONGEST])
        day, asked = str(found["day"]), int(found["asked"])
        answers = {str(key): _answer(row) for key, row in found["answers"].items()}
    except FileNotFoundError:
        return "", 0, {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        log.warning("%s cannot be read (%s); the questions of today are counted anew", path, error)
        return "", 0, {}
    return day, asked, answers


def _answer(row: Mapping[str, Any]) -> SecondOpinion:
    said = Opinion(**row["said"]) if row["said"] else None
    return SecondOpinion(str(row["model"]), str(row["asked"]), said, str(row["void"]))
