"""A refusal is known by its code: one code, one class, and a sentence that its holes can be filled into."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import defaultdict

import amends
from amends.core.refusal import Refusal


def everything() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(amends.__path__, "amends."):
        if ".config.settings." not in module.name:
            importlib.import_module(module.name)
    found, waiting = [], [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith("amends.") and "code" in vars(kind):
            found.append(kind)
    return found


def test_each_code_belongs_to_one_refusal() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for refusal in everything():
        homes[refusal.code].add(f"{refusal.__module__}.{refusal.__qualname__}")

    assert {code: sorted(classes) for code, classes in homes.items() if len(classes) > 1} == {}


def test_codes_are_small_letters_and_sentences_have_named_holes() -> None:
    for refusal in everything():
        assert re.fullmatch("[a-z]+(_[a-z0-9]+)*", refusal.code), refusal
        holes = re.sub(r"%\([a-z_]+\)s|%%", "", refusal.message)
        assert "%" not in holes, f"{refusal.code}: {refusal.message}"
        assert refusal.message.rstrip()[-1:] in ".?:/5”)s", f"{refusal.code}: {refusal.message}"
