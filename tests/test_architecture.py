"""The shape of the code itself: which way imports go, how long things are, what is packed."""

import ast
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "scheduler", "reports", "storage", "flows", "texts", "sandbox")
FILES = sorted(path for name in (*PACKAGES, "tests", "benchmarks") for path in (ROOT / name).rglob("*.py"))
FILE_LINES = 400
FUNCTION_LINES = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def place(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def functions() -> Iterator[tuple[Path, Function]]:
    for path in FILES:
        for found in ast.walk(ast.parse(path.read_text())):
            if isinstance(found, Function):
                yield path, found


def without_annotation(function: Function) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    missing = [a.arg for a in [*named, *starred] if a.annotation is None and a.arg not in ("self", "cls", "mcs")]
    return missing + (["return"] if function.returns is None else [])


def test_imports_go_down_only() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in FILES}
    assert not [place(path, length) for path, length in lengths.items() if length >= FILE_LINES]


def test_functions_are_short() -> None:
    long = [
        f"{place(path, function.lineno)} {function.name}"
        for path, function in functions()
        if (function.end_lineno or function.lineno) - function.lineno + 1 > FUNCTION_LINES
    ]
    assert not long


def test_every_function_is_annotated() -> None:
    assert not [
        f"{place(path, function.lineno)} {function.name}: {', '.join(missing)}"
        for path, function in functions()
        if (missing := without_annotation(function))
    ]


def test_nothing_asks_the_database_for_the_time() -> None:
    """All processes read one clock object: no `now()` of SQL, no default times."""
    of_sql = (
        "func.now",
        "func.current_timestamp",
        "CURRENT_TIMESTAMP",
        "default=func",
        "default=text",
        "default=datetime",
    )
    found = [
        place(path, number)
        for path in FILES
        if path.is_relative_to(ROOT / "storage")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(word in line for word in of_sql)
    ]
    assert not found


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel, built from a copy so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "pyproject.toml", ROOT / "README.md", *ROOT.glob("LICENSE*")):
        shutil.copy(path, source)
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", ".", "./source"]
    subprocess.run(build, cwd=folder, check=True, capture_output=True)
    (wheel,) = folder.glob("afteraction-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_holds_all_that_runs(packed: set[str]) -> None:
    """Every file of the packages, whatever its kind, is in the wheel: code, catalogs, migrations, page, samples."""
    unpacked = {".po", ".pyc"}  # sources of .mo files and caches
    wanted = {
        path.relative_to(ROOT).as_posix()
        for name in PACKAGES
        for path in (ROOT / name).rglob("*")
        if path.is_file() and path.suffix not in unpacked and "__pycache__" not in path.parts
    }
    assert not wanted - packed
    assert any(name.endswith("afteraction.mo") for name in packed)
    assert "flows/catalog/petition_delivery.yaml" in packed
    assert "storage/sample/organisation.yaml" in packed
    assert any(name.startswith("storage/migrations/versions/") for name in packed)


def test_the_wheel_holds_nothing_else(packed: set[str]) -> None:
    assert {name.split("/")[0] for name in packed if ".dist-info/" not in name} == set(PACKAGES)
