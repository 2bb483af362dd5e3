"""A machine as values: what there is to install, and what is there already."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePosixPath

from monitor.cli.service.actions import Action, Build, Link, Plan, Remove, Write
from monitor.cli.service.places import Places
from monitor.cli.service.plan import Goods, Machine, digest, plan_install
from monitor.cli.service.release import File, Release

PLACES = Places.of_system()
NAMES = ("253-notify-reload.conf",)


def release(version: str = "1.0", content: bytes = b"import this\n") -> Release:
    file = File(PurePosixPath("monitor/__init__.py"), None, sha256(content).hexdigest(), content)
    return Release(version, Path("/usr/bin/python3.11"), "3.11", ("news-monitor", "click"), (file,))


def goods(**changes: object) -> Goods:
    made = Goods(
        release=release(),
        units={PLACES.unit: b"[Unit]\n"},
        drop_ins=NAMES,
        samples={"monitor.toml": b"# default\n", "article.md": b"# Article\n"},
    )
    return replace(made, **changes)


NOTHING = Machine({}, frozenset(), {}, frozenset(), {}, True, False, False)


@dataclass
class Simulation:
    """A machine on which plans are carried out in the mind."""

    files: dict[Path, bytes] = field(default_factory=dict)
    links: dict[Path, Path] = field(default_factory=dict)
    releases: set[str] = field(default_factory=set)
    recorded: dict[Path, str] = field(default_factory=dict)
    state: Machine = NOTHING

    @property
    def machine(self) -> Machine:
        folders = {PLACES.config, PLACES.secrets} if self.files else set()
        return replace(
            self.state,
            digests={path: digest(content) for path, content in self.files.items()},
            folders=frozenset(folders),
            links=self.links,
            releases=frozenset(self.releases),
            recorded=self.recorded,
        )

    def install(self, goods: Goods, *, now: bool = False) -> Plan:
        plan = plan_install(PLACES, goods, self.machine, now=now)
        for action in plan.actions:
            self._do(action)
        self.recorded = {
            PLACES.config / name: digest(content) for name, content in goods.samples.items()
        }
        return plan

    def _do(self, action: Action) -> None:
        match action:
            case Build(path):
                self.releases.add(path.name)
            case Write(path, content):
                self.files[path] = content
            case Link(path, target):
                self.links[path] = target
            case Remove(path):
                self.files.pop(path, None)
                self.releases.discard(path.name)
            case _:
                pass


def lines(plan: Plan) -> list[str]:
    """Return what a plan says, with single spaces."""
    return [" ".join(str(action).split()) for action in plan.actions]
