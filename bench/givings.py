"""Many cases of one desk under five nested budgets, and a desk that gives in one after the other.

`python -m bench.givings fill COUNT` makes them and writes JSON; `python -m bench.givings give JSON FIRST STEP SECONDS
LAST` gives in every STEP-th case from FIRST to LAST for so long and writes how many;
`profile` does the same under a profiler.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import yaml

CAP = 10**15
WARM_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: cases and customers are numbered without gaps from the first ids on."""

    refs: list[str]
    first_case_id: int
    first_customer_id: int
    digest: str
    user_id: int
    unit_id: int
    policy_id: int
    period_ids: list[int]
    token: str


# What the template's case, customer, key and clocks are made of, once more for every further case.
_CLONES = (
    """
    INSERT INTO customers_customer ({customer_columns})
    SELECT {customer_values} FROM customers_customer t CROSS JOIN generate_series(1, %(count)s) n
    WHERE t.id = %(customer_id)s ORDER BY n
    """,
    """
    INSERT INTO customers_personkey (customer_id, key)
    SELECT %(customer_id)s + n, t.key FROM customers_personkey t CROSS JOIN generate_series(1, %(count)s) n
    WHERE t.customer_id = %(customer_id)s
    """,
    """
    INSERT INTO cases_case ({case_columns})
    SELECT {case_values} FROM cases_case t CROSS JOIN generate_series(1, %(count)s) n
    WHERE t.id = %(case_id)s ORDER BY n
    """,
    """
    INSERT INTO clocks_deadline ({clock_columns})
    SELECT {clock_values} FROM clocks_deadline t CROSS JOIN generate_series(1, %(count)s) n
    WHERE t.case_id = %(case_id)s
    """,
)


def fill(count: int) -> Filled:
    """A desk with five budgets and `count` cases that have been heard and assessed."""
    from django.db import connection, transaction

    from amends.apps.cases.models import Case
    from amends.apps.ledger import store as ledger
    from amends.apps.policies import store as policies
    from amends.commands.governance.create_token import create_token
    from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
    from amends.core.policy.parse import document_text, parse_policy
    from amends.core.ref import make_ref
    from amends.entrypoints import cli
    from amends.entrypoints.common.context import person_context, read_clock, shell_context
    from amends.queries.access import person_access
    from amends.queries.envelope import envelope

    shell = shell_context()
    with transaction.atomic():
        user_id, unit_id = a_desk(shell)
        path = Path(cli.__file__).parent / "demonstration/policy.yaml"
        text = document_text(parse_policy(yaml.safe_load(path.read_text())))
        policy = policies.publish(shell, text, read_clock() - timedelta(days=1))
    access = person_access(user_id, now=read_clock())
    assert access is not None
    desk = person_context(access, "web")
    logged = log_failure(
        desk,
        unit_id=unit_id,
        customer=Contact("Ada Lindqvist", "ada@example.org"),
        failures=(LoggedFailure("alarm_set", words="An alarm woke me at one."),),
    )
    case = Case.objects.get(ref=logged.refs[0])
    refs = [make_ref("C", n.to_bytes(16, "big")) for n in range(count)]
    with connection.cursor() as cursor:
        for statement in _CLONES:
            ids = {"count": count, "case_id": case.id, "customer_id": case.customer_id, "refs": refs}
            cursor.execute(_with_columns(statement), ids)
        cursor.execute("ANALYZE")
    with transaction.atomic():
        chain = ledger.chain_for(unit_id, user_id, desk.now)
    assert len(chain) == 5
    clones = Case.objects.filter(id__gt=case.id).order_by("id").values_list("ref", flat=True)
    return Filled(
        refs=list(clones),
        first_case_id=case.id + 1,
        first_customer_id=case.customer_id + 1,
        digest=envelope(desk, case_ref=case.ref).digest,
        user_id=user_id,
        unit_id=unit_id,
        policy_id=policy.id,
        period_ids=[record.period_id for record in chain if record.period_id is not None],
        token=create_token(shell, name="desk", role="front_line", unit_code="site").token,
    )


def a_desk(shell: object) -> tuple[int, int]:
    """Four units, five nested budgets, a colleague of the desk and one kind of failure: user and team."""
    from amends.apps.failures import store as failures
    from amends.apps.ledger import store as ledger
    from amends.apps.staff import store as staff
    from amends.apps.units import store as units
    from amends.core.ledger.budget import PeriodLength
    from amends.core.money import Money
    from amends.core.roles import Role
    from amends.kernel.context import Context

    assert isinstance(shell, Context)
    parent: int | None = None
    above: int | None = None
    made: dict[str, int] = {}
    for level in ("organisation", "brand", "site", "team"):
        parent = units.add_unit(
            parent_id=parent, level=level, name=level, code=level, business="hotel", currency="EUR"
        ).id
        made[level] = parent
    user_id = staff.add_user(email="desk@example.org", display_name="Nora Berg", title="night desk").id
    staff.place_user(shell, user_id=user_id, unit_id=made["team"], role=Role.FRONT_LINE)
    levels = (("campaign", "organisation"), ("brand", "brand"), ("site", "site"), ("team", "team"))
    for level, unit_level in (*levels, ("person", "team")):
        above = ledger.open_budget(
            shell,
            unit_id=made[unit_level],
            level=level,
            name=level,
            cap=Money(CAP, "EUR"),
            period=PeriodLength.MONTH,
            parent_id=above,
            user_id=user_id if level == "person" else None,
        ).id
    failures.add_failure_type(
        code="alarm_set",
        name="Woken by an alarm set earlier",
        business="hotel",
        nature="process",
        lost_resource="attention",
        usual_expectation="A quiet night",
        assumed_facts={"harm_class": "inconvenience", "locus": "firm", "service": "accepted"},
        terms=("alarm",),
    )
    return user_id, made["team"]


def _with_columns(statement: str) -> str:
    """The statement with every column of its table, those that differ from clone to clone replaced."""
    from amends.apps.cases.models import Case
    from amends.apps.clocks.models import Deadline
    from amends.apps.customers.models import Customer

    fresh = "(%(refs)s::text[])[n]"
    replaced: dict[Any, dict[str, str]] = {
        Case: {"ref": fresh, "visit_ref": fresh, "customer_id": "%(customer_id)s + n"},
        Customer: {"ref": "'P-' || n", "email_normalised": "n || '@example.org'"},
        Deadline: {"case_id": "%(case_id)s + n"},
    }
    parts: dict[str, str] = {}
    for model, name in ((Customer, "customer"), (Case, "case"), (Deadline, "clock")):
        columns = [field.column for field in model._meta.concrete_fields if field.column != "id"]
        parts[f"{name}_columns"] = ", ".join(columns)
        parts[f"{name}_values"] = ", ".join(replaced[model].get(each, f"t.{each}") for each in columns)
    return statement.format(**parts)


def give(filled: Filled, first: int, step: int, seconds: float, last: int) -> int:
    """Give a late check-out to choose in one case after the other; how many were given once it was warm."""
    from amends.commands.offer.make_offer import make_offer
    from amends.core.offer.arguments import Choice
    from amends.entrypoints.common.context import person_context, read_clock
    from amends.queries.access import person_access

    access = person_access(filled.user_id, now=read_clock())
    assert access is not None
    begin = time.monotonic() + WARM_SECONDS
    done = 0
    for ref in filled.refs[first:last:step]:
        now = time.monotonic()
        if now >= begin + seconds:
            break
        made = make_offer(
            person_context(access, "web"),
            case_ref=ref,
            envelope_digest=filled.digest,
            choices=(Choice("late_check_out"),),
        )
        assert made.state == "offered"
        done += now >= begin
    else:
        raise SystemExit("there were too few cases for that much time")
    return done


def profiled(run: Callable[[], int]) -> None:
    """Where the time of a giving goes."""
    profile = cProfile.Profile()
    done = profile.runcall(run)
    print(f"{done} givings")
    pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


if __name__ == "__main__":
    django.setup()
    act, *arguments = sys.argv[1:]
    if act == "fill":
        json.dump(asdict(fill(int(arguments[0]))), sys.stdout)
    else:
        known = Filled(**json.loads(Path(arguments[0]).read_text()))
        first, step, last = int(arguments[1]), int(arguments[2]), int(arguments[4])
        if act == "profile":
            profiled(lambda: give(known, first, step, float(arguments[3]), last))
        else:
            print(give(known, first, step, float(arguments[3]), last))
