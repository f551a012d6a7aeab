"""An incident from its people to everybody's queued letter, beside COPY of the very same rows.

Ours is everything: people added, facts grouped and judged by the policy, the money held and posted through nested
budgets, codes and links derived, letters filled, journal chained. COPY is given the rows that came of it, table by
table in one transaction, with the same indexes, foreign keys and triggers, and nothing else to do.
"""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bench.ground import ground, say_ratio

PEOPLE = 20_000
WAVE = 5_000
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


def ours(manager: Any, finance: Any) -> dict[str, float]:
    """Seconds for each part, from the people to the last wave."""
    from django.db import connection

    from amends.commands.incident.ask_for_yes import ask_for_yes
    from amends.commands.incident.decide_people import decide_people
    from amends.commands.incident.declare_incident import declare_incident
    from amends.commands.incident.find_people import find_people
    from amends.commands.incident.give_waves import give_waves
    from amends.commands.incident.reserve_people import reserve_people
    from amends.commands.incident.start_giving import start_giving
    from amends.commands.offer.decide_approval import decide_approval
    from amends.entrypoints.common.context import read_clock, system_context

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
    marks = [("", time.perf_counter())]

    def done(what: str) -> None:
        marks.append((what, time.perf_counter()))

    find_people(manager, incident_ref=ref)
    done("find")
    decided = decide_people(manager, incident_ref=ref, gesture_codes=("dessert",))
    done("decide")
    ask_for_yes(manager, incident_ref=ref, digest=decided.digest)
    decide_approval(finance, incident_ref=ref, arguments_digest=decided.digest, approve=True)
    reserve_people(manager, incident_ref=ref, digest=decided.digest)
    done("reserve")
    start_giving(manager, incident_ref=ref, wave_size=WAVE)
    given = give_waves(system_context("jobs"), clock=read_clock)
    done("give")
    assert given.people == decided.decided, given
    return {what: at - marks[n][1] for n, (what, at) in enumerate(marks[1:])}


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

            profile = cProfile.Profile()
            profile.runcall(ours, manager, finance)
            pstats.Stats(profile).sort_stats("tottime").print_stats(45)
            return
        parts = ours(manager, finance)
        total, limit = sum(parts.values()), the_same_rows()
    told = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in parts.items())
    print(f"an incident of {count:,} people: {total:.1f} s ({told}); COPY of the same rows {limit:.1f} s")
    say_ratio("an incident beside COPY of its rows", count / total, count / limit, floor=0.25, aim=0.50)


if __name__ == "__main__":
    main()
