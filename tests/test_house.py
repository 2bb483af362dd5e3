"""The rules of the house, each one a test: docs/design.md says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from monitor.cli import COMMANDS
from tests.every import of_every

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "monitor"
MODULES = sorted(PACKAGE.rglob("*.py"))

#: The floors from the ground up; the rooms of one floor do not know each other.
FLOORS = (
    ("monitor", "errors", "model", "net"),
    ("config",),
    ("feeds", "story", "alerts", "store"),
    ("stories",),
    ("pipeline",),
    ("daemon",),
    ("desk",),
    ("web",),
    ("cli",),
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
#: The floors within `story`: what answers a question knows the answers below, and no others.
FLOORS_OF_STORY = (
    ("words", "evidence"),
    ("facts",),
    ("reading",),
    ("topic",),
    ("known",),
    ("news",),
    ("baseline",),
    ("engine",),
    ("second_opinion",),
)
FLOOR_IN_STORY = {room: floor for floor, rooms in enumerate(FLOORS_OF_STORY) for room in rooms}
#: Rooms that are known by what their `__init__` hands on, and the one module that `stories` keeps so.
FACES = frozenset(
    f"monitor.story.{path.name}" for path in (PACKAGE / "story").iterdir() if path.is_dir()
) - {"monitor.story.__pycache__"}
MOST_ENTRIES = 14  # in the hall, beside what Python wants there

WORLD = frozenset(
    (
        "asyncio fcntl glob http httpx io logging multiprocessing os random requests"
        " secrets shutil signal smtplib socket sqlite3 ssl subprocess tempfile threading time"
        " urllib3 uuid"
    ).split()
)
FOLLOWING = frozenset(
    "exists is_file is_dir stat open read_text read_bytes write_text write_bytes mkdir unlink rename"
    " expanduser resolve iterdir glob rglob".split()
)
LONGEST_FUNCTION = 40  # lines
LONGEST_FILE = 320


def names(path: Path) -> list[str]:
    """Return the dotted name of a module, in parts: `monitor.feeds.fetch`."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def room(parts: list[str]) -> str:
    return parts[1] if len(parts) > 1 else parts[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imported(path: Path) -> list[list[str]]:
    return list(imports(path))


def imports(path: Path) -> Iterator[list[str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            base = (node.module or "").split(".")
            for alias in node.names:
                below = ROOT.joinpath(*base, alias.name)
                is_module = below.is_dir() or below.with_suffix(".py").exists()
                is_module = is_module and alias.name not in handed_on(below.parent)
                yield [*base, alias.name] if is_module else base


@cache
def known_modules() -> dict[str, frozenset[str]]:
    """Return each module with those of the package that it imports, wherever it does so."""
    modules = {".".join(names(path)): path for path in MODULES}
    return {
        name: frozenset(".".join(parts) for parts in imported(path)) & modules.keys() - {name}
        for name, path in modules.items()
    }


@cache
def handed_on(room: Path) -> frozenset[str]:
    """Return the names that the face of a room hands on, which may be those of its modules."""
    own = room / "__init__.py"
    nodes = tree(own).body if own.exists() else []
    return frozenset(
        alias.asname or alias.name
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def is_pure(path: Path) -> bool:
    return first_line(path).endswith("Pure.")


def first_line(path: Path) -> str:
    """Return the first sentence row of a module's docstring, up to `Pure.` or `I/O.`."""
    docstring = ast.get_docstring(tree(path)) or ""
    return docstring.splitlines()[0] if docstring else ""


def identify(path: Path) -> str:
    return str(path.relative_to(ROOT))


each_module = of_every(MODULES, identify)


@each_module
def test_a_module_says_what_it_is_for_and_whether_it_touches_the_world(path: Path) -> None:
    found = re.fullmatch(r".{10,110} (Pure|I/O)\.", first_line(path))
    assert found, (
        f"a first line of 10 to 110 letters that ends in Pure. or I/O.: {first_line(path)}"
    )


@each_module
def test_every_room_stands_on_a_floor(path: Path) -> None:
    assert room(names(path)) in FLOOR_OF, "give the room a floor: FLOORS, docs/design.md, README.md"


@each_module
def test_imports_point_down(path: Path) -> None:
    own = room(names(path))
    for parts in imported(path):
        if parts[0] != "monitor":
            continue
        other = room(parts)
        same_floor_apart = FLOOR_OF[own] == FLOOR_OF[other] and own != other and FLOOR_OF[own] > 0
        assert FLOOR_OF[other] <= FLOOR_OF[own], f"{own} must not know {'.'.join(parts)}"
        assert not same_floor_apart, f"{own} and {other} share a floor"


def test_the_hall_has_few_doors() -> None:
    of_python = {"__init__.py", "__main__.py", "__pycache__", "py.typed"}
    entries = {path.name for path in PACKAGE.iterdir()} - of_python
    assert len(entries) <= MOST_ENTRIES, f"put it into a room that is there: {sorted(entries)}"
    assert {name for name in entries if name.endswith(".py")} == {"errors.py"}, "they want a room"


def test_story_is_in_rooms_by_what_they_answer() -> None:
    entries = {path.stem for path in (PACKAGE / "story").iterdir()} - {"__init__", "__pycache__"}
    assert entries == FLOOR_IN_STORY.keys(), "put it into one of these rooms"


@each_module
def test_imports_point_down_within_story(path: Path) -> None:
    own = names(path)
    if own[:2] != ["monitor", "story"] or len(own) == 2:
        return
    for parts in imported(path):
        if parts[:2] == ["monitor", "story"] and parts[2:3] != own[2:3]:
            assert len(parts) > 2, "the rooms do not know what the whole hands on"
            floor, other = FLOOR_IN_STORY[own[2]], FLOOR_IN_STORY[parts[2]]
            assert other < floor, f"{'.'.join(own)} must not know {'.'.join(parts)}"


@each_module
def test_a_room_with_a_face_is_known_by_it_only(path: Path) -> None:
    own = ".".join(names(path))
    for parts in imported(path):
        for face in FACES:
            if parts[:3] == face.split(".") and not own.startswith(face):
                assert len(parts) == 3, f"ask {face} instead of {'.'.join(parts)}"
        inside = own.startswith("monitor.stories")
        assert inside or parts != ["monitor", "stories", "stories"], "ask monitor.stories"


@of_every(sorted(FACES))
def test_a_face_says_what_comes_in_and_goes_out_and_hands_on_what_is_asked(face: str) -> None:
    own = PACKAGE.joinpath(*face.split(".")[1:], "__init__.py")
    docstring = ast.get_docstring(tree(own)) or ""
    assert docstring.splitlines()[0].endswith("? Pure.")
    assert "come" in docstring or "kept" in docstring
    assert len(docstring.splitlines()) >= 4
    assert not [n for n in tree(own).body if isinstance(n, (ast.FunctionDef, ast.ClassDef))]
    outside = [path for path in MODULES if not ".".join(names(path)).startswith(face)]
    asked = {name for path in outside for name in _asked(path, face)}
    handed = handed_on(own.parent) - {"annotations"}
    assert handed >= asked, f"{face} has to hand on what is asked of it"
    assert handed <= asked, f"{face} hands on what nobody outside asks for"


def _asked(path: Path, face: str) -> Iterator[str]:
    """Yield what a module asks of a room, which it may import whole: `news.decide`."""
    parent, _, own = face.rpartition(".")
    nodes = list(ast.walk(tree(path)))
    imports_of = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    is_whole = any(n.module == parent and own in {a.name for a in n.names} for n in imports_of)
    yield from (a.name for node in imports_of if node.module == face for a in node.names)
    for node in nodes if is_whole else ():
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == own:
            yield node.attr


def test_no_imports_run_in_a_circle() -> None:
    left = dict(known_modules())
    while free := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in free}
    assert left == {}, "these import one another, or what does"


def test_no_command_knows_the_module_of_another() -> None:
    """What several commands share has a module of its own, with a name."""
    commands = {f"monitor.cli.{module}" for module, _ in COMMANDS.values()}
    knowing = {
        name: found
        for name, others in known_modules().items()
        if (found := set(others & commands - {name}))
    }
    assert knowing == {}, "what they share wants a module with a name"


@each_module
def test_pure_modules_touch_no_world(path: Path) -> None:
    if not is_pure(path):
        return
    touched = {parts[0] for parts in imported(path)} & WORLD
    # An in-memory byte stream is no world: feedparser wants one.
    assert touched <= ({"io"} if path.name == "parse.py" else set()), f"is it I/O? {touched}"
    calls = {node.func.id for node in ast.walk(tree(path)) if is_plain_call(node)}
    assert not calls & {"open", "print", "input", "exec", "eval"}, "is it I/O?"
    # A path is a value as long as nobody follows it; data of the program itself is no world.
    followed = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    own_data = {"read_text"} if ["importlib", "resources"] in list(imported(path)) else set()
    assert not (followed & FOLLOWING) - own_data, "a pure module follows no path: is it I/O?"


def is_plain_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def test_the_story_engine_is_pure_throughout() -> None:
    impure = [identify(path) for path in MODULES if "story" in path.parts and not is_pure(path)]
    assert impure == []


@each_module
def test_the_clock_is_read_at_the_edge_only(path: Path) -> None:
    own = names(path)
    if own == ["monitor", "daemon", "daemon"] or own[:2] == ["monitor", "cli"]:
        return
    readings = re.findall(
        r"datetime\.now|datetime\.utcnow|datetime\.today|date\.today|time\.time\(|time\.monotonic",
        path.read_text("utf-8"),
    )
    assert readings == [], "let it be passed in, as a value or as `clock`"


@each_module
def test_sql_lives_in_the_store_only(path: Path) -> None:
    if room(names(path)) == "store":
        return
    strings = [
        node.value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    sql = [
        s for s in strings if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|BEGIN|PRAGMA)\b", s)
    ]
    assert sql == [], "it belongs into monitor/store/"


def test_a_transaction_that_writes_begins_immediate() -> None:
    text = "".join(path.read_text("utf-8") for path in (PACKAGE / "store").glob("*.py"))
    assert re.findall(r'"BEGIN[^"]*"', text)
    assert set(re.findall(r'"BEGIN[^"]*"', text)) == {'"BEGIN IMMEDIATE"'}


@each_module
def test_there_is_no_room_without_a_noun(path: Path) -> None:
    assert not set(names(path)) & {"utils", "util", "helpers", "helper", "common", "misc", "tools"}


@each_module
def test_files_and_functions_stay_readable(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE, (
        f"{lines} lines, {LONGEST_FILE} at most: part of it wants a module"
    )
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno is not None
            lines = node.end_lineno - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name}: {lines} lines, split it"


def test_the_code_is_about_no_story() -> None:
    allowed = {"monitor/cli/demo/command.py"}
    about = [
        identify(path)
        for path in MODULES
        if re.search(r"alibaba|jack ma", path.read_text("utf-8"), re.IGNORECASE)
    ]
    # Examples in docstrings of the query language may name one.
    assert set(about) - allowed <= {"monitor/story/topic/query.py"}


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


@of_every(sorted((ROOT / "tests").rglob("test_*.py")), identify)
def test_tests_mirror_the_rooms(path: Path) -> None:
    rooms = {"e2e", "faults", "systemd", *(p.name for p in PACKAGE.iterdir() if p.is_dir())}
    folder = path.relative_to(ROOT / "tests").parts[0]
    assert folder == path.name or folder in rooms, "tests of a room are in a folder of its name"
