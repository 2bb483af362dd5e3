"""What installing and uninstalling do, for machines in all states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.cli.service.actions import Remove, Systemctl
from monitor.cli.service.places import UNIT, Places
from monitor.cli.service.plan import digest, plan_install, plan_uninstall
from tests.cli.service.conftest import NAMES, NOTHING, PLACES, Simulation, goods, lines, release

SETTINGS = PLACES.config / "monitor.toml"
NEW = PLACES.config / "monitor.toml.new"
OLD_DEFAULT, NEW_DEFAULT, OWN = b"# default\n", b"# better default\n", b"# my own\n"


def offering(content: bytes) -> dict[str, bytes]:
    return {"monitor.toml": content, "article.md": b"# Article\n"}


def test_a_first_installation_does_everything_in_order() -> None:
    name = release().name
    assert lines(Simulation().install(goods())) == [
        f"install /opt/news-monitor/releases/{name} (with 1 libraries, for /usr/bin/python3.11)",
        "make /etc/news-monitor",
        "make /etc/news-monitor/secrets",
        "write /etc/news-monitor/monitor.toml",
        "write /etc/news-monitor/article.md",
        "write /usr/local/lib/systemd/system/news-monitor.service",
        f"link /opt/news-monitor/current to /opt/news-monitor/releases/{name}",
        "link /usr/local/bin/news-monitor to /opt/news-monitor/current/bin/news-monitor",
        "write /opt/news-monitor/installed.json (what was put where)",
        "run systemctl daemon-reload",
    ]


def test_it_starts_nothing_by_itself_and_says_how() -> None:
    plan = Simulation().install(goods())
    assert plan.closing[-1].strip() == f"sudo systemctl enable --now {UNIT}"
    now = Simulation().install(goods(own=MINE), now=True)
    assert lines(now)[-2:] == [f"run systemctl enable {UNIT}", f"run systemctl restart {UNIT}"]


def test_a_second_run_does_nothing() -> None:
    machine = Simulation()
    machine.install(goods())
    assert not machine.install(goods()).changes
    running = replace(NOTHING, is_enabled=True, is_active=True, running=release().name)
    machine.state = running
    assert not machine.install(goods(), now=True).changes


# --- whose story ---------------------------------------------------------------------------------

MINE = {"monitor.toml": b"# mine\n", "bridge.md": b"# Bridge\n"}


def test_the_configuration_of_who_installs_is_taken_once() -> None:
    machine = Simulation()
    machine.install(goods(own=MINE))
    assert machine.files[SETTINGS] == b"# mine\n"
    assert machine.files[PLACES.config / "bridge.md"] == b"# Bridge\n"
    assert PLACES.config / "article.md" not in machine.files
    machine.install(goods(own={"monitor.toml": b"# another\n"}))
    assert machine.files[SETTINGS] == b"# mine\n"


@pytest.mark.parametrize("is_there", [False, True])
def test_the_example_is_not_started(is_there: bool) -> None:
    machine = Simulation()
    if is_there:
        machine.install(goods())
    plan = machine.install(goods(), now=True)
    assert not [line for line in lines(plan) if "enable" in line or "restart" in line]
    assert "example, about a story of somebody else" in "\n".join(plan.closing)
    assert any(line.endswith("init ARTICLE --feed SITE") for line in plan.closing)
    machine.files[SETTINGS] = b"# made mine\n"
    plan = machine.install(goods(), now=True)
    assert lines(plan)[-1] == f"run systemctl restart {UNIT}"


def test_a_service_that_runs_with_the_example_goes_on() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.state = replace(NOTHING, is_enabled=True, is_active=True, running="0.9-unknown")
    assert lines(machine.install(goods(), now=True))[-1].startswith(f"run systemctl restart {UNIT}")


# --- the configuration ----------------------------------------------------------------------------


def test_a_default_that_nobody_changed_is_replaced_by_the_new_one() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.install(goods(samples=offering(NEW_DEFAULT)))
    assert machine.files[SETTINGS] == NEW_DEFAULT
    assert NEW not in machine.files


def test_a_changed_configuration_is_kept_and_the_new_default_put_beside_it_once() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.files[SETTINGS] = OWN
    plan = machine.install(goods())
    assert f"keep {SETTINGS}: it was changed" in lines(plan)
    assert NEW not in machine.files  # there is no new default
    plan = machine.install(goods(samples=offering(NEW_DEFAULT)))
    assert machine.files[SETTINGS] == OWN
    assert machine.files[NEW] == NEW_DEFAULT
    del machine.files[NEW]
    machine.install(goods(samples=offering(NEW_DEFAULT)))
    assert NEW not in machine.files
    assert machine.files[SETTINGS] == OWN


def test_a_configuration_that_was_there_before_is_kept_without_examples() -> None:
    machine = Simulation(files={SETTINGS: OWN})
    machine.install(goods())
    assert machine.files[SETTINGS] == OWN
    assert PLACES.config / "article.md" not in machine.files


def test_an_example_that_was_removed_stays_so_while_there_is_a_configuration() -> None:
    machine = Simulation()
    machine.install(goods())
    del machine.files[PLACES.config / "article.md"]
    plan = machine.install(goods())
    assert f"keep {PLACES.config / 'article.md'}: it was removed, and stays so" in lines(plan)
    machine.files = {PLACES.unit: machine.files[PLACES.unit]}
    machine.install(goods())
    assert PLACES.config / "article.md" in machine.files
    assert SETTINGS in machine.files


# --- an upgrade -----------------------------------------------------------------------------------


def test_an_upgrade_leaves_the_running_daemon_and_its_files_alone() -> None:
    machine = Simulation()
    machine.install(goods())
    old, new = release().name, release("1.1", b"import that\n")
    machine.state = replace(NOTHING, is_enabled=True, is_active=True, running=old)
    plan = machine.install(goods(release=new))
    assert machine.releases == {old, new.name}
    assert machine.links[PLACES.current] == PLACES.releases / new.name
    assert not [action for action in plan.actions if isinstance(action, Systemctl)]
    assert plan.closing[-1].strip() == f"sudo systemctl restart {UNIT}"
    plan = machine.install(goods(release=new), now=True)
    assert lines(plan) == [f"run systemctl restart {UNIT}", f"remove {PLACES.releases / old}"]


@pytest.mark.parametrize(("is_active", "kept"), [(True, True), (False, False)])
def test_a_release_is_kept_while_it_may_be_in_use(is_active: bool, kept: bool) -> None:
    machine = Simulation(releases={"0.9-unknown"})
    machine.state = replace(NOTHING, is_active=is_active, running=None)
    machine.install(goods())
    assert ("0.9-unknown" in machine.releases) is kept


def test_a_changed_unit_is_made_known_to_systemd_and_wants_a_restart() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.state = replace(NOTHING, is_enabled=True, is_active=True, running=release().name)
    plan = machine.install(goods(units={PLACES.unit: b"[Unit]\nDescription=x\n"}))
    assert lines(plan)[-1] == "run systemctl daemon-reload"
    assert "restart" in plan.closing[-1]


def test_a_drop_in_that_this_systemd_must_not_have_is_removed() -> None:
    path = PLACES.drop_ins / NAMES[0]
    machine = Simulation(files={path: b"[Service]\n"})
    assert Remove(path) in machine.install(goods()).actions


def test_what_is_not_from_here_is_not_touched() -> None:
    other = Path("/usr/local/bin/another")
    machine = Simulation(links={PLACES.command: other})
    plan = machine.install(goods())
    assert machine.links[PLACES.command] == other
    assert f"keep {PLACES.command}: it is not from here" in lines(plan)


def test_an_own_unit_that_stands_before_ours_is_named() -> None:
    machine = Simulation(files={PLACES.overrides / UNIT: b"[Unit]\n"})
    assert "stands before" in lines(machine.install(goods()))[-1]


def test_without_a_systemd_that_runs_nothing_is_asked_of_it() -> None:
    for now in (True, False):
        machine = Simulation(state=replace(NOTHING, has_systemd=False))
        plan = machine.install(goods(), now=now)
        assert not [action for action in plan.actions if isinstance(action, Systemctl)]
        assert "enable --now" in plan.closing[-1]


# --- and away -------------------------------------------------------------------------------------


def test_uninstalling_leaves_what_was_changed_and_the_state() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.files[SETTINGS] = OWN
    folders = frozenset({
        PLACES.prefix, PLACES.releases, PLACES.config, PLACES.secrets, PLACES.state,
    })  # fmt: skip
    there = replace(machine.machine, folders=folders, is_active=True)
    there = replace(there, digests={**there.digests, PLACES.record: digest(b"{}")})
    plan = plan_uninstall(PLACES, NAMES, there)
    assert lines(plan) == [
        f"run systemctl disable --now {UNIT}",
        f"remove {PLACES.unit}",
        "run systemctl daemon-reload",
        f"remove {PLACES.command}",
        f"keep {SETTINGS}: it was changed",
        f"remove {PLACES.config / 'article.md'}",
        f"remove {PLACES.secrets}, if nothing is left in it",
        f"remove {PLACES.config}, if nothing is left in it",
        f"remove {PLACES.current}",
        f"remove {PLACES.releases}",
        f"remove {PLACES.record}",
        f"remove {PLACES.prefix}, if nothing is left in it",
    ]
    assert "sudo rm -r /var/lib/news-monitor /var/lib/private/news-monitor" in plan.closing[-1]


def test_uninstalling_takes_a_new_default_along_that_nobody_looked_at() -> None:
    machine = Simulation(files={SETTINGS: OWN})
    machine.install(goods(samples=offering(NEW_DEFAULT)))
    assert Remove(NEW) in plan_uninstall(PLACES, NAMES, machine.machine).actions
    machine.files[NEW] = OWN
    assert Remove(NEW) not in plan_uninstall(PLACES, NAMES, machine.machine).actions


def test_uninstalling_what_is_not_there_does_nothing() -> None:
    plan = plan_uninstall(PLACES, NAMES, NOTHING)
    assert not plan.changes
    assert plan.closing == ()


def test_a_user_speaks_to_the_own_systemd() -> None:
    places = Places.of_user(Path("/home/reader"), {})
    plan = plan_install(places, goods(units={places.unit: b"x"}, own=MINE), NOTHING, now=True)
    assert lines(plan)[-1] == f"run systemctl --user restart {UNIT}"
    plan = plan_install(places, goods(units={places.unit: b"x"}), NOTHING, now=False)
    assert plan.closing[-2].strip() == f"systemctl --user enable --now {UNIT}"
    assert "enable-linger" in plan.closing[-1]


def test_a_daemon_that_runs_the_same_release_is_left_without_a_word() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.state = replace(NOTHING, is_enabled=True, is_active=True, running=release().name)
    assert machine.install(goods()).closing == ()


def test_uninstalling_without_a_state_says_nothing_of_one() -> None:
    machine = Simulation()
    machine.install(goods())
    machine.state = replace(NOTHING, has_systemd=False)
    plan = plan_uninstall(PLACES, (), machine.machine)
    assert not any("What it remembers" in line for line in plan.closing)
    assert not any("systemctl" in line for line in lines(plan))


def test_who_has_another_configuration_is_left_with_it() -> None:
    places = Places.of_user(Path("/home/reader"), {})
    machine = replace(
        NOTHING,
        recorded={places.config / "monitor.toml": digest(b"default")},
        folders=frozenset({places.state}),
    )
    plan = plan_uninstall(places, (), machine)
    assert plan.closing[-1].strip() == f"rm -r {places.state}"
    assert lines(plan) == []


def test_an_empty_folder_of_drop_ins_goes_with_them() -> None:
    drop_in = PLACES.drop_ins / "a.conf"
    machine = replace(
        NOTHING, digests={drop_in: "x"}, folders=frozenset({PLACES.drop_ins}), has_systemd=False
    )
    assert lines(plan_uninstall(PLACES, ("a.conf",), machine)) == [
        f"remove {drop_in}", f"remove {PLACES.drop_ins}, if nothing is left in it",
    ]  # fmt: skip
