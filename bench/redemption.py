"""Redemptions a second over HTTP, with token, idempotency key, journal and five budgets, beside pgbench
writing the same rows in the same database; and the latency at half that load.

pgbench is given every row that one redemption writes (remembered answer, voucher, redemption, five budget
periods in the order of their locks, transfer, head and entry of the journal) and nothing else: no HTTP, no
JSON, no HMAC, no reading before writing.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import uuid
from collections.abc import Iterator
from typing import Any

from bench.ground import Ground, ground, percentile, pgbench, say_ratio
from bench.load import Measured, closed_load, open_load
from bench.web import web_server

VOUCHERS, CONNECTIONS, SECONDS = 2_000, 16, 15
SAME_ROWS = """
\\set place random(1, {count})
BEGIN;
INSERT INTO kernel_rememberedanswer (actor, key, command, arguments_digest, answer, at)
    VALUES ('program:0', gen_random_uuid()::text, 'redeem_voucher', repeat('a', 64), repeat('b', 230), now());
UPDATE vouchers_voucher SET balance_minor = balance_minor - 1 WHERE id = {first} + :place - 1;
INSERT INTO vouchers_redemption
    (voucher_id, kind, unit_id, amount_minor, currency, balance_after_minor, till_ref, reason, actor, at)
    VALUES ({first} + :place - 1, 'redeem', {unit}, 1, 'EUR', 0, gen_random_uuid()::text, '', 'program:0', now());
WITH held AS MATERIALIZED (
    SELECT id FROM ledger_budgetperiod WHERE id = ANY(ARRAY[{periods}]::bigint[])
    ORDER BY depth DESC, id FOR NO KEY UPDATE
) UPDATE ledger_budgetperiod p SET redeemed_minor = p.redeemed_minor + 1 FROM held WHERE p.id = held.id;
INSERT INTO ledger_transfer (kind, amount_minor, currency, period_ids, case_id, voucher_id, is_owed, actor, at)
    VALUES ('redeem', 1, 'EUR', ARRAY[{periods}]::bigint[], {case}, {first} + :place - 1, false, 'program:0', now());
WITH head AS (
    INSERT INTO kernel_journalhead (stream, seq, mac) VALUES ('bench:' || :place, 1, repeat('c', 64))
    ON CONFLICT (stream) DO UPDATE SET seq = kernel_journalhead.seq + 1, mac = repeat('c', 64) RETURNING stream, seq
) INSERT INTO kernel_journalentry (stream, seq, event, at, actor, entrypoint, body, key_id, mac)
    SELECT stream, seq, 'voucher.redeemed', now(), 'program:0', 'api', repeat('d', 160), 'k', repeat('c', 64)
    FROM head;
COMMIT;
"""


def requests(filled: dict[str, Any]) -> Iterator[bytes]:
    """One sale after the other, each of one cent, with a key of its own, from vouchers drawn by chance."""
    chance = random.Random(7)  # noqa: S311 - the same load in every run
    head = (
        "POST /api/v1/vouchers/redemptions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {filled['token']}\r\nIdempotency-Key: %s\r\nContent-Length: %d\r\n\r\n%s"
    )
    while True:
        sale = uuid.UUID(int=chance.getrandbits(128)).hex
        part = {"amount_minor": 1, "currency": "EUR"}
        body = json.dumps({"code": chance.choice(filled["codes"]), "till_ref": sale, "amount": part})
        yield (head % (sale, len(body), body)).encode()


def limit(place: Ground, filled: dict[str, Any]) -> float:
    """What PostgreSQL does at most with the same rows, from as many clients."""
    script = SAME_ROWS.format(
        count=len(filled["voucher_ids"]),
        first=filled["voucher_ids"][0],
        unit=filled["unit_id"],
        periods=",".join(map(str, filled["period_ids"])),
        case=filled["case_id"],
    )
    return pgbench(place, script, clients=CONNECTIONS, seconds=SECONDS).per_second


def only_created(measured: Measured) -> Measured:
    """A benchmark of refusals would be worthless."""
    assert set(measured.statuses) == {201}, measured.statuses
    return measured


def main() -> None:
    """Measure, and say it in two lines."""
    with ground() as place:
        made = subprocess.run(
            [sys.executable, "-m", "bench.vouchers", str(VOUCHERS)],
            env=place.environment,
            capture_output=True,
            check=True,
        )
        filled = json.loads(made.stdout)
        most = limit(place, filled)
        with web_server(place) as port:
            sales = requests(filled)
            closed_load(port, sales, connections=CONNECTIONS, seconds=3)  # warm
            ours = only_created(closed_load(port, sales, connections=CONNECTIONS, seconds=SECONDS))
            half = ours.per_second / 2
            calm = only_created(
                open_load(port, sales, per_second=half, connections=CONNECTIONS, seconds=SECONDS)
            )
    say_ratio("redemption over HTTP", ours.per_second, most, floor=0.10, aim=0.25)
    p50, p99 = (percentile(calm.latencies, share) * 1000 for share in (0.50, 0.99))
    verdict = "meets the aim" if p99 < 100 else "MISSES THE AIM"
    print(
        f"at an open load of {half:,.0f}/s: p50 {p50:.1f} ms, p99 {p99:.1f} ms (aim: below 100 ms): {verdict}"
    )


if __name__ == "__main__":
    main()
