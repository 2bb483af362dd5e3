"""`[[reader]]`: who says herself when her mails go; each fault is one sentence with its line."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import Config, StoryConfig, When, load
from monitor.config.times import DigestTimes, QuietHours
from monitor.errors import ConfigError

BASE = """\
[when]
settle = "10m"
urgent = "changed"
[[story]]
name = "ferry"
sources = ["ferry.md"]
quiet = "22:00-07:00 Europe/Berlin"
to = ["Anna <anna@example.org>", "bob@example.org"]
[[story]]
name = "bridge"
sources = ["bridge.md"]
to = ["bob@example.org"]
[[feed]]
url = "https://news.example/feed"
"""
QUIET = QuietHours.of("22:00-07:00 Europe/Berlin")


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "monitor.toml"
    path.write_text(BASE + text)
    return load(path, {})


def when(config: Config, story: str, reader: str) -> When:
    found = config.story(story)
    assert isinstance(found, StoryConfig)
    return config.when(found, reader)


def test_what_she_does_not_say_is_the_story_s_and_then_that_of_all(tmp_path: Path) -> None:
    config = read(tmp_path, '[[reader]]\nmail = "ANNA@example.org"\ndigest = "daily 08:00"\n')
    ferry = config.stories[0].when
    assert when(config, "ferry", "Anna <anna@example.org>") == When(
        digest=DigestTimes.of("daily 08:00"),
        quiet=QUIET,
        settle=timedelta(minutes=10),
        urgent=ferry.urgent,
    )
    assert when(config, "ferry", "bob@example.org") == ferry
    assert when(config, "ferry", "") == ferry


def test_she_may_turn_off_what_others_set(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        '[[reader]]\nmail = "bob@example.org"\nquiet = false\nurgent = false\nsettle = "0m"\n',
    )
    assert when(config, "ferry", "bob@example.org") == When()
    assert when(config, "bridge", "bob@example.org") == When()
    assert config.readers[0].said == (
        "no quiet hours, no wait for the reports of other outlets, nothing is urgent"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('digest = "weekdays 07:30, 17:00 Europe/Berlin"', "a digest weekdays 07:30, 17:00 Europe/Berlin"),
        ('digest = false', "no digest"),
        ('quiet = "23:00-07:00 Asia/Tokyo"', "no mail 23:00-07:00 Asia/Tokyo"),
        ('mails_per_hour = 2', "at most 2 mails an hour of a story"),
        ('mails_per_hour = 1', "at most 1 mail an hour of a story"),
        ('mails_per_hour = false', "any number of mails an hour"),
        ('settle = "90m"', "90 minutes for the reports of other outlets to join"),
        ('settle = "1h"', "1 hour for the reports of other outlets to join"),
        ('confirm = 1', "one outlet is enough"),
        ('confirm = 3\nconfirm_within = "1d"', "only what 3 outlets tell, after 1 day also what fewer tell"),
        ('settle = "20m"\nmails_per_hour = 2', "at most 2 mails an hour of a story, 20 minutes for the rep"
         "orts of other outlets to join"),
    ],
)  # fmt: skip
def test_what_a_reader_says_is_told_without_the_names_of_settings(
    tmp_path: Path, written: str, said: str
) -> None:
    (reader,) = read(tmp_path, f"[[reader]]\n{BOB}{written}\n").readers
    assert reader.said == said
    assert not [key for key in dict(reader.own) if "_" in key and key in reader.said]


def test_without_readers_all_means_what_it_meant(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert config.readers == ()
    for story in config.stories:
        assert {config.when(story, reader) for reader in story.readers} == {story.when}


BOB = 'mail = "bob@example.org"\n'


@pytest.mark.parametrize(
    ("written", "line", "sentence"),
    [
        ('digest = "daily 08:00"', 15, "this [[reader]] needs `mail`."),
        ('mail = "bob"', 16, "`mail` must be a mail address such as"),
        ('mail = "rob@example.org"', 16, "no story has 'rob@example.org' in its `to`; did you mean 'bob"),
        ('mail = "zzz@qqq.info"', 16, "no story has 'zzz@qqq.info' in its `to`."),
        (BOB + 'digset = "daily 08:00"', 17, "there is no setting `digset` here; did you mean `dig"),
        (BOB + 'digest = "at dawn"', 17, "`digest` must be a time such as"),
        (BOB + 'mails_per_hour = 0', 17, "`mails_per_hour` must be a whole number from 1"),
        (BOB + 'confirm_within = "1h"', 17, "`confirm_within` needs `confirm`"),
        (BOB + 'urgent = "changed"', 17, "`urgent` must be false where nothing is urgent to her"),
        (BOB + 'digest = "daily 06:00 Europe/Berlin"', 17, "her digest of the story 'ferry' falls into"),
        (BOB + 'quiet = "07:00-09:00"\ndigest = "daily 08:00"', 18, "her digest of the story 'ferry' falls"),
        (BOB + '[[reader]]\nmail = "B <BOB@example.org>"', 17, "the reader 'B <BOB@example.org>' is there twice."),
        (BOB + 'to = ["x@example.org"]', 17, "there is no setting `to` here"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence(tmp_path: Path, written: str, line: int, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, f"[[reader]]\n{written}\n")
    (fault,) = caught.value.faults
    assert (fault.line, sentence in fault.sentence) == (line, True), fault


def test_the_reader_of_a_maildir_has_a_name(tmp_path: Path) -> None:
    path = tmp_path / "monitor.toml"
    base = BASE.replace('to = ["Anna <anna@example.org>", "bob@example.org"]\n', "")
    path.write_text(base.replace('to = ["bob@example.org"]\n', "") + '[[reader]]\nmail = "{}"\n')
    text = path.read_text()
    path.write_text(text.format("reader@localhost"))
    assert load(path, {}).readers
    path.write_text(text.format("me@example.org"))
    with pytest.raises(ConfigError, match=r"no story has 'me@example[.]org'"):
        load(path, {})
