"""`amends policy check`, `decide` and `diff`, as somebody without an installation runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from givens.shell import amends

from amends.core.policy.parse import PolicyInvalid, parse_policy
from amends.entrypoints.cli.policy.check import check
from amends.entrypoints.cli.policy.decide import decide
from amends.entrypoints.cli.policy.diff import diff
from amends.entrypoints.cli.policy.exchange import TableUnknown, export, import_
from amends.entrypoints.common.policy_files import NoPolicyFile
from amends.entrypoints.common.xml import XmlUnusable

EXAMPLES = Path(__file__).parents[4] / "examples/policies"
AIRLINE = EXAMPLES / "airline.yaml"
BOOKING = {
    "request": "compensation",
    "complaint": "cancelled",
    "asks_for_compensation": True,
    "membership": "gold",
    "insurance": False,
    "cabin": "economy",
    "passengers": 2,
    "hours_since_booking": 90,
    "flown": False,
    "cancelled_by_airline": True,
    "delayed": False,
    "changed_or_cancelled": False,
}


def run(command: object, *arguments: object, typed: str = "") -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments], input=typed, catch_exceptions=True)  # type: ignore[arg-type]


def decided(*lines: object, options: tuple[str, ...] = ()) -> tuple[int, list[dict[str, object]]]:
    typed = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    done = run(decide, AIRLINE, "-", "--today", "2024-05-15", *options, typed=typed)
    return done.exit_code, [json.loads(line) for line in done.output.splitlines()]


def test_a_verdict_has_its_entries_in_their_order() -> None:
    code, answers = decided({"case": "A1", **BOOKING})
    assert code == 0
    entries = "case severity outcome entitlements gestures escalate policy results"
    assert list(answers[0]) == entries.split()
    assert (answers[0]["case"], answers[0]["outcome"], answers[0]["escalate"]) == ("A1", "certificate", False)
    assert answers[0]["gestures"] == [
        {
            "gesture": "certificate_cancelled",
            "amount_minor": 20_000,
            "currency": "USD",
            "status": "allowed",
            "approver": "",
            "reasons": ["Anybody on the desk may send it"],
        }
    ]


def test_facts_may_stand_apart_and_a_case_without_a_name_has_the_number_of_its_line() -> None:
    _, answers = decided("", {"facts": BOOKING, "standing": {"given_in_case": {"certificate_cancelled": 1}}})
    assert answers[0]["case"] == "2"
    assert answers[0]["gestures"][0]["status"] == "blocked"  # type: ignore[index]


def test_a_line_that_cannot_be_decided_is_answered_with_its_problems_and_the_others_go_on() -> None:
    code, answers = decided(
        {"case": "bad", **BOOKING, "cabin": "first", "mood": 3},
        "[1]",
        {"case": "worse", "facts": BOOKING, "standing": {"count_90_days": -1}},
        {"case": "good", **BOOKING},
    )
    assert code == 64
    assert [answer["case"] for answer in answers] == ["bad", "2", "worse", "good"]
    problems = [
        [(p["code"], p["field"]) for p in answer.get("problems", ())]  # type: ignore[attr-defined]
        for answer in answers
    ]
    assert problems == [
        [("fact_not_a_choice", "cabin"), ("fact_unknown", "mood")],
        [("line_unreadable", None)],
        [("fact_unusable", "standing.count_90_days")],
        [],
    ]


def test_asked_why_it_says_so_line_by_line() -> None:
    _, answers = decided({**BOOKING, "asks_for_compensation": False}, options=("--explain",))
    explained = answers[0]["explained"]
    assert isinstance(explained, list)
    assert "The customer has not asked for compensation" in explained


def test_check_counts_what_there_is_and_passes_an_example() -> None:
    done = run(check, AIRLINE)
    assert done.exit_code == 0
    assert done.output.startswith("Airline: 15 facts, 6 tables with")
    assert "0 errors, 0 warnings" in done.output


def test_check_names_a_gap_and_ends_with_64(tmp_path: Path) -> None:
    data = yaml.safe_load(AIRLINE.read_text())
    data["tables"][0]["rows"] = data["tables"][0]["rows"].replace('"silver","gold"', '"silver"')
    path = tmp_path / "gap.yaml"
    path.write_text(yaml.safe_dump(data))
    done = run(check, path)
    assert done.exit_code == 64
    assert 'error gap: Table gate has no row for: membership "gold"' in done.output


def test_check_refuses_what_cannot_be_read_with_every_problem(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(
        AIRLINE.read_text().replace('"regular"       | true ', '"regular"       | maybe').replace("USD", "US")
    )
    done = run(check, path)
    assert isinstance(done.exception, PolicyInvalid)
    assert {problem.field for problem in done.exception.refusals} == {"currency", "tables.gate.2.insurance"}


@pytest.mark.parametrize("text", ["facts: [", "- a\n- b", "\x00"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(text)
    assert isinstance(run(check, path).exception, NoPolicyFile)


def test_diff_says_what_changed_and_which_cases_it_changes(tmp_path: Path) -> None:
    after, facts = tmp_path / "after.yaml", tmp_path / "facts.jsonl"
    after.write_text(AIRLINE.read_text().replace("{rate: 100, per", "{rate: 120, per"))
    facts.write_text("\n".join(json.dumps(line) for line in (BOOKING, {**BOOKING, "complaint": "none"})))
    done = run(diff, AIRLINE, after, "--over", facts, "--today", "2024-05-15")
    assert done.exit_code == 1
    said = done.output.splitlines()
    assert said[0].startswith("The gesture “certificate_cancelled”: amount was {")
    assert said[1] == (
        "case 1: gestures certificate_cancelled 200.00 USD allowed → certificate_cancelled 240.00 USD allowed"
    )
    assert said[2:] == ["1 of 2 cases are decided otherwise.", "given without asking: +40.00 USD"]


@pytest.mark.parametrize("name", ["airline", "statutory"])
def test_a_policy_goes_out_as_dmn_and_comes_back_as_yaml(tmp_path: Path, name: str) -> None:
    policy, model = EXAMPLES / f"{name}.yaml", tmp_path / "model.dmn"
    model.write_text(run(export, policy).output)
    back = run(import_, model)
    assert back.exit_code == 0
    there, here = (parse_policy(yaml.safe_load(text)) for text in (policy.read_text(), back.output))
    assert here == there


def test_what_keeps_a_model_from_being_a_policy_is_said_beside_it(tmp_path: Path) -> None:
    model = tmp_path / "model.dmn"
    model.write_text(
        run(export, AIRLINE).output.replace('"membership"', '"gender"').replace(">membership<", ">gender<")
    )
    done = run(import_, model)
    assert isinstance(done.exception, PolicyInvalid)
    assert [problem.code for problem in done.exception.refusals] == ["policy_fact_forbidden"]
    assert "name: gender" in done.output


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_policy_goes_out_whole(form: str) -> None:
    there = parse_policy(yaml.safe_load(AIRLINE.read_text()))
    assert parse_policy(yaml.safe_load(run(export, AIRLINE, "--as", form).output)) == there


def test_a_table_goes_out_as_a_sheet_and_an_unknown_one_is_refused() -> None:
    sheet = run(export, AIRLINE, "--as", "sheet", "--table", "bags").output.splitlines()
    assert sheet[0] == "membership\tcabin\t→ free_bags\t→ extra_bag_fee"
    assert len(sheet) == 10
    assert isinstance(run(export, AIRLINE, "--as", "sheet", "--table", "seats").exception, TableUnknown)


def test_a_model_with_a_document_type_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "bad.dmn"
    model.write_text("<!DOCTYPE a><a/>")
    assert isinstance(run(import_, model).exception, XmlUnusable)


def test_a_policy_equals_itself() -> None:
    done = run(diff, AIRLINE, AIRLINE)
    assert (done.exit_code, done.output) == (0, "The two say the same.\n")


def test_the_shell_says_a_refusal_in_words_and_by_its_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text(AIRLINE.read_text().replace("currency: USD", ""))
    done = amends(None, "policy", "check", str(path))
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr == "currency is missing. Write an ISO 4217 code, like EUR.\n"
