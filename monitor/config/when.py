"""Reads when mails go: [when], what a story says of it, and each [[reader]]. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from monitor.config import values
from monitor.config.settings import Config, ReaderConfig, StoryConfig, When, bare
from monitor.config.table import Table

#: What a reader may say for herself, beside that nothing is urgent to her.
_OWN = ("digest", "quiet", "mails_per_hour", "settle", "confirm", "confirm_within")


def read_when(table: Table, default: When) -> When:
    """Return what a table says of when mails go, and `default` of the rest; its faults are noted."""
    when = _times(table, default)
    when = replace(
        when, urgent=table.get("urgent", values.unless_off(values.urgent), default.urgent)
    )
    if "confirm_within" in table.given and when.confirm == 1:
        table.fault("confirm_within", _NEEDS_CONFIRM)
    if _is_digest_quiet(when):
        table.fault(_later_key(table), "the digest falls into the quiet hours; move one of them.")
    return when


def read_reader(table: Table) -> ReaderConfig:
    """Return what a [[reader]] says; its faults are noted."""
    read = _times(table, When())
    own: dict[str, Any] = {key: getattr(read, key) for key in _OWN if key in table.given}
    if table.get("urgent", _nothing, None) is False:
        own["urgent"] = None
    mail = table.need("mail", values.mail_address, "")
    table.finish()
    said = [_SAID[key](own[key], table.given[key]) for key in _SAID if key in own]
    return ReaderConfig(mail, tuple(own.items()), ", ".join(said))


def relate_readers(tables: Sequence[Table], config: Config) -> None:
    """Note what is wrong between readers and stories: who reads none, or is there twice."""
    readers = {bare(to): to for story in config.stories for to in story.readers}
    for index, (table, reader) in enumerate(zip(tables, config.readers, strict=True)):
        own = bare(reader.mail)
        if not own:
            continue  # its fault is noted
        if any(bare(before.mail) == own for before in config.readers[:index]):
            table.fault("", f"the reader {reader.mail!r} is there twice.")
        stories = [
            story for story in config.stories if any(bare(to) == own for to in story.readers)
        ]
        if stories:
            _relate(table, reader, stories)
        else:
            near = difflib.get_close_matches(own, readers, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "."
            table.fault("mail", f"no story has {reader.mail!r} in its `to`{hint}")


def _relate(table: Table, reader: ReaderConfig, stories: Iterable[StoryConfig]) -> None:
    """Note what of a reader does not go with what her stories say."""
    whens = [(story.name, reader.over(story.when)) for story in stories]
    if "confirm_within" in table.given and all(when.confirm == 1 for _, when in whens):
        table.fault("confirm_within", _NEEDS_CONFIRM)
    clashing = next((name for name, when in whens if _is_digest_quiet(when)), None)
    if clashing and {"digest", "quiet"} & table.given.keys():
        sentence = (
            f"her digest of the story {clashing!r} falls into the quiet hours; move one of them."
        )
        table.fault(_later_key(table), sentence)


def _times(table: Table, default: When) -> When:
    """Read all but what is urgent."""
    return When(
        digest=table.get("digest", values.unless_off(values.digest_times), default.digest),
        quiet=table.get("quiet", values.unless_off(values.quiet_hours), default.quiet),
        mails_per_hour=table.get(
            "mails_per_hour", values.unless_off(values.whole(1, 1000)), default.mails_per_hour
        ),
        settle=table.get("settle", values.span, default.settle),
        confirm=table.get("confirm", values.whole(1, 20), default.confirm),
        confirm_within=table.get("confirm_within", values.duration, default.confirm_within),
    )


def _nothing(value: Any) -> bool:
    """Read that nothing is urgent to a reader: what is, her stories say."""
    if value is not False:
        raise ValueError("false where nothing is urgent to her; what is urgent a story says")
    return False


def _is_digest_quiet(when: When) -> bool:
    digest, quiet = when.digest, when.quiet
    if not digest or not quiet or digest.zone != quiet.zone:
        return False
    return any(map(quiet.hold_at, digest.times))


def _later_key(table: Table) -> str:
    return "digest" if "digest" in table.given else "quiet"


def _for(length: timedelta) -> str:
    """Return a length of time in the largest unit that it is whole in."""
    seconds = length.total_seconds()
    sizes = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
    unit, size = next((unit, size) for unit, size in sizes if seconds % size == 0)
    return f"{seconds / size:g} {unit}{'' if seconds == size else 's'}"


#: What a reader says, read and as it was written, in the words of somebody who tells it.
_SAID: dict[str, Callable[[Any, Any], str]] = {
    "digest": lambda own, given: f"a digest {given}" if own else "no digest",
    "quiet": lambda own, given: f"no mail {given}" if own else "no quiet hours",
    "mails_per_hour": lambda own, _: (
        f"at most {own} {'mail' if own == 1 else 'mails'} an hour of a story"
        if own
        else "any number of mails an hour"
    ),
    "settle": lambda own, _: (
        f"{_for(own)} for the reports of other outlets to join"
        if own
        else "no wait for the reports of other outlets"
    ),
    "confirm": lambda own, _: (
        "one outlet is enough" if own == 1 else f"only what {own} outlets tell"
    ),
    "confirm_within": lambda own, _: f"after {_for(own)} also what fewer tell",
    "urgent": lambda *_: "nothing is urgent",
}

_NEEDS_CONFIRM = "`confirm_within` needs `confirm`, a number of outlets."
