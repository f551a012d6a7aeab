"""An incident from its people to everybody's queued letter, beside COPY of the very same rows.

Ours is everything: people added, facts grouped and judged by the policy, the money held and posted through nested
budgets, codes and links derived, letters filled, journal chained. COPY is given the rows that came of it, table by
table in one transaction, with the same indexes, foreign keys and triggers, and nothing else to do.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bench.ground import ground, say_ratio

PEOPLE = 20_000
WAVE = 2_500
WORKERS = 2
CAP = 10**15
TABLES = (
    *("incidents_incidentverdict", "incidents_incidentperson", "policies_decision", "cases_case"),
    *("cases_evidence", "clocks_deadline", "offers_offer", "offers_offeroption", "vouchers_voucher"),
    *("offers_fulfilment", "links_link", "conversations_message", "ledger_transfer", "kernel_journalhead"),
    "kernel_journalentry",
)


def fill(count: int) -> Any:
    """A restaurant chain with its budgets and so many guests; the context of its CX manager."""
    from django.db import transaction

    from amends.apps.customers import store as customers
    from amends.apps.failures import store as failures
    from amends.apps.ledger import store as ledger
    from amends.apps.policies import store as policies
    from amends.apps.staff import store as staff
    from amends.apps.units import store as units
    from amends.core.ledger.budget import PeriodLength
    from amends.core.money import Money
    from amends.core.policy.parse import document_text, parse_policy
    from amends.core.roles import Role
    from amends.entrypoints import cli
    from amends.entrypoints.common.context import person_context, read_clock, shell_context
    from amends.queries.access import person_access

    shell = shell_context()
    with transaction.atomic():
        path = Path(cli.__file__).parent / "demonstration/policy.yaml"
        text = document_text(parse_policy(yaml.safe_load(path.read_text())))
        policies.publish(shell, text, read_clock() - timedelta(days=1))
        parent: int | None = None
        above: int | None = None
        for level, budget in (("organisation", "campaign"), ("brand", "brand"), ("site", "site")):
            parent = units.add_unit(
                parent_id=parent, level=level, name=level, code=level, business="restaurant", currency="EUR"
            ).id
            above = ledger.open_budget(
                shell,
                unit_id=parent,
                level=budget,
                name=budget,
                cap=Money(CAP, "EUR"),
                period=PeriodLength.MONTH,
                parent_id=above,
            ).id
        user = staff.add_user(email="cx@example.org", display_name="Carla Berg", title="customer experience")
        fin = staff.add_user(email="fin@example.org", display_name="Fin Berg", title="finance")
        staff.place_user(shell, user_id=user.id, unit_id=parent or 0, role=Role.CX_MANAGER)
        staff.place_user(shell, user_id=fin.id, unit_id=parent or 0, role=Role.FINANCE)
        failures.add_failure_type(
            code="food_late",
            name="Food came late",
            business="restaurant",
            nature="process",
            lost_resource="service",
            usual_expectation="Food within half an hour",
            assumed_facts={"harm_class": "inconvenience", "locus": "firm", "service": "accepted"},
            terms=("late", "food"),
        )
        details = [
            customers.Details(address=f"guest{n}@example.org", name=f"Guest {n}") for n in range(count)
        ]
        customers.make_many(shell, parent or 0, "en", details)
    accesses = [person_access(one.id, now=read_clock()) for one in (user, fin)]
    return [person_context(access, "web") for access in accesses if access is not None]


class Spent:
    """Seconds on the clock, and of processors: what our processes used, and what the database used, all of it."""

    def __init__(self) -> None:
        self._marks = [("", *_used())]

    def done(self, what: str) -> None:
        """A part has ended."""
        self._marks.append((what, *_used()))

    def parts(self) -> dict[str, tuple[float, float, float]]:
        """By part: on the clock, here, in the database."""
        pairs = zip(self._marks, self._marks[1:], strict=False)
        return {
            after[0]: (after[1] - before[1], after[2] - before[2], after[3] - before[3])
            for before, after in pairs
        }


def _used() -> tuple[float, float, float]:
    """The clock, and the seconds of processors of this process with its workers, and of the database server."""
    own = os.times()
    server = _server()
    return time.perf_counter(), sum(own[:4]), _of_server(server)


def _server() -> int:
    """The process that the database's sessions are children of."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        session = cursor.fetchone()[0]
    return int(Path(f"/proc/{session}/stat").read_text().rpartition(")")[2].split()[1])


def _of_server(server: int) -> float:
    """Of the server, of the sessions that it has, and of those that have ended."""
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(path.parent.name) == server:
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) == server:
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def ours(manager: Any, finance: Any) -> dict[str, tuple[float, float, float]]:
    """What each part takes, from the people to the last wave."""
    from django.db import connection

    from amends.commands.incident.ask_for_yes import ask_for_yes
    from amends.commands.incident.decide_people import decide_people
    from amends.commands.incident.declare_incident import declare_incident
    from amends.commands.incident.find_people import find_people
    from amends.commands.incident.reserve_people import reserve_people
    from amends.commands.incident.start_giving import start_giving
    from amends.commands.offer.decide_approval import decide_approval

    ref = declare_incident(
        manager,
        unit_code="site",
        failure_code="food_late",
        name="The oven stood still",
        happened="The oven stood still for an hour, because a fuse had blown.",
        started_at=manager.now - timedelta(hours=2),
        ended_at=manager.now - timedelta(hours=1),
    ).ref
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    workers = workers_up()
    spent = Spent()
    done = spent.done
    find_people(manager, incident_ref=ref)
    done("find")
    decided = decide_people(manager, incident_ref=ref, gesture_codes=("dessert",))
    done("decide")
    ask_for_yes(manager, incident_ref=ref, digest=decided.digest)
    decide_approval(finance, incident_ref=ref, arguments_digest=decided.digest, approve=True)
    reserve_people(manager, incident_ref=ref, digest=decided.digest)
    done("reserve")
    start_giving(manager, incident_ref=ref, wave_size=WAVE)
    given = workers_give(workers)
    done("give")
    assert given == decided.decided, given
    return spent.parts()


A_WORKER = (
    "import django; django.setup(); from django.db import connection; connection.ensure_connection();"
    "from amends.commands.incident.give_waves import give_waves;"
    "from amends.entrypoints.common.context import read_clock, system_context;"
    "print('ready', flush=True); input(); print(give_waves(system_context('jobs'), clock=read_clock).people)"
)


def workers_give(workers: list[subprocess.Popen[str]]) -> int:
    """Worker processes that are up already give wave after wave; how many people they gave to."""
    return sum(int(worker.communicate("now\n")[0]) for worker in workers)


def workers_up() -> list[subprocess.Popen[str]]:
    """Two worker processes, as an installation has them."""
    command, pipe = [sys.executable, "-c", A_WORKER], subprocess.PIPE
    workers = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(WORKERS)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    return workers


def the_same_rows() -> float:
    """Seconds that COPY takes for all rows that came of it, in one transaction."""
    from django.db import connection, transaction

    kept: dict[str, list[bytes]] = {}
    connection.ensure_connection()
    raw = connection.connection
    with transaction.atomic(), raw.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} TO STDOUT") as copy:
                kept[table] = [bytes(piece) for piece in copy]
    with transaction.atomic(), raw.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
    with raw.cursor() as cursor:
        cursor.execute("CHECKPOINT") if _may_checkpoint(cursor) else None
    begun = time.perf_counter()
    with transaction.atomic(), raw.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for start in range(0, len(kept[table]), 500):
                    copy.write(b"".join(kept[table][start : start + 500]))
    return time.perf_counter() - begun


def _may_checkpoint(cursor: Any) -> bool:
    cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
    return bool(cursor.fetchone()[0])


def main() -> None:
    """Measure, and say it in two lines; a number as argument is how many people, `--profile` tells where time goes."""
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    count = numbers[0] if numbers else PEOPLE
    with ground():
        manager, finance = fill(count)
        if "--profile" in sys.argv:
            import cProfile
            import pstats

            profile = cProfile.Profile(time.process_time)
            profile.runcall(ours, manager, finance)
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            return
        parts = ours(manager, finance)
        (total, here, there), limit = map(sum, zip(*parts.values(), strict=True)), the_same_rows()
    told = ", ".join(f"{what} {seconds:.1f} s" for what, (seconds, _, _) in parts.items())
    print(f"an incident of {count:,} people: {total:.1f} s ({told}); COPY of the same rows {limit:.1f} s")
    print(f"  of processors: Python {here:.1f} s, PostgreSQL {there:.1f} s")
    for what, (_, mine, its) in parts.items():
        print(f"    {what}: Python {mine:.2f} s, PostgreSQL {its:.2f} s")
    say_ratio("an incident beside COPY of its rows", count / total, count / limit, floor=0.25, aim=0.50)


if __name__ == "__main__":
    main()
