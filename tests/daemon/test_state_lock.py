"""One daemon to a state directory."""

from __future__ import annotations

import errno
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from monitor.daemon import state_lock
from monitor.daemon.state_lock import Running, StateLock, running
from monitor.errors import AlreadyRunning, StoreError

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def test_nobody_runs_on_a_state_that_is_not_there(tmp_path: Path) -> None:
    assert running(tmp_path / "none") is None
    assert not (tmp_path / "none").exists()


def test_the_directory_is_made_for_the_first_daemon(tmp_path: Path) -> None:
    with StateLock(tmp_path / "a" / "b", NOW):
        assert running(tmp_path / "a" / "b") == Running(os.getpid(), NOW, NOW)


def test_the_time_of_a_daemon_is_told_in_one_zone(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW.astimezone(timezone(timedelta(hours=8)))):
        found = running(tmp_path)
    assert found == Running(os.getpid(), NOW, NOW)
    assert found.since
    assert found.since.utcoffset() == timedelta(0)


def test_a_tick_is_seen_from_outside(tmp_path: Path) -> None:
    later = NOW + timedelta(minutes=5)
    with StateLock(tmp_path, NOW) as lock:
        lock.tick(later)
        assert running(tmp_path) == Running(os.getpid(), NOW, later)


def test_a_second_daemon_is_told_who_runs(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW), pytest.raises(AlreadyRunning) as caught:
        StateLock(tmp_path, NOW + timedelta(hours=1))
    assert caught.value.pid == os.getpid()
    assert str(os.getpid()) in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_second_daemon_leaves_the_word_of_the_first_as_it_is(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW):
        with pytest.raises(AlreadyRunning):
            StateLock(tmp_path, NOW + timedelta(hours=1))
        assert running(tmp_path) == Running(os.getpid(), NOW, NOW)


def test_looking_does_not_lock(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW):
        pass
    assert running(tmp_path) is None
    assert running(tmp_path) is None
    with StateLock(tmp_path, NOW):
        assert running(tmp_path)


def test_after_a_daemon_the_next_may_run(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW):
        pass
    later = NOW + timedelta(hours=1)
    with StateLock(tmp_path, later):
        assert running(tmp_path) == Running(os.getpid(), later, later)


def test_what_an_older_daemon_wrote_is_gone(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW) as lock:
        lock.path.write_text("x" * 90)
    with StateLock(tmp_path, NOW):
        assert running(tmp_path) == Running(os.getpid(), NOW, NOW)


def test_a_killed_daemon_leaves_no_lock(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib, datetime; from monitor.daemon.state_lock import StateLock\n"
        "lock = StateLock(pathlib.Path(sys.argv[1]), datetime.datetime.fromtimestamp(0, datetime.UTC))\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        found = running(tmp_path)
        assert found
        assert found.pid == process.pid
        process.kill()
    assert running(tmp_path) is None
    with StateLock(tmp_path, NOW):
        assert running(tmp_path) == Running(os.getpid(), NOW, NOW)


@pytest.mark.parametrize("word", ["", "nonsense", "12 yesterday", "x" * 300])
def test_a_word_that_cannot_be_read_still_says_that_somebody_runs(
    tmp_path: Path, word: str
) -> None:
    with StateLock(tmp_path, NOW) as lock:
        lock.path.write_text(word)
        lock.tick(NOW)
        assert running(tmp_path) == Running(None, None, NOW)
        with pytest.raises(AlreadyRunning, match="another daemon"):
            StateLock(tmp_path, NOW)


def removed(file: Path) -> None:
    file.unlink()


def replaced(file: Path) -> None:
    content = file.read_bytes()
    other = file.with_name("other")
    other.write_bytes(content)
    other.replace(file)


def made_anew(file: Path) -> None:
    file.unlink()
    file.touch()


def moved_with_its_folder(file: Path) -> None:
    file.parent.rename(file.parent.with_name("elsewhere"))


def in_what_is_no_folder(file: Path) -> None:
    moved_with_its_folder(file)
    file.parent.touch()


@pytest.mark.parametrize(
    "lose", [removed, replaced, made_anew, moved_with_its_folder, in_what_is_no_folder]
)
@pytest.mark.parametrize("name", ["daemon.lock", "news-monitor.db"])
def test_a_file_that_is_lost_beneath_the_daemon_is_named(
    tmp_path: Path, name: str, lose: Callable[[Path], None]
) -> None:
    state = tmp_path / "state"
    with StateLock(state, NOW) as lock:
        (state / "news-monitor.db").touch()
        with (state / "news-monitor.db").open():  # as SQLite has it open
            lock.hold(state / "news-monitor.db")
            lock.tick(NOW)
            lock.note(["a trouble"])
            lock.check()
            lose(state / name)
            assert lock.lost in (state / name, state / "daemon.lock")
            with pytest.raises(StoreError, match=f"state/{lock.lost.name} was removed or replaced"):
                lock.check()


@pytest.mark.parametrize("lose", [removed, made_anew])
def test_a_lock_file_that_is_removed_before_it_is_locked_is_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lose: Callable[[Path], None]
) -> None:
    take = state_lock._take

    def too_late(file: int) -> None:
        lose(tmp_path / "daemon.lock")
        take(file)

    with monkeypatch.context() as patch:
        patch.setattr(state_lock, "_take", too_late)
        with pytest.raises(StoreError, match="was removed while it was being locked"):
            StateLock(tmp_path, NOW)
    with StateLock(tmp_path, NOW):
        assert running(tmp_path)


def test_a_machine_that_cannot_look_has_lost_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> os.stat_result:
        raise OSError(errno.EIO, "Input/output error")

    with StateLock(tmp_path, NOW) as lock, monkeypatch.context() as patch:
        patch.setattr(Path, "stat", fails)
        assert lock.lost is None
        with pytest.raises(StoreError, match="cannot be looked at: Input/output error"):
            lock.hold(tmp_path / "news-monitor.db")


def test_a_state_that_cannot_be_a_directory_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"the state directory .*file cannot be used: "):
        StateLock(tmp_path / "file", NOW)


def test_a_look_at_the_moment_of_the_start_does_not_keep_the_daemon_out(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW):
        pass
    looking = os.open(tmp_path / "daemon.lock", os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_SH)
    timer = threading.Timer(0.05, lambda: fcntl.flock(looking, fcntl.LOCK_UN))
    timer.start()
    try:
        with StateLock(tmp_path, NOW):
            assert running(tmp_path) is not None
    finally:
        timer.join()
        os.close(looking)


def test_what_troubles_the_daemon_is_seen_from_outside_until_it_is_over(tmp_path: Path) -> None:
    with StateLock(tmp_path, NOW) as lock:
        for sentences in (("the disk is full.", "x hangs."), ("é" * 2_000,), ()):
            lock.note(sentences)
            found = running(tmp_path)
            assert found
            assert found.troubles == tuple(sentence[:500] for sentence in sentences)
            assert (found.pid, found.since) == (os.getpid(), NOW)
