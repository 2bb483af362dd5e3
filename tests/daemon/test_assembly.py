"""A configuration put together: sources, stories, channels, and what is wrong with them."""

from __future__ import annotations

import logging
import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer

from monitor.alerts import credentials
from monitor.alerts.channels.atom import AtomChannel
from monitor.alerts.channels.maildir import MaildirChannel
from monitor.alerts.channels.smtp import SmtpChannel
from monitor.alerts.channels.webhook import WebhookChannel
from monitor.alerts.opening import channels
from monitor.config import Config, load
from monitor.daemon import assembly
from monitor.daemon.courier import deliver
from monitor.desk.judging import Verdict, judge, take_back
from monitor.errors import ConfigError, SendError, StoreError
from monitor.model import DeliveryState, Item, SourceArticle
from monitor.pipeline.dispatch import Dispatcher
from monitor.store.store import Store
from monitor.store.views import Views
from monitor.story import Engine
from tests.alerts.channels.conftest import PATIENTLY
from tests.examples import FEED, NOW, a_decision, an_alert, an_item, some_news

CONFIGURATION = """
state = "state"

[mail]
server = "127.0.0.1"
security = "none"
username = "monitor"
password_file = "smtp-password"
from = "monitor@example.org"

[[story]]
name = "furniture"
sources = ["source.md"]
watch = ['(tariff* OR duty) NEAR/12 (china OR chinese)']
to = ["desk@example.org"]

[[feed]]
url = "https://news.example/business.rss"
"""
SOURCE = """# United States puts 10% tariff on Chinese furniture

The United States will charge a tariff of 10 percent on furniture from China.
"""
RISE = an_item(
    1,
    title="US raises tariff on Chinese furniture to 25%",
    summary="The tariff on furniture from China will rise to 25 percent from 10 percent in May.",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "source.md").write_text(SOURCE)
    (tmp_path / "smtp-password").write_text("sesame\n")
    (tmp_path / "smtp-password").chmod(0o600)
    return tmp_path


def configured(folder: Path, text: str = CONFIGURATION) -> Config:
    path = folder / "monitor.toml"
    path.write_text(text)
    return load(path, {})


def faults(folder: Path, text: str = CONFIGURATION, **environ: str) -> list[str]:
    found = assembly.check(configured(folder, text), environ)
    return [str(fault).removeprefix(f"{folder}/") for fault in found]


# --- check ---------------------------------------------------------------------------------------


def test_a_configuration_that_works_has_no_faults_and_leaves_no_trace(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    assert faults(folder) == []
    assert sorted(folder.rglob("*")) == sorted([*before, folder / "monitor.toml"])


def on_read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every file system be read-only, as the kernel tells it."""
    really = os.statvfs

    def statvfs(path: Path) -> SimpleNamespace:
        return SimpleNamespace(f_flag=really(path).f_flag | os.ST_RDONLY)

    monkeypatch.setattr(os, "statvfs", statvfs)
    monkeypatch.setattr(os, "access", lambda *_: False)


def test_a_disk_that_is_read_only_now_is_no_fault_of_the_configuration(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_read_only(monkeypatch)
    with pytest.raises(StoreError, match="state is on a read-only file system"):
        assembly.look_over(configured(folder), {})


def test_a_database_that_a_read_only_disk_lets_nobody_open_is_no_fault_either(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a kill: the log beside it would have to be taken up first."""
    config = configured(folder)
    config.database.parent.mkdir(exist_ok=True)
    config.database.write_bytes(b"of no database that can be read" * 100)
    with pytest.raises(StoreError, match="cannot be read"):
        assembly.look_over(config, {})
    on_read_only(monkeypatch)
    with pytest.raises(StoreError, match="state is on a read-only file system"):
        assembly.look_over(config, {})
    (folder / "smtp-password").chmod(0o644)
    (fault,) = assembly.look_over(config, {}).faults
    assert "can be read by others" in str(fault)


def test_a_read_only_disk_hides_no_fault_of_the_configuration(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_read_only(monkeypatch)
    (folder / "smtp-password").unlink()
    (fault,) = faults(folder)
    assert "smtp-password" in fault


def test_every_fault_is_found_at_once_with_its_line(folder: Path) -> None:
    (folder / "source.md").unlink()
    (folder / "smtp-password").chmod(0o644)
    (folder / "state").write_text("in the way")
    text = CONFIGURATION.replace("(china OR chinese)']", "(china OR', 'NEAR/']")
    found = faults(folder, text)
    assert len(found) == 5
    assert [each.split(": ")[0] for each in found] == [
        "monitor.toml:14",
        "monitor.toml:14",
        "monitor.toml:8",
        "monitor.toml:2",
        "monitor.toml:13",
    ]
    for place, word in enumerate(
        ["does not parse", "does not parse", "chmod 600", "state", "source"]
    ):
        assert word in found[place]


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (lambda path: path.unlink(), "cannot be used: no such file or directory."),
        (lambda path: path.write_text(" \n"), "is empty."),
        (lambda path: path.chmod(0o640), "can be read by others; run: chmod 600"),
        (lambda path: path.write_bytes(b"p\xe4ssword"), "is not UTF-8 text."),
    ],
    ids=["missing", "empty", "readable by others", "not text"],
)
def test_a_password_file_that_cannot_be_used_is_a_fault_before_and_while_sending(
    folder: Path, break_it: object, sentence: str
) -> None:
    break_it(folder / "smtp-password")  # type: ignore[operator]
    (found,) = faults(folder)
    assert found.startswith("monitor.toml:8: the password file")
    assert sentence in found
    with pytest.raises(SendError, match="the password file") as caught:
        credentials.read_password(configured(folder), {})
    assert not caught.value.permanent


def test_a_password_file_is_not_looked_at_without_a_mail_server(folder: Path) -> None:
    (folder / "smtp-password").unlink()
    assert faults(folder, CONFIGURATION.replace('server = "127.0.0.1"', "")) == []


def test_a_folder_of_the_state_that_is_a_file_is_a_fault(folder: Path) -> None:
    (found,) = faults(folder, CONFIGURATION.replace('"state"', '"source.md/state"'))
    assert "source.md is a file" in found


def test_a_query_that_excludes_is_checked_too(folder: Path) -> None:
    (found,) = faults(folder, CONFIGURATION.replace("to = [", "exclude = ['cats AND']\nto = ["))
    assert found.startswith("monitor.toml:15: the query 'cats AND' does not parse")


STORY_TEST = """
[[story.test]]
title = "{title}"
summary = "{summary}"
expect = "{expect}"
"""


def story_tests(*expectations: str) -> str:
    tests = "".join(
        STORY_TEST.format(title=RISE.title, summary=RISE.summary, expect=each)
        for each in expectations
    )
    return CONFIGURATION.replace("\n[[feed]]", f"{tests}\n[[feed]]")


def test_a_story_that_passes_its_own_tests_is_good(folder: Path) -> None:
    assert faults(folder, story_tests("development", "development")) == []


def test_a_story_that_fails_its_own_test_says_what_it_got_and_why(folder: Path) -> None:
    found = assembly.look_over(configured(folder, story_tests("development", "unrelated")), {})
    assert found.faults == []  # nothing that keeps the daemon from its work
    (failed,) = found.failed_tests
    assert failed.line == 22
    assert failed.sentence.startswith("the story test")
    assert "expects unrelated and gets development: New to the reader: " in failed.sentence


# --- passwords -----------------------------------------------------------------------------------


def test_a_password_is_its_file_without_the_line_end(folder: Path) -> None:
    assert credentials.read_password(configured(folder), {}) == "sesame"
    (folder / "smtp-password").write_text(" two words \r\n")
    assert credentials.read_password(configured(folder), {}) == " two words "


def test_a_credential_of_systemd_comes_before_the_file(folder: Path, tmp_path: Path) -> None:
    handed = tmp_path / "credentials"
    handed.mkdir()
    (handed / "smtp-password").write_text("from systemd")
    (handed / "smtp-password").chmod(0o440)  # as systemd hands it over
    environ = {"CREDENTIALS_DIRECTORY": str(handed)}
    assert credentials.read_password(configured(folder), environ) == "from systemd"
    assert faults(folder, **environ) == []


def test_a_file_beside_the_configuration_must_be_private_although_there_are_credentials(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder / "empty"))
    (folder / "smtp-password").chmod(0o644)
    (found,) = faults(folder, CREDENTIALS_DIRECTORY=str(folder / "empty"))
    assert "can be read by others" in found


def test_without_a_password_file_there_is_no_password(folder: Path) -> None:
    text = CONFIGURATION.replace('password_file = "smtp-password"\n', "").replace(
        'username = "monitor"\n', ""
    )
    assert credentials.read_password(configured(folder, text), {}) is None


# --- channels ------------------------------------------------------------------------------------


def test_with_a_server_alerts_go_by_mail(folder: Path) -> None:
    ((name, channel),) = channels(configured(folder), lambda: NOW).items()
    assert isinstance(channel, SmtpChannel)
    assert (name, channel.name) == ("email", "email")
    assert channel.password() == "sesame"


def test_without_a_server_alerts_go_to_the_maildir_of_the_state(folder: Path) -> None:
    config = configured(folder, CONFIGURATION.replace('server = "127.0.0.1"', ""))
    assert channels(config, lambda: NOW) == {
        "maildir": MaildirChannel(folder / "state" / "Maildir")
    }


# --- stories -------------------------------------------------------------------------------------


def test_stories_start_from_their_sources_which_are_stored(folder: Path) -> None:
    config = configured(folder)
    with Store(config.database) as store:
        stories = assembly.load_stories(config, store, NOW)
        (source,) = store.sources("furniture")
        (ruling,) = stories.rule(FEED, RISE, None, NOW)
    assert source.title == "United States puts 10% tariff on Chinese furniture"
    assert ruling.is_alert
    assert ruling.decision.development == 1


def test_a_source_that_was_rewritten_is_read_anew(folder: Path) -> None:
    config = configured(folder)
    with Store(config.database) as store:
        assembly.load_stories(config, store, NOW)
        (folder / "source.md").write_text("# New title\n\nNew text about a tariff.")
        assembly.load_stories(config, store, NOW)
        assert [source.title for source in store.sources("furniture")] == ["New title"]


def test_an_article_from_an_address_is_kept_as_it_was_read(folder: Path) -> None:
    address = "http://127.0.0.1:9/gone"  # refused, were it asked for
    config = configured(folder, CONFIGURATION.replace("source.md", address))
    kept = SourceArticle("a", "Title", "A tariff of 10 percent on furniture from China.", address)
    with Store(config.database) as store:
        store.put_source("furniture", kept, NOW)
        (ruling,) = assembly.load_stories(config, store, NOW).rule(FEED, RISE, None, NOW)
    assert ruling.is_alert
    assert assembly.check(config, {}) == []


def test_an_article_that_cannot_be_fetched_is_a_fault_with_its_line(folder: Path) -> None:
    (found,) = faults(folder, CONFIGURATION.replace("source.md", "http://127.0.0.1:9/gone"))
    assert found.startswith("monitor.toml:13: the source article http://127.0.0.1:9/gone")


def tell(store: Store, item: Item, state: DeliveryState) -> None:
    """Record that `item` was alerted and what became of its mail."""
    alert = an_alert(some_news(development=1))
    with store.transaction():
        store.add_item(item, NOW)
        told = a_decision(development=1)
        store.record_development(told, "furniture", item.title, NOW)
        store.record_decision(item, 1, "furniture", told, NOW)
        store.outbox.enqueue(alert)
    store.outbox.settle(alert.id, state, NOW)


@pytest.mark.parametrize(
    ("state", "is_told_again"), [(DeliveryState.SENT, False), (DeliveryState.DEAD, True)]
)
def test_what_the_reader_was_told_is_known_after_a_restart(
    folder: Path, state: DeliveryState, is_told_again: bool
) -> None:
    config = configured(folder)
    with Store(config.database) as store:
        store.sync_feeds([FEED], NOW)
        tell(store, RISE, state)
        stories = assembly.load_stories(config, store, NOW)
        again = an_item(2, title=RISE.title, summary=RISE.summary)
        (ruling,) = stories.rule(FEED, again, None, NOW)
    assert ruling.is_alert is is_told_again
    assert stories.next_development == (3 if is_told_again else 2)


def test_what_readers_said_is_learnt_at_a_start_and_not_when_it_was_taken_back(
    folder: Path,
) -> None:
    config = configured(folder)
    with Store(config.database) as store:
        store.sync_feeds([FEED], NOW)
        tell(store, RISE, DeliveryState.SENT)

        def started() -> Engine:
            return assembly.load_stories(config, store, NOW).engines["furniture"][1]

        before = started().feedback
        judge(store, 1, Verdict.REPEAT, "you", NOW)
        engine = started()
        assert engine.feedback.verdicts == 1
        assert engine.feedback.threshold(engine.threshold) > engine.threshold
        judge(store, 1, Verdict.UNRELATED, "you", NOW)
        assert started().feedback == before
        take_back(store, 1, "you", NOW)
        assert started().feedback == before


def test_stories_without_a_readable_source_name_all_that_is_missing(folder: Path) -> None:
    shutil.copy(folder / "source.md", folder / "other.md")
    config = configured(folder, CONFIGURATION.replace('"source.md"', '"a.md", "other.md", "b.md"'))
    with Store(config.database) as store, pytest.raises(ConfigError) as caught:
        assembly.load_stories(config, store, NOW)
    assert [str(fault).rpartition("/")[2].split(" ")[0] for fault in caught.value.faults] == [
        "a.md",
        "b.md",
    ]


# --- channels and mails --------------------------------------------------------------------------


def test_a_webhook_and_an_atom_file_join_the_mails(folder: Path) -> None:
    (folder / "hook").write_text("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")
    (folder / "hook").chmod(0o600)
    more = """
[webhook]
url = "https://hooks.example/1"
secret_file = "hook"
[atom]
file = "news.atom"
"""
    found = channels(configured(folder, CONFIGURATION + more), lambda: NOW)
    assert list(found) == ["email", "webhook", "atom"]
    assert isinstance(found["webhook"], WebhookChannel)
    assert found["webhook"].secret() == "whsec_" + "A" * 32
    assert found["webhook"].clock() == NOW
    assert found["atom"] == AtomChannel(folder / "news.atom")


def test_the_mark_of_an_editor_is_no_part_of_a_password(folder: Path) -> None:
    (folder / "smtp-password").write_text("sesame\r\n", "utf-8-sig")
    config = configured(folder, CONFIGURATION)
    assert credentials.read_password(config, {}) == "sesame"
    (folder / "smtp-password").write_text("\n", "utf-8-sig")
    assert credentials.secret_fault(folder / "smtp-password", {}) is not None


def test_a_secret_that_others_can_read_is_told_by_check_and_stops_each_attempt(
    folder: Path,
) -> None:
    (folder / "hook").write_text("sesame\n")
    (folder / "hook").chmod(0o644)
    more = '[webhook]\nurl = "https://hooks.example/1"\nsecret_file = "hook"\n'
    config = configured(folder, CONFIGURATION + more)
    (fault,) = assembly.check(config, {})
    assert "can be read by others" in fault.sentence
    assert fault.line == CONFIGURATION.count("\n") + 3
    channel = channels(config, lambda: NOW)["webhook"]
    assert isinstance(channel, WebhookChannel)
    with pytest.raises(SendError, match="can be read by others"):
        channel.secret()


def test_a_secret_that_receivers_could_not_read_is_told_by_check(folder: Path) -> None:
    (folder / "hook").write_text("sesame\n")
    (folder / "hook").chmod(0o600)
    more = '[webhook]\nurl = "https://hooks.example/1"\nsecret_file = "hook"\n'
    config = configured(folder, CONFIGURATION + more)
    (fault,) = assembly.check(config, {})
    assert "the file hook must hold `whsec_` and the Base64 of" in fault.sentence
    assert "sesame" not in fault.sentence
    assert fault.line == CONFIGURATION.count("\n") + 3
    (folder / "hook").write_text(f"whsec_{'A' * 32}\n")
    assert assembly.check(config, {}) == []


APPRISE = '[apprise]\nurls_file = "apprise-urls"\n'
ADDRESSES = "# mine\nphone = ntfy://t0pic\njson://127.0.0.1/t0ken\n"


def addresses(folder: Path, text: str = ADDRESSES, mode: int = 0o600) -> Path:
    path = folder / "apprise-urls"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_services_of_apprise_join_the_mails_each_by_its_name(folder: Path) -> None:
    addresses(folder)
    assert faults(folder, CONFIGURATION + APPRISE) == []
    found = channels(configured(folder, CONFIGURATION + APPRISE), lambda: NOW)
    assert list(found) == ["email", "apprise"]
    first, second = found["apprise"].recipients(("desk@example.org",))
    assert first == "phone"
    assert second.startswith("json-")


def test_lines_that_are_no_address_are_faults_of_their_file(folder: Path) -> None:
    addresses(folder, ADDRESSES + "nonsense://t0ken\n")
    (found,) = faults(folder, CONFIGURATION + APPRISE)
    assert found == "apprise-urls:4: Apprise does not understand this address."


@pytest.mark.parametrize(
    ("break_it", "sentence"),
    [
        (Path.unlink, "no such file or directory"),
        (lambda path: path.write_text("\n"), "is empty."),
        (lambda path: path.write_text("# nothing\n"), "holds none"),
        (lambda path: path.chmod(0o644), "can be read by others; run: chmod 600"),
    ],
    ids=["missing", "empty", "only comments", "readable by others"],
)
def test_a_file_of_addresses_that_cannot_be_used_is_a_fault_with_its_line(
    folder: Path, break_it: object, sentence: str
) -> None:
    break_it(addresses(folder))  # type: ignore[operator]
    (found,) = faults(folder, CONFIGURATION + APPRISE)
    assert found.startswith(f"monitor.toml:{CONFIGURATION.count(chr(10)) + 2}: ")
    assert sentence in found
    assert "t0" not in found


def test_a_file_of_addresses_that_went_stops_the_start_and_then_each_attempt(folder: Path) -> None:
    config = configured(folder, CONFIGURATION + APPRISE)
    with pytest.raises(ConfigError, match="no such file"):
        channels(config, lambda: NOW)
    path = addresses(folder)
    channel = channels(config, lambda: NOW)["apprise"]
    path.chmod(0o644)
    with pytest.raises(SendError, match="can be read by others") as caught:
        channel.send(replace(an_alert(), to="phone"))
    assert not caught.value.permanent


def test_a_credential_of_addresses_comes_before_the_file(folder: Path) -> None:
    addresses(folder)
    given = folder / "credentials"
    given.mkdir()
    (given / "apprise-urls").write_text("desk = ntfy://0ther\n")
    (given / "apprise-urls").chmod(0o440)  # as systemd hands it over
    config = configured(folder, CONFIGURATION + APPRISE)
    environ = {"CREDENTIALS_DIRECTORY": str(given)}
    assert [each.name for each in credentials.read_addresses(config, environ)] == ["desk"]
    assert assembly.check(config, environ) == []


def test_an_address_that_fails_holds_up_no_other_and_is_told_nowhere(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with HTTPServer(host="127.0.0.1") as service:
        service.expect_request("/t0ken-of-one").respond_with_data("", status=503)
        service.expect_request("/t0ken-of-two").respond_with_data("{}")
        host = f"json://127.0.0.1:{service.port}"
        addresses(
            folder,
            f"one = {host}/t0ken-of-one?{PATIENTLY}\ntwo = {host}/t0ken-of-two?{PATIENTLY}\n",
        )
        config = configured(folder, CONFIGURATION + APPRISE)
        with Store(config.database) as store:
            found = channels(config, lambda: NOW)
            for to in found["apprise"].recipients(("desk@example.org",)):
                with store.transaction():
                    alert = an_alert(to=to, channel="apprise")
                    store.outbox.enqueue(replace(alert, development=None))
            assert deliver(Dispatcher(config, store, found), lambda: NOW) == 1
        requests = [request.path for request, _ in service.log]
    rows = {row["to"]: row for row in Views(config.database).alerts()}
    assert sorted(requests) == ["/t0ken-of-one", "/t0ken-of-two"]
    assert {to: row["state"] for to, row in rows.items()} == {"one": "retry", "two": "sent"}
    assert "error=503" in rows["one"]["last_error"]
    ours = [record for record in caplog.records if record.name.startswith("monitor")]
    assert ours
    assert "t0ken" not in f"{rows} {[record.getMessage() for record in ours]}"


def test_a_broken_template_and_an_urgent_query_that_is_none_are_told_by_check(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates" / "mail.txt").write_text("{% if %}")
    text = CONFIGURATION.replace("to = [", "urgent = 'title:(a'\nto = [")
    faults = [fault.sentence for fault in assembly.check(configured(folder, text), {})]
    assert any("templates/mail.txt, line 1" in sentence for sentence in faults)
    assert any('"title:(a"' in sentence or "'title:(a'" in sentence for sentence in faults)


# --- heartbeat and metrics -----------------------------------------------------------------------


def pinging(folder: Path, content: str | None, mode: int = 0o600) -> Config:
    if content is not None:
        (folder / "ping").write_text(content)
        (folder / "ping").chmod(mode)
    return configured(folder, CONFIGURATION + '[heartbeat]\nurl_file = "ping"\n')


def test_the_address_to_ping_comes_from_its_file_or_a_credential(folder: Path) -> None:
    config = pinging(folder, "https://hc.example/secret\n")
    assert assembly._heartbeat_address(config, {}) == "https://hc.example/secret"
    assert assembly.check(config, {}) == []
    credentials = folder / "credentials"
    credentials.mkdir()
    (credentials / "ping").write_text("https://hc.example/credential")
    environ = {"CREDENTIALS_DIRECTORY": str(credentials)}
    assert assembly._heartbeat_address(config, environ) == "https://hc.example/credential"
    assert assembly.heartbeat(config, {}) is not None
    assert assembly.heartbeat(configured(folder), {}) is None


@pytest.mark.parametrize(
    ("content", "mode", "sentence"),
    [
        (None, 0o600, "cannot be used: no such file"),
        ("https://hc.example/secret", 0o644, "can be read by others; run: chmod 600"),
        ("http://hc.example/secret", 0o600, "the file ping must hold an https address"),
        ("secret", 0o600, "the file ping must hold an address that begins"),
    ],
)
def test_a_file_without_an_address_to_ping_is_a_fault_with_its_line(
    folder: Path, content: str | None, mode: int, sentence: str
) -> None:
    (fault,) = assembly.check(pinging(folder, content, mode), {})
    assert sentence in fault.sentence
    assert "secret" not in fault.sentence
    assert fault.line == CONFIGURATION.count("\n") + 2


def test_a_metrics_file_that_cannot_be_written_is_a_fault_with_its_line(folder: Path) -> None:
    config = configured(folder, CONFIGURATION + '[metrics]\nfile = "none/x.prom"\n')
    (fault,) = assembly.check(config, {})
    assert f"there is no folder {folder}/none for the metrics file." in fault.sentence
    assert fault.line == CONFIGURATION.count("\n") + 2
    assert (
        assembly.check(configured(folder, CONFIGURATION + '[metrics]\nfile = "x.prom"\n'), {}) == []
    )
