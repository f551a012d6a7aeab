"""The DMN Technology Compatibility Kit's table tests, for every hit policy that needs no FEEL functions.

The files are read where they lie (`AMENDS_SHARED_DATA`, or `shared/data` beside the project); without them the tests
say so and are skipped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from acceptance.dmn_kit import COUNTED, TCK, answer, expectation, kit_cases, kit_facts, read_kit
from amends.core.policy.dmn.read import DmnModel, read_dmn
from amends.core.policy.dmn.words import our_name
from amends.core.policy.dmn.write import write_dmn
from amends.core.policy.model import PolicyDocument
from amends.entrypoints.common.xml import parse_xml

SHARED = Path(os.environ.get("AMENDS_SHARED_DATA") or Path(__file__).parents[4] / "shared/data")
KIT = SHARED / "acceptance/dmn_tck"

pytestmark = pytest.mark.skipif(not KIT.is_dir(), reason=f"no DMN compatibility kit at {KIT}")


def there_and_back(model: DmnModel) -> DmnModel:
    """The same model after it was written as DMN by us and read again."""
    document = PolicyDocument(name=model.name, currency="EUR", facts=model.facts, tables=model.tables)
    return read_dmn(parse_xml(write_dmn(document).encode()))


def cases() -> Iterator[Any]:
    for folder in COUNTED if KIT.is_dir() else []:
        for case in kit_cases(KIT / folder):
            yield pytest.param(folder, case, id=f"{folder}-{case.get('id')}")


CASES = list(cases())


@pytest.mark.parametrize(
    "way", [lambda model: model, there_and_back], ids=["imported", "exported and imported"]
)
@pytest.mark.parametrize(("folder", "case"), CASES)
def test_the_kits_table_answers_as_expected(
    folder: str, case: Element, way: Callable[[DmnModel], DmnModel]
) -> None:
    model = way(read_kit(KIT / folder))
    result = case.find(f"{TCK}resultNode")
    assert result is not None
    assert answer(model, our_name(result.get("name") or ""), kit_facts(case)) == expectation(result)


def test_every_folder_of_tables_has_cases() -> None:
    assert len(CASES) >= len(COUNTED) * 2
