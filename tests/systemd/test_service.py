"""The service under a real systemd, from its installation to its end; the journal is the witness.

pytest tests/systemd -s     prints the figures

The tests follow each other on one machine.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from monitor.store import versions
from tests.store import first_version
from tests.systemd.conftest import (
    COMMAND,
    CONFIGURATION,
    DATABASE,
    NEW_FEED,
    PAGES,
    SETTINGS,
    UNIT,
    WORLD,
    Service,
)  # fmt: skip
from tests.systemd.machine import ROOT, wait_for
from tests.systemd.world import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("systemd")]  # one machine, step by step

INSTALL = ("/srv/environment/bin/news-monitor", "install-service")
MOST_EXPOSURE = 1.1
STOPS_WITHIN = 5.0  # seconds, and what a busy machine adds to start a command


# --- installing -----------------------------------------------------------------------------------


def test_install_service_puts_everything_where_it_belongs(service: Service) -> None:
    machine = service.machine
    foreseen = machine.run(*INSTALL, "--dry-run").splitlines()
    assert not machine.path("/opt/news-monitor").exists()
    done = machine.run(*INSTALL).splitlines()
    assert done[: len(foreseen)] == foreseen
    assert machine.path(SETTINGS).exists()
    assert "sudo systemctl enable --now news-monitor.service" in done[-1]
    assert machine.show(UNIT, "LoadState") == "loaded"
    assert machine.run(COMMAND, "--version").startswith("news-monitor, version")
    assert machine.run(*INSTALL).startswith("Nothing to do")


def test_the_unit_verifies_and_is_hardly_exposed(service: Service) -> None:
    machine = service.machine
    assert machine.run("systemd-analyze", "verify", f"{UNIT}.service") == ""
    unit = machine.show(UNIT, "FragmentPath")
    report = machine.run("systemd-analyze", "security", "--offline=true", "--no-pager", unit)
    exposure = float(re.findall(r"exposure level for .*: ([0-9.]+)", report)[0])
    service.figures["exposure"] = f"{exposure} (systemd-analyze security --offline)"
    assert exposure <= MOST_EXPOSURE


def test_a_newer_systemd_waits_for_reloads_and_backs_off(service: Service) -> None:
    machine = service.machine
    version = machine.version
    service.figures["systemd"] = str(version)
    assert machine.show(UNIT, "Type") == ("notify-reload" if version >= 253 else "notify")
    assert ("kill" in machine.show(UNIT, "ExecReload")) is (version < 253)
    assert machine.show(UNIT, "RestartSteps") == ("6" if version >= 254 else "")


def test_a_changed_configuration_is_kept(configured: Service) -> None:
    before = configured.machine.path(SETTINGS).read_text()
    assert f"keep    {SETTINGS}: it was changed" in configured.machine.run(*INSTALL)
    assert configured.machine.path(SETTINGS).read_text() == before


# --- starting and working -------------------------------------------------------------------------


def test_what_root_did_before_is_no_hindrance(configured: Service) -> None:
    """Root tries the configuration first; the state that this makes is handed to the service."""
    assert "is good" in configured.machine.run(COMMAND, "check")
    assert "2 feeds polled" in configured.machine.run(COMMAND, "run", "--once")
    database = configured.machine.path(DATABASE)
    assert database.stat().st_uid == 0


def test_it_starts_and_says_when_it_is_ready(configured: Service) -> None:
    configured.machine.run("systemctl", "daemon-reload")
    seconds = configured.seconds_of(lambda: configured.systemctl("enable", "--now"))
    configured.figures["start to READY"] = f"{seconds:.1f} s"
    assert configured.machine.show(UNIT, "SubState") == "running"
    assert configured.machine.show(UNIT, "DynamicUser") == "yes"
    state = configured.machine.path("/var/lib/private/news-monitor")
    for path in (state, *state.iterdir()):  # systemd's range for users that exist only meanwhile
        assert path.stat().st_uid >= 61184, path


def test_it_polls_and_mails_under_the_full_sandbox(configured: Service) -> None:
    """Names, HTTP, HTTPS, pages, parsers, SQLite, STARTTLS and the password by a credential."""
    configured.publish("p1", "bicycles", 25)
    configured.publish("s1", "kettles", 31, feed="secure")
    mail = configured.wait_for_mail("bicycles")
    configured.wait_for_mail("kettles")
    assert mail["To"] == "desk@example.org"
    assert {feed["failures"] for feed in configured.ask("feeds")} == {0}
    asked = configured.machine.path(f"{WORLD}/asked").read_text()
    assert "8443 /feeds/secure.xml" in asked
    assert "/pages/p1.html" in asked
    names = configured.machine.path(f"{WORLD}/names").read_text()
    assert "news" in names
    assert "mail" in names


def test_the_sandbox_is_in_force(configured: Service) -> None:
    """For the daemon and for the processes that read hostile documents, as the kernel has it."""
    machine = configured.machine
    processes = machine.run("pgrep", "--pgroup", str(configured.pid)).split()
    assert len(processes) > 1
    for process in processes:
        status = machine.run("cat", f"/proc/{process}/status")
        for line in ("NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000000"):
            assert line in status, status
    inside = ("nsenter", "--target", str(configured.pid), "--mount", "--")
    mounts = machine.run(*inside, "cat", f"/proc/{configured.pid}/mountinfo")
    options = {line.split()[4]: line.split()[5].split(",") for line in mounts.splitlines()}
    for path in ("/", "/etc/news-monitor", "/run"):
        assert "ro" in options[path], path
    for path in ("/var/lib/private/news-monitor", "/run/news-monitor", "/tmp", "/dev/shm"):  # noqa: S108
        assert {"rw", "noexec"} <= set(options[path]), path
    others = {path for path, each in options.items() if path.startswith("/var") and "rw" in each}
    assert others == {"/var/lib/private/news-monitor", "/var/tmp"}  # noqa: S108
    assert machine.run(*inside, "ls", "/home", "/root").split() == ["/home:", "/root:"]


def test_status_says_how_it_is(configured: Service) -> None:
    status = configured.machine.run("systemctl", "status", "--no-pager", UNIT)
    assert re.search(r'Status: "2 feeds, 0 failing', status)


def test_nothing_was_denied_and_nothing_secret_was_said(configured: Service) -> None:
    said = "\n".join(str(entry.get("MESSAGE")) for entry in configured.machine.journal(UNIT))
    assert not re.search("denied|not permitted|Traceback|ignoring", said, re.IGNORECASE), said
    assert PASSWORD not in said


def test_a_second_daemon_is_refused_by_name_and_process(configured: Service) -> None:
    refused = configured.machine.run(COMMAND, "--config", SETTINGS, "run", check=False)
    assert str(configured.pid) in refused
    assert "/var/lib/news-monitor" in refused


def test_the_journal_knows_what_a_line_is_about(configured: Service) -> None:
    machine = configured.machine
    alert = configured.ask("alerts")[0]
    (sent,) = machine.journal(UNIT, f"ALERT={alert['id']}")
    assert sent["STORY"] == "furniture"
    about_one = machine.journal(UNIT, f"DEVELOPMENT={sent['DEVELOPMENT']}", "STORY=furniture")
    assert {"FEED", "ITEM"} <= set().union(*about_one)
    assert machine.run("journalctl", "-u", UNIT, "-p", "warning", "-o", "cat", "-q") == ""


# --- reloading ------------------------------------------------------------------------------------


def test_a_reload_takes_up_a_new_feed(configured: Service) -> None:
    pid = configured.pid
    configured.publish("n1", "lamps", 17, feed="new")
    configured.machine.write(SETTINGS, CONFIGURATION + NEW_FEED)
    seconds = configured.seconds_of(lambda: configured.reload("reloaded"))
    configured.figures["reload"] = f"{seconds:.1f} s"
    if configured.machine.version >= 253:  # systemctl waited for it
        assert configured.status_text != "reloading"
    configured.publish("n2", "carpets", 19, feed="new")
    configured.wait_for_mail("carpets")
    assert configured.pid == pid
    assert len(configured.ask("feeds")) == 3


def test_a_reload_with_a_fault_changes_nothing(configured: Service) -> None:
    pid = configured.pid
    configured.machine.write(SETTINGS, CONFIGURATION.replace("every =", "evrey ="))
    configured.reload("evrey")
    configured.publish("p6", "ropes", 21)
    configured.wait_for_mail("ropes")
    assert configured.pid == pid
    assert "evrey" in str(configured.machine.journal(UNIT, "PRIORITY=4"))
    assert "evrey" in configured.machine.run(COMMAND, "--config", SETTINGS, "check", check=False)
    configured.machine.write(SETTINGS, CONFIGURATION)
    configured.reload("reloaded")


# --- upgrading ------------------------------------------------------------------------------------


def test_an_upgrade_waits_until_the_daemon_is_restarted(configured: Service) -> None:
    machine, pid, releases = configured.machine, configured.pid, "/opt/news-monitor/releases"
    (old,) = os.listdir(machine.path(releases))  # noqa: PTH208 - names are wanted
    (package,) = machine.path("/srv/environment/lib").glob("python3.*/site-packages/monitor")
    (package / "later.py").write_text('"""What another version brings. Pure."""\n')
    said = machine.run(*INSTALL)
    assert "The daemon that runs is still the one before." in said
    configured.publish("p7", "mirrors", 43)
    configured.wait_for_mail("mirrors")
    assert configured.pid == pid
    assert configured.started_from == old
    parsers = machine.run("pgrep", "--list-full", "--parent", str(pid)).splitlines()
    assert parsers
    assert all(f"{releases}/{old}/" in parser for parser in parsers)
    machine.run(*INSTALL, "--now")
    (new,) = os.listdir(machine.path(releases))  # noqa: PTH208
    assert configured.pid != pid
    assert configured.started_from == new != old


def test_a_database_of_the_first_version_is_upgraded_with_a_backup_beside_it(
    stranger_database: Path, configured: Service
) -> None:
    first_version.build(stranger_database)
    before = first_version.content(stranger_database)
    hand_over(stranger_database)
    configured.systemctl("start")
    assert configured.machine.said(UNIT, "upgraded the database")
    (backup,) = stranger_database.parent.glob("*.before-*")
    assert first_version.content(backup) == before
    assert [feed["items"] for feed in configured.ask("feeds")] == [0, 0]  # those of the story
    assert len(configured.ask("items")) == len(before["items"])
    configured.systemctl("stop")
    configured.figures["first database"] = f"upgraded, {backup.name} beside it"


def test_a_database_of_a_newer_version_ends_the_service_in_one_sentence(
    stranger_database: Path, configured: Service
) -> None:
    configured.systemctl("start")
    configured.systemctl("stop")
    with closing(sqlite3.connect(stranger_database)) as db:
        db.execute(
            f"INSERT INTO {versions.TABLE} (migration_set, name, applied_at)"  # noqa: S608
            f" VALUES ('{versions.SET}', 'm099_of_tomorrow', 'x')"
        )
        db.commit()
    hand_over(stranger_database)
    assert configured.machine.status_of("systemctl", "start", UNIT) != 0
    assert configured.machine.show(UNIT, "ExecMainStatus") == "2"
    time.sleep(2)  # twice RestartSec: it would have been started again
    assert configured.machine.show(UNIT, "ActiveState") == "failed"
    (line,) = configured.machine.said(UNIT, "m099_of_tomorrow")
    assert "was written by a newer News Monitor" in line
    configured.systemctl("reset-failed")


@pytest.fixture
def stranger_database(configured: Service) -> Iterator[Path]:
    """Where the service looks for its database while its own is aside; feeds hang, so that none is polled."""
    configured.hang("feeds")
    configured.systemctl("stop")
    state = configured.machine.path("/var/lib/private/news-monitor")
    own = state.with_name("own")
    owner = state.stat()
    state.rename(own)
    state.mkdir(mode=0o700)
    os.chown(state, owner.st_uid, owner.st_gid)
    yield state / "news-monitor.db"
    configured.machine.run("systemctl", "stop", UNIT)
    shutil.rmtree(state)
    own.rename(state)
    configured.release("feeds")
    configured.systemctl("start")


def hand_over(database: Path) -> None:
    """Give the files of a database to who owns the folder."""
    owner = database.parent.stat()
    for path in database.parent.iterdir():
        os.chown(path, owner.st_uid, owner.st_gid)


# --- dying and stopping ---------------------------------------------------------------------------


def test_a_killed_daemon_comes_back_and_loses_nothing(configured: Service) -> None:
    restarts, mails = configured.restarts, len(configured.mails())
    configured.publish("p2", "violins", 33)
    configured.machine.run("kill", "-KILL", str(configured.pid))
    configured.wait_until_restarted(restarts)
    configured.wait_for_mail("violins")
    assert len(configured.mails()) == mails + 1


def test_a_locked_database_is_waited_for(configured: Service) -> None:
    """Another process holds it; nothing can be recorded, and nothing is lost."""
    restarts = configured.restarts
    program = (
        "import sqlite3, sys, time; db = sqlite3.connect(sys.argv[1], isolation_level=None);"
        " db.execute('BEGIN IMMEDIATE'); print('locked', flush=True); time.sleep(600)"
    )
    configured.machine.run(
        "systemd-run", "--unit=lock", "--quiet", "/usr/bin/python3", "-c", program, DATABASE
    )
    wait_for("the lock", lambda: configured.machine.said("lock", "locked"))
    configured.publish("p3", "umbrellas", 35)
    time.sleep(3)  # some ticks meet it
    configured.machine.run("systemctl", "stop", "lock")
    configured.wait_for_mail("umbrellas")
    assert configured.restarts == restarts


def test_the_watchdog_bites_when_a_tick_hangs(configured: Service) -> None:
    """The one that polls waits for ever: for a source article that became a pipe."""
    restarts, bites = configured.restarts, configured.bites
    source = configured.machine.path("/etc/news-monitor/source.md")
    before, mails = source.read_text(), len(configured.mails())
    source.unlink()
    os.mkfifo(source)
    configured.machine.run("kill", "-HUP", str(configured.pid))
    with writer_of(source):
        source.unlink()
        source.write_text(before)  # for the next start; who reads from the pipe reads on
        configured.publish("p4", "tractors", 37)
        bitten = lambda: wait_for("the watchdog to bite", lambda: configured.bites > bites)  # noqa: E731
        seconds = configured.seconds_of(bitten)
    configured.wait_until_restarted(restarts)
    configured.wait_for_mail("tractors")
    assert len(configured.mails()) == mails + 1
    said = configured.machine.said(UNIT, "_from_file")
    assert said, "the journal does not say where it hung"
    configured.figures["watchdog bite on a hung tick"] = f"after {seconds:.1f} s, WatchdogSec=15"


@contextmanager
def writer_of(pipe: Path) -> Iterator[None]:
    """Wait until somebody reads from a pipe, and be the one that never writes to it."""

    def opened() -> int | None:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            if error.errno != errno.ENXIO:  # it has no reader yet
                raise
            return None

    end: int = wait_for("somebody at the pipe", opened)
    try:
        yield
    finally:
        os.close(end)


def test_the_watchdog_bites_when_the_process_hangs(configured: Service) -> None:
    restarts, bites = configured.restarts, configured.bites
    configured.machine.run("kill", "-STOP", str(configured.pid))
    configured.publish("p5", "helmets", 39)
    bitten = lambda: wait_for("the watchdog to bite", lambda: configured.bites > bites)  # noqa: E731
    seconds = configured.seconds_of(bitten)
    configured.wait_until_restarted(restarts)
    configured.wait_for_mail("helmets")
    configured.figures["watchdog bite on a stopped process"] = f"after {seconds:.1f} s"


@pytest.mark.parametrize(("what", "goods"), [("feeds", "gloves"), ("mail", "candles")])
def test_it_stops_within_seconds_at_a_bad_moment(
    configured: Service, what: str, goods: str
) -> None:
    configured.wait_until_active()
    configured.hang(what)
    configured.publish(f"stop-{what}", goods, 40 + len(what))
    configured.wait_until_hung(what)
    seconds = configured.seconds_of(lambda: configured.systemctl("stop"))
    result = configured.machine.show(UNIT, "Result")
    configured.release(what)
    configured.figures[f"stop while {what} hang"] = f"{seconds:.1f} s"
    assert result == "success"
    assert seconds < STOPS_WITHIN
    configured.systemctl("start")
    configured.wait_for_mail(goods)


def test_each_mail_was_sent_once(configured: Service) -> None:
    """But for the one that the server may have had when the daemon was stopped: it is the same."""
    ids = [str(mail["Message-ID"]) for mail in configured.mails()]
    subjects = {str(mail["Subject"]) for mail in configured.mails()}
    assert len(set(ids)) == len(subjects)
    configured.figures["mails"] = f"{len(set(ids))} different, {len(ids)} delivered"


# --- pages that may write -------------------------------------------------------------------------

WATCH = "(tariff* OR duty) NEAR/12 (china OR chinese)\ntariff* NEAR/8 furniture"
BENCH = "/stories/furniture/workbench"


def steps_of_the_page() -> tuple[list[str], str]:
    """Return the commands of docs/systemd.md that let the pages write, and the drop-in between them."""
    text = (ROOT / "docs/systemd.md").read_text("utf-8").partition("## Pages that may write")[2]
    commands, drop_in = re.findall(r"```(?:sh)?\n(.*?)```", text, re.DOTALL)[:2]
    return [line.partition("#")[0].strip() for line in commands.splitlines()], drop_in


def test_pages_may_not_write_the_configuration_and_say_so(configured: Service) -> None:
    pytest.importorskip("flask", reason="the extra `web` is not installed")
    machine = configured.machine
    machine.write(SETTINGS, CONFIGURATION + PAGES)
    configured.systemctl("restart")
    wait_for("the pages", lambda: configured.pages_answer)
    before = machine.path(SETTINGS).read_text()
    status, page = configured.browse(BENCH)
    assert status == 200
    assert "The pages may not write the configuration" in page
    status, page = configured.browse(BENCH, do="save", watch=WATCH)
    assert status == 422
    assert f"{SETTINGS} cannot be written: " in page
    assert "docs/systemd.md" in page
    assert "tariff* NEAR/8 furniture" in page, "nothing is lost"
    assert machine.path(SETTINGS).read_text() == before


def test_with_the_drop_in_of_the_page_they_keep_a_watch(configured: Service) -> None:
    pytest.importorskip("flask", reason="the extra `web` is not installed")
    machine, kept = configured.machine, "/var/lib/news-monitor/monitor.toml"
    commands, drop_in = steps_of_the_page()
    place = f"/etc/systemd/system/{UNIT}.service.d/pages.conf"
    for command in commands:
        if "systemctl edit" in command:
            machine.write(place, drop_in)
            machine.run("systemctl", "daemon-reload")
        else:
            machine.run("sh", "-c", command.replace("sudo ", ""))
    wait_for("the pages", lambda: configured.pages_answer)
    status, page = configured.browse(BENCH)
    assert "The pages may not write" not in page
    reloads = len(machine.said(UNIT, "reloaded"))
    status, page = configured.browse(BENCH, do="save", watch=WATCH)
    assert (status, "Kept. The daemon takes it up now." in page) == (200, True), page
    wait_for("the reload", lambda: len(machine.said(UNIT, "reloaded")) > reloads)
    assert "tariff* NEAR/8 furniture" in machine.run("cat", kept)
    assert "is good" in machine.run(COMMAND, "--config", kept, "check")
    configured.publish("w1", "ladders", 47)
    configured.wait_for_mail("ladders")


def test_and_back_to_a_configuration_of_root_s(configured: Service) -> None:
    pytest.importorskip("flask", reason="the extra `web` is not installed")
    machine = configured.machine
    configured.systemctl("stop")
    machine.run(
        "sh", "-c", "mv /var/lib/news-monitor/*.toml /var/lib/news-monitor/*.md /etc/news-monitor/"
    )
    machine.run("rm", "/var/lib/news-monitor/secrets")
    machine.run("chown", "-R", "root:root", "/etc/news-monitor")
    machine.path(f"/etc/systemd/system/{UNIT}.service.d/pages.conf").unlink()
    machine.write(SETTINGS, CONFIGURATION)
    machine.run("systemctl", "daemon-reload")
    configured.systemctl("start")
    configured.publish("w2", "buckets", 49)
    configured.wait_for_mail("buckets")


# --- one user's service ---------------------------------------------------------------------------


def test_a_user_has_a_service_of_the_own(configured: Service) -> None:
    """Installed from the machine's installation, without root's rights."""
    machine = configured.machine
    machine.run("useradd", "--create-home", "reader")
    machine.run("loginctl", "enable-linger", "reader")
    number = machine.run("id", "-u", "reader").strip()
    bus = f"/run/user/{number}"
    wait_for("the user's systemd", lambda: not machine.status_of("test", "-e", f"{bus}/systemd"))

    def as_reader(*command: str) -> str:
        environ = ("env", f"XDG_RUNTIME_DIR={bus}", "HOME=/home/reader")
        return machine.run(
            "setpriv", "--reuid=reader", "--regid=reader", "--init-groups", *environ, *command
        )

    def main_process() -> int:
        return int(as_reader("systemctl", "--user", "show", "-P", "MainPID", UNIT))

    own = "/home/reader/.config/news-monitor"
    as_reader("mkdir", "-p", own)
    article = "Norvig ferry to stop\\n\\nThe Norvig ferry to Calder stops in March.\\n"
    settings = (
        '[[story]]\\nname = "ferry"\\nsources = ["ferry.md"]\\n'
        '[[feed]]\\nurl = "https://news.example/a.rss"\\nname = "A"\\n'
    )
    for name, text in (("ferry.md", article), ("monitor.toml", settings)):
        as_reader("sh", "-c", f"printf '{text}' > {own}/{name}")
    said = as_reader(COMMAND, "install-service", "--user", "--now")
    assert "run     systemctl --user restart news-monitor.service" in said
    assert as_reader("systemctl", "--user", "is-active", UNIT).strip() == "active"
    unit = "/home/reader/.local/share/systemd/user/news-monitor.service"
    assert as_reader("systemd-analyze", "--user", "verify", unit) == ""
    first = main_process()
    assert as_reader(COMMAND, "install-service", "--user", "--now").startswith("Nothing to do")
    assert main_process() == first
    assert machine.path("/home/reader/.local/state/news-monitor/news-monitor.db").exists()
    as_reader("/home/reader/.local/bin/news-monitor", "install-service", "--user", "--uninstall")
    assert not machine.path(unit).exists()
    assert not machine.path("/home/reader/.local/share/news-monitor").exists()


# --- and away -------------------------------------------------------------------------------------


def test_uninstall_leaves_state_and_what_was_changed(configured: Service) -> None:
    machine = configured.machine
    said = machine.run(COMMAND, "install-service", "--uninstall")
    assert f"keep    {SETTINGS}: it was changed" in said
    assert "/var/lib/news-monitor" in said.splitlines()[-2]
    assert machine.path(SETTINGS).exists()
    assert machine.path("/var/lib/private/news-monitor/news-monitor.db").exists()
    for gone in (
        "/opt/news-monitor",
        COMMAND,
        "/usr/local/lib/systemd/system/news-monitor.service",
    ):
        assert not machine.path(gone).exists()
        assert not machine.path(gone).is_symlink()
    assert machine.show(UNIT, "LoadState") == "not-found"
