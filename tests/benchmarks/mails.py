"""The mails that recorded streams become in a month: when each goes, its subject, and why then.

    python -m tests.benchmarks.mails [--begin 2025-03-17] [--days 31] [STREAM.jsonl SOURCE.txt]...

Without streams, two stories are followed that lie in ../shared: the tariffs of April 2025 on their
own days, and those of 2018 to 2021, of which the days are moved into the month and the hours kept.
In the month the clocks of Europe change; `--begin 2025-10-06` shows it in autumn, `--days 2` days on
which much happens.
Every policy is read by the configuration's own reader and told tick by tick by the real dispatcher.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from monitor.alerts.channels import LocalChannel
from monitor.cli.archive import item_of
from monitor.cli.rules import Rules
from monitor.cli.rulings import decide_all
from monitor.config import Config, StoryConfig, load
from monitor.config.times import QuietHours
from monitor.daemon.courier import deliver
from monitor.model import Action, Alert, Feed, Item
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.store import Store
from monitor.stories import Ruling
from monitor.stories.sources import read_source

SHARED = Path(__file__).resolve().parents[3] / "shared" / "stories"
HOME = ZoneInfo("Europe/Berlin")
NIGHT = QuietHours.of("22:00-07:00 Europe/Berlin")
POLICIES = {
    "at once": "",
    "with a night": 'quiet = "22:00-07:00 Europe/Berlin"\nmails_per_hour = 4\nsettle = "10m"',
    "careful": (
        'quiet = "22:00-07:00 Europe/Berlin"\nmails_per_hour = 2\nsettle = "30m"\nconfirm = 2\n'
        'confirm_within = "3h"\nurgent = "changed"'
    ),
    "a digest": 'digest = "daily 07:30 Europe/Berlin"',
    "a digest and what moves": 'digest = "weekdays 07:30 Europe/Berlin"\nurgent = "changed"',
}
TICK = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=4)


@dataclass
class Reader(LocalChannel):
    """A channel that keeps what it is given."""

    name: str = "reader"
    mails: list[Alert] = field(default_factory=list)

    def recipients(self, readers: Sequence[str]) -> Sequence[str]:
        """Return the readers."""
        return readers

    def send(self, alert: Alert) -> None:
        """Keep the alert."""
        self.mails.append(alert)


@dataclass(frozen=True)
class Story:
    """A stream as it was decided: each item at its moment of the month, and what was expected."""

    name: str
    source: Path
    told: list[tuple[Item, Ruling, dict[str, object]]]


@dataclass(frozen=True)
class Mail:
    """One mail, and how long after its first report each of its developments was told."""

    alert: Alert
    waits: tuple[timedelta, ...]

    @property
    def at(self) -> datetime:
        return self.alert.created.astimezone(HOME)

    @property
    def developments(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = json.loads(self.alert.data)["developments"]
        return told

    @property
    def why(self) -> str:
        return str(json.loads(self.alert.data)["why"])


def read(place: int, stream: Path, source: Path, begin: date, days: int) -> Story:
    """Decide a stream on its own days, then move it into the month."""
    name = stream.stem.removesuffix("-dev")
    records = [json.loads(line) for line in stream.read_text("utf-8").splitlines()]
    items = [item_of({**record, "id": f"{name}-{record['id']}"}) for record in records]
    expected = {
        item.id: record.get("expect", {}) for item, record in zip(items, records, strict=True)
    }
    sources = (read_source(str(source), source.parent, None),)  # type: ignore[arg-type]
    decided = list(decide_all(items, Rules(StoryConfig(name, (str(source),)), sources)))
    moments = in_month([item.published for item, _ in decided if item.published], begin, days)
    told = []
    for at, (item, ruling) in zip(moments, decided, strict=True):
        number = ruling.decision.development
        # Each story has a thousand numbers of its own.
        decision = replace(ruling.decision, development=number and 1000 * place + number)
        told.append(
            (replace(item, published=at), replace(ruling, decision=decision), expected[item.id])
        )
    return Story(name, source, told)


def in_month(moments: Sequence[datetime], begin: date, days: int) -> list[datetime]:
    """Return when each item of a stream comes: where it is, else in its order across the days.

    A stream of more days than there are is told faster, without its hours.
    """
    found = sorted({moment.date() for moment in moments})
    if begin <= found[0] and found[-1] < begin + timedelta(days=days):
        return list(moments)
    if len(found) > days:
        start = datetime.combine(begin, time(), UTC)
        pace = (moments[-1] - moments[0]) / timedelta(days=days)
        return [start + (moment - moments[0]) / pace for moment in moments]
    moved = {day: begin + timedelta(days=i * days // len(found)) for i, day in enumerate(found)}
    return [datetime.combine(moved[moment.date()], moment.timetz()) for moment in moments]


def live(stories: Sequence[Story], when: str) -> list[Mail]:
    """Tell what was decided as the daemon would, minute by minute while something waits."""
    reader = Reader()
    first: dict[int, datetime] = {}
    with tempfile.TemporaryDirectory() as folder:
        config = configured(Path(folder), stories, when)
        with Store(config.database) as store:
            dispatcher = Dispatcher(config, store, {reader.name: reader})
            now: datetime | None = None
            seen: set[str] = set()
            for at, item, ruling in sorted(
                (
                    (each.published, each, ruling)
                    for story in stories
                    for each, ruling, _ in story.told
                    if each.published
                ),
                key=lambda row: row[0],
            ):
                now = wait(dispatcher, now, at)
                number = ruling.decision.development
                if ruling.is_alert and number is not None:
                    first.setdefault(number, now)
                hear(dispatcher, config, item, ruling, seen, now)
            assert now
            wait(dispatcher, now, now + LONGEST_WAIT)
    return [Mail(alert, waits_of(alert, first)) for alert in reader.mails]


def configured(folder: Path, stories: Sequence[Story], when: str) -> Config:
    """Return the configuration of a policy, as its file says it."""
    lines = ['state = "."', "[when]", when]
    for story in stories:
        lines += ["[[story]]", f'name = "{story.name}"', f'sources = ["{story.source}"]']
    lines += ["[[feed]]", 'url = "https://archive.example/"']
    path = folder / "monitor.toml"
    path.write_text("\n".join(lines), "utf-8")
    return load(path, {})


def hear(
    dispatcher: Dispatcher,
    config: Config,
    item: Item,
    ruling: Ruling,
    seen: set[str],
    now: datetime,
) -> None:
    """Record an item and its ruling, as a poll does."""
    store, story = dispatcher.store, config.story(ruling.story.name)
    assert story
    if not seen:
        store.sync_feeds([Feed(item.feed, "stream")], now)
    with store.transaction():
        if item.id not in seen:
            store.add_item(item, now)
        seen.add(item.id)
        store.record_development(ruling.decision, story.name, item.title, now)
        store.record_decision(item, len(seen), story.name, ruling.decision, now)
        if ruling.is_alert:
            store.notices.add(dispatcher.notice(replace(ruling, story=story), item, now))


def wait(dispatcher: Dispatcher, now: datetime | None, until: datetime) -> datetime:
    """Let the time pass, tick by tick while something waits."""
    while now and now < until and dispatcher.store.notices.audiences():
        deliver(dispatcher, lambda now=now: now)  # type: ignore[misc]
        now += TICK
    return until


def waits_of(alert: Alert, first: dict[int, datetime]) -> tuple[timedelta, ...]:
    told = json.loads(alert.data)["developments"]
    return tuple(alert.created - first[each["id"]] for each in told if each["sequence"] == 1)


# --- what is printed -----------------------------------------------------------------------------


def calendar(mails: Sequence[Mail], begin: date, days: int) -> Iterator[str]:
    """Yield the month day by day; days without a mail are dots."""
    by_day = defaultdict(list)
    for mail in mails:
        by_day[mail.at.date()].append(mail)
    last = max([begin + timedelta(days=days - 1), *by_day])
    for n in range((last - begin).days + 1):
        day = begin + timedelta(days=n)
        yield from rows(day, by_day[day])


def rows(day: date, mails: Sequence[Mail]) -> Iterator[str]:
    """Yield what a day brings: a change of the clocks, then each mail with what is in it and why."""
    label = f"{day:%a %d %b}"
    noon, before = (
        datetime.combine(each, time(12), HOME) for each in (day, day - timedelta(days=1))
    )
    if noon.utcoffset() != before.utcoffset():
        yield f"  {label}  the clocks change to {noon:%Z}"
    if not mails:
        yield f"  {label}  ."
    for mail in mails:
        developments = mail.developments
        number = f"{len(developments)} dev." if len(developments) > 1 else ""
        yield f"  {label}  {mail.at:%H:%M}  {mail.alert.story:8}  {number:6}  {mail.alert.subject}"
        yield from (f"{'':39}- {each['subject']}" for each in developments if number)
        yield f"{'':37}{mail.why}"
        label = " " * len(label)


def totals(mails: Sequence[Mail]) -> dict[str, str]:
    """Return what a month of mails comes to."""
    per_day: dict[date, int] = defaultdict(int)
    for mail in mails:
        per_day[mail.at.date()] += 1
    waits = sorted(wait for mail in mails for wait in mail.waits) or [timedelta()]
    return {
        "mails": str(len(mails)),
        "days": str(len(per_day)),
        "busiest": str(max(per_day.values(), default=0)),
        "at night": str(sum(NIGHT.hold(mail.alert.created) for mail in mails)),
        "told": str(sum(len(mail.waits) for mail in mails)),
        "follow-ups": str(sum(mail.alert.subject.startswith("Re: ") for mail in mails)),
        "median wait": short(statistics.median_low(waits)),
        "longest": short(waits[-1]),
    }


def short(span: timedelta) -> str:
    hours, seconds = divmod(int(span.total_seconds()), 3600)
    return f"{hours} h {seconds // 60:02} min" if hours else f"{seconds // 60} min"


def against_labels(stories: Sequence[Story]) -> Iterator[str]:
    """Yield what a careful reader would have missed, and what would not have been told them."""
    for story in stories:
        for item, ruling, expected in story.told:
            soft = " (readers differ)" if expected.get("soft") else ""
            decision = ruling.decision
            wanted = expected.get("verdict") == "development"
            if wanted and not ruling.is_alert:
                what = "joined another" if decision.action is Action.FOLD else "not told"
            elif ruling.is_alert and not wanted:
                what = "told for nothing"
            else:
                continue
            yield f"  {what}{soft}: {story.name}, {item.title}: {decision.reason}"


def main() -> None:
    """Print the month under each policy, and what the policies come to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("streams", nargs="*", type=Path, metavar="STREAM SOURCE")
    parser.add_argument("--begin", type=date.fromisoformat, default=date(2025, 3, 17))
    parser.add_argument("--days", type=int, default=31)
    given = parser.parse_args()
    source = SHARED / "alibaba-source.txt"
    streams = given.streams or [
        SHARED / "april-dev.jsonl", source, SHARED / "alibaba-dev.jsonl", source
    ]  # fmt: skip
    stories = [
        read(place, *pair, given.begin, given.days)
        for place, pair in enumerate(zip(streams[::2], streams[1::2], strict=True))
    ]
    figures = {}
    for name, when in POLICIES.items():
        mails = live(stories, when)
        figures[name] = totals(mails)
        settings = f" ({when.replace(chr(10), ', ')})" if when else ""
        print(f"\n{name}{settings}: {len(mails)} mails\n")
        print(*calendar(mails, given.begin, given.days), sep="\n")
    heads = list(next(iter(figures.values())))
    print("\nall in all, with the hours of Berlin\n")
    print(f"  {'':24}" + "".join(f"{head:>13}" for head in heads))
    for name, row in figures.items():
        print(f"  {name:24}" + "".join(f"{row[head]:>13}" for head in heads))
    print("\nbeside the labels of a careful reader, under every policy\n")
    print(*against_labels(stories), sep="\n")


if __name__ == "__main__":
    main()
