"""The mails that a followed story of the field becomes: `python -m tests.field.mails [STORY …]`.

Labelled stories are followed through the stream of `../shared/field` as the daemon would, and told by the
real dispatcher to a reader who does not run the program. Each mail is printed as text, or written as the
page that a mail program shows; so that many can be read as their reader would.

    python -m tests.field.mails [--when 'digest = "daily 07:30"'] [--html FOLDER] [--subjects] [STORY …]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from monitor.config import Config, MailConfig, StoryConfig, load
from monitor.model import Alert, Item
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.store import Store
from monitor.stories import LONG_AGO, Ruling, Stories, Stream, engine_of
from tests.benchmarks.field import FEED
from tests.benchmarks.mails import Reader, hear, wait
from tests.field import STREAM, FieldStory, all_items, stories, stories_aside

READER, OPERATOR = "reader@example.org", "operator@example.org"
LONGEST_WAIT = timedelta(days=8)


@dataclass(frozen=True)
class Told:
    """An item that was decided to be on a story."""

    item: Item
    ruling: Ruling


def follow(stories: Sequence[FieldStory]) -> list[list[Told]]:
    """Decide the items of some stories in their order; return of each story those that are on it.

    As in the daemon, an item is read once for all stories that have it.
    """
    stream = Stream()
    engines = {}
    having: dict[int, list[str]] = {}
    for story in stories:
        config = StoryConfig(story.name, (), story.watch, story.exclude, feeds=(story.name,))
        engine = engine_of(config, story.sources, story.items[0].published, stream)
        engines[story.name] = config, engine
        for item in story.items:
            having.setdefault(id(item), []).append(story.name)
    followed = Stories(engines, 1, timedelta(0), stream)
    told: dict[str, list[Told]] = {story.name: [] for story in stories}
    for item in all_items():
        feed = replace(FEED, tags=tuple(having.get(id(item), ())))
        for ruling in followed.rule(feed, item, None, LONG_AGO) if feed.tags else ():
            if ruling.decision.match.on_topic:
                told[ruling.story.name].append(Told(_shown(item), ruling))
    return [*told.values()]


def _shown(item: Item) -> Item:
    """Return an item as its feed brings it: the archive keeps its link as its id, the feed as its outlet."""
    outlet = urlsplit(item.outlet).hostname or item.outlet
    return replace(item, link=item.id, outlet=outlet.removeprefix("www."))


def mailed(told: Sequence[Told], when: str = "") -> list[Alert]:
    """Return the mails that a reader gets, by the settings of `[when]`."""
    reader = Reader()
    with tempfile.TemporaryDirectory() as folder:
        config = _configured(Path(folder), told[0].ruling.story, when)
        with Store(config.database) as store:
            dispatcher = Dispatcher(config, store, {reader.name: reader})
            seen: set[str] = set()
            now = None
            for each in told:
                assert each.item.published
                now = wait(dispatcher, now, each.item.published)
                hear(dispatcher, config, each.item, each.ruling, seen, now)
            assert now
            wait(dispatcher, now, now + LONGEST_WAIT)
    return reader.mails


def _configured(folder: Path, story: StoryConfig, when: str) -> Config:
    path = folder / "monitor.toml"
    (folder / "source.md").write_text("# A story\n\nIt begins.\n", "utf-8")
    path.write_text(
        f'state = "."\n[when]\n{when}\n[[story]]\nname = "{story.name}"\nsources = ["source.md"]\n'
        f'watch = {json.dumps(story.watch)}\nto = ["{READER}"]\n[[feed]]\nurl = "https://archive.example/"\n',
        "utf-8",
    )
    mail = MailConfig(server="smtp.example.org", operator=(OPERATOR,))
    return replace(load(path, {}), mail=mail)


def main() -> None:
    """Print or write the mails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help="only these stories")
    parser.add_argument(
        "--when", default="", help="settings of [when], as the configuration has them"
    )
    parser.add_argument("--html", type=Path, help="a folder for the pages")
    parser.add_argument("--subjects", action="store_true", help="only the subjects, in order")
    given = parser.parse_args()
    if not STREAM.exists():
        print("../shared/field is not beside the project")
        return
    chosen = [*stories(*given.names), *stories_aside(*given.names)]
    for story, told in zip(chosen, follow(chosen), strict=True):
        mails = mailed(told, given.when)
        print(*_lines(mails, only_subjects=given.subjects), sep="\n")
        if given.html:
            _write(mails, story.name, given.html)


def _lines(mails: Sequence[Alert], *, only_subjects: bool) -> Iterator[str]:
    for mail in mails:
        yield f"{mail.created:%d %H:%M}  {mail.subject}"
        if not only_subjects:
            yield from ("", mail.text, "", "#" * 72)


def _write(mails: Sequence[Alert], name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails, start=1):
        (folder / f"{name}-{number:03}.html").write_text(mail.html, "utf-8")


if __name__ == "__main__":
    main()
