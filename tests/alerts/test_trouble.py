"""Messages to the operator: what a server says drives no mail program, and no login is in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given

from monitor.alerts.message import email_of
from monitor.alerts.trouble import render_trouble
from monitor.model.feed_state import FeedState
from tests.alerts.conftest import hostile
from tests.examples import FEED, NOW, an_envelope

ESCAPES = "the server answers 404 \x1b[31mNo\x1b]0;owned\x07\x9b2J\x00."


@given(hostile)
@example(ESCAPES)
def test_what_a_server_says_cannot_drive_a_mail_program(said: str) -> None:
    well = FeedState(FEED.url)
    ill = replace(well, trouble=f"It has failed for 3 hours: {said}", trouble_since=NOW)
    for before, after in ((well, ill), (ill, well)):
        alert = render_trouble(FEED, before, after, an_envelope())
        for text in (alert.subject, alert.text, alert.html, alert.data):
            assert text.replace("\n", "").isprintable()
        assert "\n\nIt" in alert.text
        assert len(alert.text.splitlines()) <= 7  # ours; what is quoted adds none
        assert email_of(alert)["Subject"] == alert.subject


@pytest.mark.parametrize("name", ["Example", "https://us3r:w0rd@news.example/feed"])
def test_a_login_is_not_mailed(name: str) -> None:
    feed = replace(FEED, url="https://us3r:w0rd@news.example/feed", name=name)
    well = FeedState(feed.url)
    ill = replace(well, trouble=f"It fails: no {feed.url}.", trouble_since=NOW)
    for before, after in ((well, ill), (ill, well)):
        alert = render_trouble(feed, before, after, an_envelope())
        for text in (alert.subject, alert.text, alert.html, alert.data):
            assert "w0rd" not in text
            assert "us3r" not in text
        assert "https://news.example/feed" in alert.text
