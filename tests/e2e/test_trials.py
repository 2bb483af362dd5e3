"""The five trials that feed readers with mail fail: the real command, real sockets, real SMTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.e2e.conftest import Feeds, Installation, MailServer, Story, wait_for

pytestmark = pytest.mark.e2e

RISE = Story(
    "rise",
    "US raises tariff on Chinese furniture to 25%",
    "The tariff on furniture from China will rise to 25 percent from 10 percent in May.",
)


def test_a_first_run_on_old_items_sends_nothing(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    old = datetime.now(UTC) - timedelta(days=30)
    for name in ("one", "two", "three"):
        items = [
            Story(f"{name}-{n}", f"Tariff on Chinese chairs rises to {n + 11}%", f"Plan {n}.", old)
            for n in range(10)
        ]
        feeds.put(name, items)
    installation.configure("one", "two", "three")
    installation.once()
    assert mail_server.mails == []
    listed = json.loads(installation.command("items", "--json").stdout)
    assert len(listed) == 30
    assert {row["verdict"] for row in listed} == {"held"}, [
        row for row in listed if row["verdict"] != "held"
    ]


def test_b_news_while_the_mail_server_is_down_is_delivered_once_it_is_back(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    feeds.put("one", [])
    installation.configure("one")
    with installation.daemon():
        feeds.wait_for_polls("one")
        feeds.put("one", [RISE])
        wait_for("a failed attempt", lambda: states(installation) == ["retry"])
        mail_server.start()
        wait_for("the mail", lambda: mail_server.mails)
        wait_for("the note of it", lambda: states(installation) == ["sent"])
        feeds.wait_for_polls("one", 2)
    assert len(mail_server.mails) == 1


def test_c_the_same_news_of_two_more_outlets_sends_no_more_mails(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    for name in ("one", "two", "three"):
        feeds.put(name, [])
    installation.configure("one", "two", "three")
    installation.once()
    feeds.put("one", [RISE])
    installation.once("--force")
    second = "Furniture from China will be charged 25 per cent in May, up from 10 per cent."
    feeds.put(
        "two", [Story("b", "Washington lifts duty on China-made furniture to 25 per cent", second)]
    )
    third = "A 25% tariff will replace the 10% that furniture makers in China pay in the US now."
    feeds.put("three", [Story("c", "Chinese furniture faces 25% US tariff", third)])
    installation.once("--force")
    assert len(mail_server.mails) == 1
    told = json.loads(installation.command("developments", "--json").stdout)
    assert [sorted(development["outlets"]) for development in told] == [["one", "three", "two"]]
    assert told[0]["outlets"][0] == "one"  # the first to tell it stands first


def test_d_an_edited_figure_is_told_as_a_correction_in_the_same_thread(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    feeds.put("one", [])
    installation.configure("one")
    installation.once()
    feeds.put("one", [RISE])
    installation.once("--force")
    edited = Story(
        "rise", RISE.title.replace("25", "30"), RISE.summary.replace("25", "30"), RISE.published
    )
    feeds.put("one", [edited])
    installation.once("--force")
    installation.once("--force")
    first, second = mail_server.mails
    assert second["Subject"] == f"Re: {first['Subject']}"  # some find a thread by it alone
    assert "30% (was 25%)" in second.get_body(("plain",)).get_content()
    assert "Correction: one changed what it had reported." in second.get_body().get_content()
    assert second["References"] == first["Message-ID"]
    assert second["In-Reply-To"] == first["Message-ID"]


def test_d2_an_edited_comma_sends_nothing(
    installation: Installation, feeds: Feeds, mail_server: MailServer
) -> None:
    mail_server.start()
    feeds.put("one", [])
    installation.configure("one")
    installation.once()
    feeds.put("one", [RISE])
    installation.once("--force")
    feeds.put("one", [Story("rise", RISE.title + ".", RISE.summary, RISE.published)])
    installation.once("--force")
    assert len(mail_server.mails) == 1


FIVE = [
    Story("t1", "China cuts tariff on American cars to 15%", "The tariff falls to 15 percent."),
    Story("t2", "China lifts duty on US beef to 37%", "American beef pays a duty of 37 percent."),
    Story("t3", "US tariff on Chinese toys rises to 12%", "Toys from China pay 12 percent."),
    Story("t4", "Tariff on Chinese solar cells: 50% from June", "Solar cells will pay 50 percent."),
    Story(
        "t5", "US tariff on Chinese steel now 22.5%", "Steel from China is charged 22.5 percent."
    ),
]


@pytest.mark.parametrize("kill_at", [1, 3, 5])
def test_e_a_kill_between_the_final_dot_and_the_settle_loses_and_doubles_nothing(
    installation: Installation, feeds: Feeds, mail_server: MailServer, kill_at: int
) -> None:
    mail_server.start()
    feeds.put("one", [])
    installation.configure("one")
    installation.once()
    feeds.put("one", FIVE)
    with installation.daemon() as process:

        def kill(accepted: int) -> None:
            if accepted == kill_at:
                process.kill()  # the server has the mail, the daemon never hears of it
                process.wait()

        mail_server.before_reply = kill
        wait_for("the kill", lambda: process.poll() is not None)
    mail_server.before_reply = lambda _: None
    with installation.daemon():
        wait_for("all five", lambda: states(installation) == ["sent"] * 5)
    assert len(set(mail_server.message_ids)) == 5
    subjects = {str(mail["Message-ID"]): str(mail["Subject"]) for mail in mail_server.mails}
    assert len(set(subjects.values())) == 5  # no alert went out under two Message-IDs
    assert len(mail_server.mails) == 6  # the one in doubt came again, as the same mail


def states(installation: Installation) -> list[str]:
    listed = json.loads(installation.command("alerts", "--json").stdout)
    return [row["state"] for row in listed]
