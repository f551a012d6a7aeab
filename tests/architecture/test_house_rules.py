"""The house rules that no other tool checks: sizes, docstrings, names, and words that stay out."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINES_MAX = 300
FUNCTION_LINES_MAX = 70

# Each means something else in this house, or nothing at all (docs/glossary.md).
NAMES_KEPT_OUT = {"service", "ticket", "account", "manager", "helper", "util", "utils", "process", "handle"}

CALLED_BY_DJANGO = {"process_exception", "process_view"}  # named by it, not by us

# Written in two halves, so that this file does not find itself.
WORDS_KEPT_OUT = [
    ("to-do marks", r"(#|//|/\*|<!--|\{#)\s*(TO" + r"DO|FIX" + r"ME|HA" + r"CK|X{3})\b"),
    ("things put off", r"\bfor n" + r"ow\b|\bplace" + r"holder (text|value|data)\b"),
    ("addresses of package indexes", r"py" + r"pi\.org|index-" + r"url\s*=|files\.python" + r"hosted"),
    ("folders of one machine", r"/ro" + r"ot/|/home/[a-z]+/|/work" + r"/|/tmp/w" + r"t/"),
]
TEXTS = {".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml", ".ini", ".txt", ".lock", ""}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def trees(files: list[Path], under: str = "") -> Iterator[tuple[str, ast.Module]]:
    """The name and the syntax tree of every Python file below the folder `under`."""
    for path in files:
        name = str(path.relative_to(ROOT))
        if name.startswith(under):
            yield name, ast.parse(path.read_text())


def words_of(name: str) -> set[str]:
    """The words in a name in either style: `QueueManager` and `queue_manager` both hold `manager`."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_every_file_is_short_enough_to_be_read_whole(python_files: list[Path]) -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in python_files}

    assert {name: length for name, length in lengths.items() if length >= LINES_MAX} == {}


def test_every_function_fits_on_a_page(python_files: list[Path]) -> None:
    long = {
        f"{name}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for name, tree in trees(python_files)
        for node in ast.walk(tree)
        if isinstance(node, Function)
        and node.end_lineno
        and node.end_lineno - node.lineno >= FUNCTION_LINES_MAX
    }

    assert long == {}


def test_every_module_says_what_it_is_for(python_files: list[Path]) -> None:
    assert [name for name, tree in trees(python_files) if not ast.get_docstring(tree)] == []


def test_every_public_function_and_class_says_what_it_means(python_files: list[Path]) -> None:
    silent = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees(python_files, "amends/")
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_names_use_the_words_of_the_house(python_files: list[Path]) -> None:
    found = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees(python_files, "amends/")
        for node in ast.walk(tree)
        if isinstance(node, Function | ast.ClassDef)
        and words_of(node.name) & NAMES_KEPT_OUT
        and node.name not in CALLED_BY_DJANGO
    ]
    found += [
        str(path.relative_to(ROOT))
        for path in python_files
        if path.is_relative_to(ROOT / "amends") and words_of(path.stem) & NAMES_KEPT_OUT
    ]

    assert found == []


def test_nothing_is_imported_inside_a_function(python_files: list[Path]) -> None:
    hidden = [
        f"{name}:{inner.lineno}"
        for name, tree in trees(python_files, "amends/")
        for node in ast.walk(tree)
        if isinstance(node, Function)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_no_table_is_reached_by_its_name_as_a_text(python_files: list[Path]) -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees(python_files, "amends/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "get_model"
    ]

    assert found == []


def test_no_signals_are_sent_or_received(python_files: list[Path]) -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees(python_files, "amends/")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("django")
        and (node.module or "").endswith(("dispatch", "signals"))
    ]

    assert found == []


@pytest.mark.parametrize(("what", "pattern"), WORDS_KEPT_OUT, ids=[what for what, _ in WORDS_KEPT_OUT])
def test_no_file_holds(what: str, pattern: str, project_files: list[Path]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number} {match[0]}"
        for path in project_files
        if path.suffix in TEXTS and path.name != "requirements.lock"
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if (match := re.search(pattern, line))
    ]

    assert found == []
