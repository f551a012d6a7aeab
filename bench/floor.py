"""How fast this machine's PostgreSQL writes one small row from 8 clients: the floor under every other measurement."""

from __future__ import annotations

from bench.ground import ground, pgbench

if __name__ == "__main__":
    with ground() as place:
        found = pgbench(
            place,
            "INSERT INTO kernel_workerbeat (worker, at) VALUES (gen_random_uuid()::text, now());",
            clients=8,
            seconds=5,
        )
    print(f"one committed row: {found.per_second:,.0f}/s, {found.latency_ms:.2f} ms on average")
