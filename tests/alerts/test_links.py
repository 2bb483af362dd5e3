"""The links of mails, and the header fields of one click (RFC 2369, RFC 8058)."""

from __future__ import annotations

from monitor.alerts.links import Links
from monitor.alerts.message import email_of
from monitor.alerts.render import render
from tests.examples import an_alert, an_envelope, some_news

LINKS = Links("https://news.example.org", b"k" * 32)


def page_of(alert_id: str) -> str:
    envelope = an_envelope()
    return LINKS.page(alert_id, envelope.to, envelope.created)


def test_a_mail_leads_to_its_own_page_and_unsubscribes_by_one_click() -> None:
    alert = an_alert(links=LINKS)
    page = page_of(alert.id)
    for wish in ("repeat", "unrelated", "hush", "stop"):
        assert f'href="{page}?do={wish}"' in alert.html
    assert alert.text.rstrip().endswith(page)
    assert "To stop" not in alert.text
    fields = dict(alert.headers)
    assert fields["List-Unsubscribe"] == f"<{page}/unsubscribe>"
    assert fields["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    message = email_of(alert)
    assert message["List-Unsubscribe"].replace("\r\n", "") == f"<{page}/unsubscribe>"


def test_an_address_for_those_who_stop_stands_behind_the_link() -> None:
    field = dict(an_alert(links=LINKS, unsubscribe="stop@example.org").headers)["List-Unsubscribe"]
    assert field.startswith("<https://news.example.org/mail/")
    assert field.endswith(">, <mailto:stop@example.org?subject=unsubscribe%20furniture>")


def test_without_pages_a_mail_has_no_link_to_them() -> None:
    alert = an_alert(unsubscribe="stop@example.org")
    assert "/mail/" not in alert.html + alert.text
    assert "List-Unsubscribe-Post" not in dict(alert.headers)


def test_each_reader_has_a_link_of_her_own() -> None:
    ours, other = (
        render([some_news()], an_envelope(links=LINKS, to=to))
        for to in ("anna@example.org", "bob@example.org")
    )
    links = [dict(each.headers)["List-Unsubscribe"] for each in (ours, other)]
    assert links[0] != links[1]
