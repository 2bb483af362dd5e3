"""Alert → an e-mail as RFC 5322 has it."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import example, given

from monitor.alerts.message import email_of
from monitor.model import Alert
from monitor.store.rows import alert_of, alert_row
from tests.alerts.conftest import hostile
from tests.examples import RISE, a_report, an_alert, an_item, some_news

HEADERS = [
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
    "X-News-Monitor-Story", "List-Id", "X-News-Monitor-Development", "MIME-Version", "Content-Type",
]  # fmt: skip


def sent(alert: Alert) -> EmailMessage:
    """Return the mail of an alert as a program reads it that got its bytes."""
    read = message_from_bytes(email_of(alert).as_bytes(), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def test_a_mail_holds_both_parts_as_they_were_rendered() -> None:
    alert = an_alert()
    mail = sent(alert)
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert part(mail, "plain") == alert.text + "\n"
    assert part(mail, "html") == alert.html + "\n"


def test_the_headers_say_who_to_whom_when_and_that_no_answer_is_wanted() -> None:
    alert = an_alert()
    mail = sent(alert)
    assert mail.keys() == HEADERS
    assert mail["From"] == "News Monitor <monitor@example.org>"
    assert mail["To"] == "desk@example.org"
    assert mail["Subject"] == alert.subject
    assert mail["Date"].datetime == alert.created
    assert mail["Message-ID"] == alert.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-News-Monitor-Story"] == "furniture"


def test_a_follow_up_answers_the_first_message() -> None:
    alert = an_alert(some_news(sequence=3))
    mail = sent(alert)
    assert mail["In-Reply-To"] == alert.references[-1]
    assert mail["References"].split() == list(alert.references)
    assert mail["In-Reply-To"] == an_alert().message_id


def test_the_bytes_are_the_same_at_every_attempt_and_after_a_restart() -> None:
    alert = an_alert(some_news(sequence=2))
    stored = alert_of(alert_row(alert))
    assert email_of(alert).as_bytes() == email_of(alert).as_bytes()
    assert email_of(stored).as_bytes() == email_of(alert).as_bytes()


def test_names_beyond_ascii_reach_the_reader_as_they_are() -> None:
    alert = an_alert(to="Zoë Ångström <zoe@example.org>", sender="Näws <n@example.org>")
    mail = sent(alert)
    assert mail["To"].addresses[0].display_name == "Zoë Ångström"
    assert mail["From"].addresses[0].display_name == "Näws"


def test_a_name_cannot_smuggle_in_another_recipient() -> None:
    mail = sent(an_alert(to='"Desk, evil@evil.example" <desk@example.org>'))
    assert [address.addr_spec for address in mail["To"].addresses] == ["desk@example.org"]


@given(hostile, hostile, hostile)
@example("=?utf-8?q?a=0D=0ABcc:_evil@evil.example?=", "", "")
@example("=?utf-8?b?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=", "", "")
@example("=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3D0ABcc:_x=3F=3D?=", "", "")
@example("=?utf-8?q?one?= =?utf-8?q?two?=", "", "")
def test_whatever_a_feed_holds_the_mail_has_exactly_our_headers(
    title: str, summary: str, link: str
) -> None:
    news = some_news(
        headline=title,
        summary=summary,
        changes=(replace(RISE, about=title, after=summary),) if len(summary) % 2 else (),
        reports=(a_report(an_item(title=title, link=link)),),
    )
    alert = an_alert(news)
    mail = sent(alert)
    assert mail.keys() == HEADERS
    assert len(mail["Subject"].splitlines()) <= 1
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert not mail.defects
    assert part(mail, "plain").rstrip("\n") == alert.text.rstrip("\n")
    assert part(mail, "html").rstrip("\n") == alert.html.rstrip("\n")


@given(hostile)
def test_no_line_of_a_mail_is_longer_than_servers_take(text: str) -> None:
    raw = email_of(an_alert(some_news(headline=text * 3, summary=text * 9))).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert not re.search(rb"[^\r]\n|\r[^\n]", raw)


def test_a_title_that_looks_like_an_encoded_word_is_shown_as_it_stands() -> None:
    title = "=?utf-8?q?hello?= world"
    shown = sent(an_alert(some_news(headline=title, changes=())))["Subject"]
    assert shown == f"Furniture: {title}"


def test_a_summary_cannot_end_its_part_of_the_mail() -> None:
    boundary = email_of(an_alert()).get_boundary()
    forged = f"a\n--{boundary}\nContent-Type: text/html\n\n<b>forged</b>\n--{boundary}--\n"
    alert = replace(an_alert(), text=forged, html=f"<p>{forged}</p>")
    mail = sent(alert)
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert part(mail, "plain") == forged
