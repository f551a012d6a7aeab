"""Asks the example policies every case of a folder: `python -m acceptance.run FOLDER`.

Prints `file: passed/total` a line with each difference explained below, and ends with 1 if a case that counts differs.
Files that are not there are passed over.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from acceptance import airline, airline_audit, bank, dmn_kit, restaurant, retailer, statutory
from acceptance.checked import Checked

_SHOWN_MAX = 40

FILES: Mapping[str, Callable[[Path], Iterable[Checked]]] = {
    "tau_airline_refund_cases.json": airline.refunds,
    "tau_airline_compensation_cases.json": airline.compensations,
    "tau_airline_population_facts.jsonl": airline.population,
    "tau_airline_audit_transcripts.json": airline_audit.audits,
    "tau_bank_credits.json": bank.credits,
    "tau_bank_retention_cases.json": bank.retentions,
    "hospitality_cases.json": restaurant.incidents,
    "abcd_policy_grid.json": retailer.grid,
    "regs_worked_cases.json": statutory.worked_cases,
    "dmn_tck": dmn_kit.kit,
}


def report(name: str, cases: list[Checked]) -> bool:
    """Print one file's line and what differs; whether all that counts passed."""
    counted = [case for case in cases if case.counts]
    passed = sum(case.passed for case in counted)
    print(f"{name}: {passed}/{len(counted)}")
    differing = [case for case in counted if not case.passed]
    for case in differing[:_SHOWN_MAX]:
        print(f"  {case.case}: expected {case.expected}, found {case.found}{case.note and '; ' + case.note}")
    if len(differing) > _SHOWN_MAX:
        print(f"  and {len(differing) - _SHOWN_MAX} more")
    for case in counted:
        if case.passed and case.note:
            print(f"  {case.case}: found {case.found} as expected; {case.note}")
    for note, number in _uncounted(cases).items():
        print(f"  not counted: {number} ({note})")
    return passed == len(counted)


def _uncounted(cases: Iterable[Checked]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for case in cases:
        if not case.counts:
            numbers[case.note] = numbers.get(case.note, 0) + 1
    return numbers


def main(folder: Path) -> int:
    """Run every file of `folder`; the exit code."""
    there = [name for name in FILES if (folder / name).exists()]
    if not there:
        print(f"No file of cases in {folder}. Say where they are: make acceptance DATA=folder")
        return 2
    failed = [name for name in there if not report(name, list(FILES[name](folder)))]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
