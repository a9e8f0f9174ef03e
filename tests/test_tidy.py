"""The house keeps itself: imports run downwards, functions stay short, the exact rooms stay exact."""

import ast
from pathlib import Path

import pytest
from mutations import misplaced

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "rulekit"
FILES = sorted(PACKAGE.rglob("*.py"))

FLOORS = (
    {"values", "diagnostics"},
    {"syntax"},
    {"program", "ledger"},
    {"semantics"},
    {"engine"},
    {"result"},
    {"replay"},
    {"testing", "kpi"},
    {"simulate"},
    {"report"},
    {"cli"},
)
LONGEST_FUNCTION = 60
LONGEST_FILE = 350
EXACT_ROOMS = ("values", "engine")
BANNED_MODULES = {"time", "random", "os", "locale", "secrets", "uuid"}
BANNED_CALLS = {"float", "now", "today", "utcnow", "hash", "id"}


def room_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def floor_of(room: str) -> int:
    return next(number for number, floor in enumerate(FLOORS) if room in floor)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_rooms(tree: ast.Module) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [f"{node.module}.{alias.name}" if node.module == "rulekit" else node.module for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        found += [name.split(".")[1] for name in names if name and name.startswith("rulekit.")]
    return found


def functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_imports_only_from_floors_below(path: Path):
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return  # the public names, loaded on demand
    for other in imported_rooms(parsed(path)):
        if other.startswith("__"):
            continue
        assert other == room or floor_of(other) < floor_of(room), f"{room} must not import {other}"


def test_the_auditor_shares_nothing_with_the_engine_but_the_form_of_an_entry():
    """I12 proves something only as long as a mistake of the engine cannot hide in both."""
    for path in (PACKAGE / "engine" / "auditor").glob("*.py"):
        modules = {node.module or "" for node in ast.walk(parsed(path)) if isinstance(node, ast.ImportFrom)}
        ours = {module for module in modules if module.startswith("rulekit.") and not module.startswith("rulekit.engine.auditor.")}
        assert ours <= {"rulekit.engine.entry"}, path.name


def test_every_room_has_its_floor():
    rooms = {room_of(path) for path in FILES} - {"__init__", "__main__"}
    assert rooms == set().union(*FLOORS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_files_and_functions_stay_short(path: Path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LONGEST_FILE
    for function in functions(ast.parse(text)):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_public_functions_say_what_they_are(path: Path):
    tree = parsed(path)
    assert ast.get_docstring(tree), "a module starts with what it is"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room_of(path) in EXACT_ROOMS],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_exact_rooms_know_no_float_clock_chance_or_set_order(path: Path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & BANNED_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in BANNED_MODULES
        elif isinstance(node, ast.Constant):
            assert not isinstance(node.value, float), f"a float on line {node.lineno}"
        elif isinstance(node, ast.BinOp):
            assert not isinstance(node.op, ast.Div), f"`/` on line {node.lineno}"
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            assert name not in BANNED_CALLS, f"{name}() on line {node.lineno}"
        elif isinstance(node, ast.For | ast.comprehension):
            called = getattr(getattr(node.iter, "func", None), "id", "")
            assert not isinstance(node.iter, ast.Set | ast.SetComp), "sets have no order"
            assert called not in ("set", "frozenset"), "sets have no order"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_left_undone(path: Path):
    text = path.read_text(encoding="utf-8")
    for word in ("TODO", "FIXME", "XXX", "NotImplementedError"):
        assert word not in text
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, "a bare except swallows everything"
            assert not (len(node.body) == 1 and isinstance(node.body[0], ast.Pass)), "an error is swallowed"


def test_files_of_tests_have_names_of_their_own():
    names = [path.name for path in Path(__file__).parent.rglob("test_*.py") if "node_modules" not in path.parts]
    assert sorted(set(names)) == sorted(names), "pytest imports them by their names"


def test_every_planted_bug_has_its_place():
    assert misplaced() == []


def test_the_map_names_every_room_and_its_floor():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for number, floor in enumerate(FLOORS, start=1):
        for room in floor:
            assert f"| {number} | `{room}` |" in text, f"docs/architecture.md does not place {room} on floor {number}"
