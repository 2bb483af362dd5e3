"""`alert show`: an alert as its reader gets it."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes, policy

import pytest

from monitor.alerts.brief import brief
from monitor.alerts.message import email_of
from monitor.model import Alert, DeliveryState
from monitor.store.store import Store
from tests.cli.conftest import Installation
from tests.cli.test_commands import EVIL, assert_harmless
from tests.examples import NOW, an_alert, some_news


def stored(installation: Installation, alert: Alert, error: str | None = None) -> Alert:
    with Store(installation.database) as store:
        with store.transaction():
            store.outbox.enqueue(replace(alert, development=None))
        state = DeliveryState.RETRY if error else DeliveryState.SENT
        store.outbox.settle(alert.id, state, NOW, error=error)
    return alert


def test_the_text_part_is_shown_with_who_got_it_and_when(installation: Installation) -> None:
    alert = stored(installation, an_alert())
    result = installation.run("alert", "show", alert.id)
    assert (result.exit_code, result.stderr) == (0, "")
    head, body = result.stdout.split("\n\n", 1)
    assert head.splitlines() == [
        "To:      desk@example.org, by maildir",
        "Date:    2026-11-24 08:00 UTC",
        "State:   sent 2026-11-24 08:00 UTC",
        "Subject: US raises tariff on Chinese furniture to 25% (was 10%)",
    ]
    assert body.splitlines() == alert.text.splitlines()


def test_an_alert_that_was_not_sent_says_why(installation: Installation) -> None:
    alert = stored(installation, an_alert(), error="451 busy.")
    assert "State:   retry: 451 busy.\n" in installation.run("alert", "show", alert.id).stdout


def test_the_whole_message_is_the_one_that_goes_over_the_wire(installation: Installation) -> None:
    alert = stored(installation, an_alert(some_news(headline="Élysée " + EVIL)))
    result = installation.run("alert", "show", alert.id, "--raw")
    assert result.stdout_bytes == email_of(alert).as_bytes()
    mail = message_from_bytes(result.stdout_bytes, policy=policy.default)
    assert mail["Message-ID"] == alert.message_id
    assert_harmless(result.stdout.replace("\r\n", "\n"))
    assert result.stdout.isascii()


def test_the_html_part_goes_into_a_file(installation: Installation) -> None:
    alert = stored(installation, an_alert())
    page = installation.folder / "mail.html"
    result = installation.run("alert", "show", alert.id, "--html", str(page))
    assert (result.exit_code, result.stdout) == (0, "")
    assert page.read_text("utf-8") == alert.html


@pytest.mark.parametrize("options", [(), ("--raw",), ("--html", "-"), ("--json",)])
@pytest.mark.parametrize("channel", ["maildir", "webhook", "apprise"])
def test_what_a_feed_says_cannot_drive_the_terminal(
    installation: Installation, channel: str, options: tuple[str, ...]
) -> None:
    news = some_news(headline=EVIL, summary=EVIL, reason=EVIL)
    alert = stored(installation, an_alert(news, channel=channel))
    result = installation.run("alert", "show", alert.id, *options)
    assert result.exit_code == 0
    assert "evil" in result.stdout
    assert_harmless(result.stdout.replace("\r\n", "\n"))


def test_what_is_wild_in_the_store_is_tamed(installation: Installation) -> None:
    alert = stored(installation, replace(an_alert(), text=EVIL, subject=EVIL, to=EVIL), error=EVIL)
    assert_harmless(installation.run("alert", "show", alert.id).stdout)
    assert_harmless(installation.run("alert", "show", alert.id, "--json").stdout)


def test_other_channels_are_shown_as_they_tell_it(installation: Installation) -> None:
    phone = stored(installation, an_alert(channel="apprise", to="phone"))
    shown = installation.run("alert", "show", phone.id).stdout
    assert shown.split("\n\n", 1)[1] == f"{brief(phone).title}\n{brief(phone).body}\n"
    hook = stored(installation, an_alert(channel="webhook", to="hooks.example"))
    shown = installation.run("alert", "show", hook.id).stdout
    assert json.loads(shown.split("\n\n", 1)[1]) == json.loads(hook.data)
    raw = installation.run("alert", "show", hook.id, "--raw").stdout
    assert raw == f"{hook.data}\n"


def test_all_of_an_alert_is_in_the_json(installation: Installation) -> None:
    alert = stored(installation, an_alert())
    told = json.loads(installation.run("alert", "show", alert.id, "--json").stdout)
    assert (told["id"], told["text"], told["html"]) == (alert.id, alert.text, alert.html)
    assert (told["state"], told["created"]) == ("sent", "2026-11-24T08:00:00Z")


def test_an_alert_that_is_not_there_is_not_shown(installation: Installation) -> None:
    page = installation.folder / "mail.html"
    result = installation.run("alert", "show", "nothing", "--html", str(page))
    assert result.exit_code == 1
    assert "there is no alert 'nothing'; `news-monitor alerts` lists them." in result.stderr
    assert not page.exists()


def test_one_form_is_shown_at_a_time(installation: Installation) -> None:
    result = installation.run("alert", "show", "x", "--raw", "--json")
    assert result.exit_code == 2
    assert "Give one of --raw, --html and --json." in result.stderr
