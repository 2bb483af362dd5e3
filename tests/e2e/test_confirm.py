"""`confirm = 2`: one article in two section feeds of an outlet confirms nothing, another outlet does."""

from __future__ import annotations

from contextlib import closing
from sqlite3 import connect

import pytest

from tests.e2e.conftest import Feeds, Installation, MailServer, Story

pytestmark = pytest.mark.e2e

WHEN = 'confirm = 2\nconfirm_within = "6h"'
TITLE = "US raises tariff on Chinese furniture to 25 percent"
TEXT = (
    "The tariff on furniture from China rises to 25 percent from 10 percent, the trade office said."
)
#: By the section feeds of one outlet: the article, and how others of them carry it.
SECTIONS = {
    "business": Story("b-1", TITLE, TEXT, link="https://news.example/business/tariff-1"),
    "front": Story("f-1", TITLE, TEXT, link="https://news.example/business/tariff-1"),
    "world": Story("w-1", TITLE, TEXT, link="https://news.example/world/9981"),
    "mobile": Story("m-1", TITLE, TEXT, link="https://m.news.example/r?to=1"),
    "partners": Story(
        "p-1", "Business: Duty on Chinese furniture is now 25 percent", TEXT,
        link="https://news.example/syndicated/partners/tariff-1",
    ),
}  # fmt: skip
OTHER = Story(
    "o-1", "Washington lifts duty on furniture from China to 25 percent",
    "Washington said the duty on Chinese furniture will go up to 25 percent.",
    link="https://herald.example/2026/duty",
)  # fmt: skip


def test_an_article_in_the_section_feeds_of_an_outlet_waits_for_another_outlet(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    feeds.put("herald", [])
    for name, story in SECTIONS.items():
        feeds.put(name, [story])
    installation.configure(*SECTIONS, "herald", when=WHEN)
    installation.once()
    assert mail_server.mails == []
    with closing(connect(installation.folder / "state" / "news-monitor.db")) as database:
        (kept,) = database.execute("SELECT count(*) FROM notices WHERE state = 'waiting'")
        told = database.execute("SELECT count(*) FROM decisions WHERE action IN ('alert', 'fold')")
        assert (kept, told.fetchone()) == ((1,), (len(SECTIONS),))  # each tells it, none confirms

    feeds.put("herald", [OTHER])
    installation.once("--force")
    (mail,) = mail_server.mails
    text = mail.get_body(("plain",))
    assert text is not None
    assert "25" in mail["Subject"]
    assert "NOT CONFIRMED" not in text.get_content()
    assert "2 outlets" in text.get_content()
