"""Mails put into a Maildir."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest

from monitor.alerts.channels.maildir import MaildirChannel
from monitor.alerts.message import email_of
from monitor.errors import SendError
from tests.examples import an_alert, some_news


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "Maildir"


def test_a_mail_lies_in_new_as_it_was_written(folder: Path) -> None:
    alert = an_alert()
    MaildirChannel(folder).send(alert)
    (mail,) = files(folder)
    assert mail.parent == folder / "new"
    assert mail.read_bytes() == email_of(alert).as_bytes()


def test_a_mail_program_can_open_the_maildir(folder: Path) -> None:
    for number in (1, 2):
        MaildirChannel(folder).send(an_alert(some_news(sequence=number)))
    box = mailbox.Maildir(folder, create=False)
    assert {mail["Message-ID"] for mail in box} == {
        an_alert(some_news(sequence=number)).message_id for number in (1, 2)
    }


def test_a_second_attempt_changes_nothing(folder: Path) -> None:
    MaildirChannel(folder).send(an_alert())
    (mail,) = files(folder)
    mail.write_bytes(b"as the reader has it")
    MaildirChannel(folder).send(an_alert())
    assert files(folder) == [mail]
    assert mail.read_bytes() == b"as the reader has it"


def test_a_mail_that_was_read_is_not_delivered_again(folder: Path) -> None:
    MaildirChannel(folder).send(an_alert())
    (mail,) = files(folder)
    read = mail.rename(folder / "cur" / f"{mail.name}:2,S")
    MaildirChannel(folder).send(an_alert())
    assert files(folder) == [read]


def test_a_draft_of_an_attempt_that_died_is_written_anew(folder: Path) -> None:
    MaildirChannel(folder).send(an_alert())
    (mail,) = files(folder)
    mail.rename(folder / "tmp" / mail.name).write_bytes(b"half a ma")
    MaildirChannel(folder).send(an_alert())
    assert files(folder) == [mail]
    assert mail.read_bytes() == email_of(an_alert()).as_bytes()


def test_a_maildir_that_cannot_be_made_may_be_mended(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(SendError, match=r"the Maildir .*state") as caught:
        MaildirChannel(tmp_path / "state" / "Maildir").send(an_alert())
    assert not caught.value.permanent
