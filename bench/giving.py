"""Givings a second through five nested budgets, beside pgbench writing the same rows in the same database.

Ours is the whole command, as the desk's tap runs it: locks, facts, past givings, the policy judged again, the decision
frozen, the case decided, the offer made, the money held, the journal. pgbench is given the rows of one such giving and
the locks it takes, and nothing else: no reading of facts, no rules, no HMAC.
"""

from __future__ import annotations

import json
import subprocess
import sys
from statistics import median
from typing import Any

from bench.ground import Ground, ground, pgbench, say_ratio

CASES, WORKERS, SECONDS, ROUNDS = 18_000, 4, 4, 3
OURS = 14_000  # the cases we give in; pgbench writes to the rest, because a second giving in a case is another one

SAME_ROWS = """
\\set n random(0, {last})
BEGIN;
SELECT id FROM customers_customer WHERE id = {customer} + :n FOR NO KEY UPDATE;
SELECT id FROM cases_case WHERE id = {case} + :n FOR NO KEY UPDATE;
INSERT INTO policies_decision
    (case_id, policy_version_id, frozen, result, envelope_digest, severity, band, decided_by, decided_at)
    VALUES ({case} + :n, {policy}, repeat('f', {frozen}), repeat('r', {result}), repeat('d', 64), 2, 'G2', 'person:1',
            now()) RETURNING id AS decision \\gset
INSERT INTO offers_offer (case_id, customer_id, unit_id, decision_id, is_owed, state, needs_acceptance,
    arguments_digest, envelope_digest, override_reason, face_minor, currency, answered_source, decline_words, made_by,
    made_at, expires_at)
    VALUES ({case} + :n, {customer} + :n, {unit}, :decision, false, 'offered', true, repeat('a', 64), repeat('d', 64),
            '', 4000, 'EUR', '', '', 'person:1', now(), now()) RETURNING id AS offer \\gset
INSERT INTO offers_offeroption (offer_id, position, gesture_code, name, form, face_minor, true_cost_minor, currency,
    terms)
    VALUES (:offer, 0, 'late_check_out', 'Late check-out until 14:00', 'item', 4000, 400, 'EUR',
            jsonb_build_object('promises', repeat('p', 240)));
UPDATE clocks_deadline SET met_at = now() WHERE case_id = {case} + :n AND kind = 'decide';
UPDATE clocks_deadline SET cancelled_at = now() WHERE case_id = {case} + :n AND kind = 'fulfil';
INSERT INTO clocks_deadline (case_id, kind, rule, is_statutory, due_at, set_at)
    VALUES ({case} + :n, 'fulfil', 'house.s2.fulfil.1@hotel.1', false, now(), now());
UPDATE cases_case SET state = 'decided', wanted = 'tell', wanted_by_at = now(), decided_at = now(),
    version = version + 1 WHERE id = {case} + :n;
{journal_one}
{journal_two}
WITH held AS MATERIALIZED (
    SELECT id FROM ledger_budgetperiod WHERE id = ANY(ARRAY[{periods}]::bigint[])
    ORDER BY depth DESC, id FOR NO KEY UPDATE
) UPDATE ledger_budgetperiod p SET reserved_minor = p.reserved_minor + 1 FROM held WHERE p.id = held.id;
INSERT INTO ledger_transfer (kind, amount_minor, currency, period_ids, case_id, offer_id, is_owed, actor, at)
    VALUES ('reserve', 1, 'EUR', ARRAY[{periods}]::bigint[], {case} + :n, :offer, false, 'person:1', now());
COMMIT;
"""
JOURNAL = """
WITH head AS (
    INSERT INTO kernel_journalhead (stream, seq, mac) VALUES ('bench:' || :n, 1, repeat('c', 64))
    ON CONFLICT (stream) DO UPDATE SET seq = kernel_journalhead.seq + 1, mac = repeat('c', 64) RETURNING stream, seq
) INSERT INTO kernel_journalentry (stream, seq, event, at, actor, entrypoint, body, key_id, mac)
    SELECT stream, seq, '{event}', now(), 'person:1', 'web', repeat('b', {body}), 'k', repeat('c', 64) FROM head;
"""


def limit(place: Ground, filled: dict[str, Any], sizes: dict[str, int]) -> float:
    """What PostgreSQL does at most with the same rows, from as many clients."""
    script = SAME_ROWS.format(
        last=len(filled["refs"]) - OURS - 1,
        customer=filled["first_customer_id"] + OURS,
        case=filled["first_case_id"] + OURS,
        policy=filled["policy_id"],
        unit=filled["unit_id"],
        periods=",".join(map(str, filled["period_ids"])),
        frozen=sizes["frozen"],
        result=sizes["result"],
        journal_one=JOURNAL.format(event="case.fast_tracked", body=sizes["body"]),
        journal_two=JOURNAL.format(event="offer.made", body=sizes["body"]),
    )
    return pgbench(place, script, clients=WORKERS, seconds=SECONDS).per_second


def ours(place: Ground, known: str, first: int) -> float:
    """What as many processes of ours give in a second, from the `first` case on."""
    step = WORKERS * ROUNDS
    children = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "bench.givings",
                "give",
                known,
                str(first + n),
                str(step),
                str(SECONDS),
                str(OURS),
            ],
            env=place.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(WORKERS)
    ]
    done = [int(child.communicate()[0]) for child in children]
    assert all(child.returncode == 0 for child in children)
    return sum(done) / SECONDS


def sizes_of_rows() -> dict[str, int]:
    """How long the texts are that one giving keeps."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT avg(length(frozen))::int, avg(length(result))::int FROM policies_decision")
        frozen, result = cursor.fetchone()
        cursor.execute(
            "SELECT avg(length(body))::int FROM kernel_journalentry"
            " WHERE event IN ('offer.made', 'case.fast_tracked')"
        )
        (body,) = cursor.fetchone()
    return {"frozen": frozen, "result": result, "body": body}


def main() -> None:
    """Measure, and say it in one line; `--profile` tells where the time goes instead."""
    with ground() as place:
        known = place.folder / "filled.json"
        with known.open("w") as file:
            subprocess.run(
                [sys.executable, "-m", "bench.givings", "fill", str(CASES)],
                env=place.environment,
                stdout=file,
                check=True,
            )
        if "--profile" in sys.argv:
            arguments = ["profile", str(known), "0", "1", "10", str(OURS)]
            subprocess.run(
                [sys.executable, "-m", "bench.givings", *arguments], env=place.environment, check=True
            )
            return
        filled = json.loads(known.read_text())
        rounds = []
        for number in range(ROUNDS):  # in turns, so that both meet the same moods of the machine
            given = ours(place, str(known), number * WORKERS)
            rounds.append((given, limit(place, filled, sizes_of_rows())))
    measured, most = min(rounds, key=lambda pair: abs(pair[0] / pair[1] - middle(rounds)))
    say_ratio("giving through five nested budgets", measured, most, floor=0.10, aim=0.20)


def middle(rounds: list[tuple[float, float]]) -> float:
    """The median of the rounds' ratios."""
    return median(given / limit for given, limit in rounds)


if __name__ == "__main__":
    main()
