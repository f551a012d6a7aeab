"""A report is asked for, computed by a worker, and kept; group attributes go in and never come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from givens.giving import Desk, a_desk, log_alarm
from givens.house import NIGHT, system

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.fairness.models import ConsistencyReport, GroupAttribute
from amends.commands.fairness.ask_consistency import SpanWrong, ask_consistency
from amends.commands.fairness.import_groups import import_groups
from amends.commands.fairness.keep_consistency import keep_consistency
from amends.commands.fairness.take_consistency import take_consistency
from amends.core.fairness.figures import Figure, Figures, Kind, Verdict
from amends.core.fairness.groups import GroupsUnreadable
from amends.entrypoints.jobs.consistency import compute_consistency
from amends.kernel.context import NotPermitted
from amends.kernel.models import JournalEntry
from amends.queries.consistency import (
    ReportUnknown,
    consistency,
    consistency_cases,
    consistency_report,
)
from amends.queries.consistency_figures import consistency_figures
from amends.queries.envelope import envelope

DAY = NIGHT.date()


@pytest.fixture
def desk(db) -> Desk:
    return a_desk(price="180.00")


def ask(desk: Desk, name: str = "carla", unit: str = "kintsu", **span: date) -> int:
    given = {"since_date": DAY - timedelta(days=30), "until_date": DAY, **span}
    return ask_consistency(desk.house.ctx(name), unit_code=unit, **given).report_id


def figures(desk: Desk, unit_id: int | None = None) -> Figures:
    return consistency_figures(
        system(), unit_id=unit_id or desk.house.group.id, since_date=DAY, until_date=DAY
    )


def of_kind(found: Figures, kind: Kind) -> Figure:
    (figure,) = [figure for figure in found.figures if figure.kind is kind]
    return figure


def another(desk: Desk, name: str, *codes: str, by: str = "nora", **given: object) -> str:
    """A case like the first one, and what somebody gave in it; its reference."""
    ref = log_alarm(desk.house, name, f"{name.lower()}@example.org", price="180.00")
    who = desk.house.ctx(by)
    digest = envelope(who, case_ref=ref).digest
    desk.give(*codes, ctx=who, case_ref=ref, envelope_digest=digest, **given)
    return ref


def test_a_report_is_asked_for_computed_and_kept(desk):
    desk.give("breakfast")
    report_id = ask(desk, since_date=DAY)
    waiting = consistency_report(desk.house.ctx("carla"), report_id=report_id)
    assert (waiting.waits, waiting.figures, waiting.computed_at) == (True, None, None)

    assert compute_consistency() == 1

    kept = consistency_report(desk.house.ctx("audrey"), report_id=report_id)
    assert (kept.waits, kept.unit_name, kept.since_date) == (False, "Kintsu Group", DAY)
    assert kept.figures is not None
    assert (kept.figures.cases, kept.figures.currency, kept.figures.left_out) == (1, "EUR", 0)
    assert of_kind(kept.figures, Kind.NOISE).verdict is Verdict.TOO_FEW
    assert compute_consistency() == 0


def test_the_journal_says_who_asked_and_holds_no_figure(desk):
    ask(desk)
    compute_consistency()

    entries = JournalEntry.objects.filter(stream="fairness").order_by("seq")
    assert [entry.event for entry in entries] == ["consistency.asked", "consistency.computed"]
    assert entries[0].actor == f"person:{desk.house.people['carla'].id}"


def test_asked_again_it_keeps_its_figures_until_there_are_new_ones(desk):
    first = ask(desk)
    compute_consistency()
    assert ask(desk) == first

    again = consistency_report(desk.house.ctx("carla"), report_id=first)
    assert ConsistencyReport.objects.count() == 1
    assert again.figures is not None


@pytest.mark.parametrize(
    "span",
    [
        {"since_date": DAY, "until_date": DAY - timedelta(days=1)},
        {"until_date": DAY + timedelta(days=1)},
        {"since_date": DAY - timedelta(days=2_000)},
    ],
)
def test_days_that_are_no_span_of_the_past_are_refused(desk, span):
    with pytest.raises(SpanWrong):
        ask(desk, **span)
    assert not ConsistencyReport.objects.exists()


@pytest.mark.parametrize("name", ["nora", "dana", "fin", "otto", "til"])
def test_operations_neither_ask_nor_read_nor_bring_in_groups(desk, name):
    report_id = ask(desk)
    compute_consistency()
    ctx = desk.house.ctx(name)

    with pytest.raises(NotPermitted):
        ask(desk, name)
    with pytest.raises(NotPermitted):
        consistency_report(ctx, report_id=report_id)
    with pytest.raises(NotPermitted):
        consistency_cases(ctx, report_id=report_id, place=0)
    with pytest.raises(NotPermitted):
        import_groups(ctx, table="customer,letter\nP-1,x")


@pytest.mark.parametrize("name", ["carla", "audrey"])
def test_not_even_those_who_read_reports_may_read_the_groups(desk, name):
    with pytest.raises(NotPermitted):
        consistency_figures(desk.house.ctx(name), unit_id=desk.house.group.id, since_date=DAY, until_date=DAY)


def test_another_units_report_looks_as_if_it_were_not_there(desk):
    report_id = ask(desk)
    compute_consistency()
    carla = desk.house.ctx("carla")
    elsewhere = replace(
        carla,
        placements=tuple(
            replace(place, unit_ids=frozenset({desk.house.restaurant.id})) for place in carla.placements
        ),
    )

    with pytest.raises(ReportUnknown):
        consistency_report(elsewhere, report_id=report_id)
    with pytest.raises(ReportUnknown):
        consistency(elsewhere, unit_code="kintsu", since_date=DAY, until_date=DAY)
    page = consistency(elsewhere, unit_code="", since_date=DAY, until_date=DAY)
    assert [unit.code for unit in page.units] == ["kiln"]


def test_a_taken_report_is_another_workers_only_when_the_first_was_lost(desk):
    report_id = ask(desk)
    assert take_consistency(system()).report_id == report_id
    assert take_consistency(system(NIGHT + timedelta(minutes=14))).report_id is None
    assert take_consistency(system(NIGHT + timedelta(minutes=16))).report_id == report_id


def test_like_cases_of_two_colleagues_are_a_pair(desk):
    desk.give("breakfast")
    another(desk, "Bo", "handwritten_note", by="leo")

    noise = of_kind(figures(desk), Kind.NOISE)

    assert (noise.n, noise.value) == (1, 2.0)
    assert set(noise.case_ids) == set(Case.objects.values_list("id", flat=True))


def test_a_case_of_another_unit_is_in_no_report_of_ours(desk):
    desk.give("breakfast")

    assert figures(desk, desk.house.restaurant.id).cases == 0
    assert figures(desk, desk.house.hotel.id).cases == 1


def test_the_cases_behind_a_figure_can_be_opened(desk):
    desk.give("breakfast")
    ref = another(desk, "Bo", "handwritten_note", by="leo")
    report_id = ask(desk)
    compute_consistency()

    behind = consistency_cases(desk.house.ctx("audrey"), report_id=report_id, place=0)

    assert behind.figure.kind is Kind.NOISE
    assert {line.ref for line in behind.cases} == {desk.case_ref, ref}
    assert (behind.hidden, behind.more) == (0, 0)
    Case.objects.filter(ref=ref).update(is_restricted=True)
    assert consistency_cases(desk.house.ctx("audrey"), report_id=report_id, place=0).hidden == 1
    with pytest.raises(ReportUnknown):
        consistency_cases(desk.house.ctx("audrey"), report_id=report_id, place=99)


def test_a_departure_with_its_reason_counts_as_one(desk):
    desk.give("breakfast", override_reason="They are regulars")
    another(desk, "Bo", "breakfast")

    overrides = of_kind(figures(desk), Kind.OVERRIDES)

    assert (overrides.n, overrides.value) == (2, 0.5)
    assert overrides.case_ids == (Case.objects.get(ref=desk.case_ref).id,)


def groups(desk: Desk, table: str):
    return import_groups(desk.house.ctx("carla"), table=table)


def test_groups_are_kept_by_reference_and_number_and_the_unknown_are_named(desk):
    ada = Customer.objects.get()
    Customer.objects.filter(id=ada.id).update(external_ref="G-77")

    done = groups(desk, f"customer,region,letter\nG-77,north,\n{ada.ref},,x\nP-NOBODY,south,y")

    assert (done.kept, done.taken_away, done.unknown_lines) == (1, 1, (4,))
    assert list(GroupAttribute.objects.values_list("customer_id", "name", "value")) == [
        (ada.id, "letter", "x")
    ]


def test_an_empty_cell_takes_it_away(desk):
    ada = Customer.objects.get()
    groups(desk, f"customer,region\n{ada.ref},north")

    done = groups(desk, f"customer,region\n{ada.ref},")

    assert (done.kept, done.taken_away) == (0, 1)
    assert not GroupAttribute.objects.exists()


def test_a_table_that_is_none_changes_nothing(desk):
    with pytest.raises(GroupsUnreadable):
        groups(desk, "name,region\nAda,north")
    assert not JournalEntry.objects.filter(event="groups.imported").exists()


def test_the_journal_of_an_import_names_no_value_and_nobody(desk):
    ada = Customer.objects.get()
    groups(desk, f"customer,region\n{ada.ref},north")

    body = JournalEntry.objects.get(event="groups.imported").body
    assert "north" not in body
    assert ada.ref not in body


def test_what_is_known_of_groups_ends_with_the_person(desk):
    ada = Customer.objects.get()
    groups(desk, f"customer,region\n{ada.ref},north")

    Customer.objects.filter(id=ada.id).update(display_name="erased")
    assert GroupAttribute.objects.count() == 1
    Customer.objects.filter(id=ada.id).update(erased_at=NIGHT)

    assert not GroupAttribute.objects.exists()


def test_no_command_and_no_other_query_can_reach_the_groups(desk):
    ada = Customer.objects.get()
    groups(desk, f"customer,region\n{ada.ref},a-telling-value")

    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT count(*) FROM policies_decision WHERE frozen LIKE '%%a-telling-value%%'")
        assert cursor.fetchone() == (0,)
    shown = envelope(desk.nora(), case_ref=desk.case_ref)
    assert "a-telling-value" not in repr(shown)


def test_figures_are_kept_for_the_report_they_were_computed_for(desk):
    one, other = ask(desk), ask(desk, unit="harbour")
    found = figures(desk)

    keep_consistency(system(), report_id=other, figures=found)

    assert consistency_report(desk.house.ctx("carla"), report_id=one).figures is None
    assert consistency_report(desk.house.ctx("carla"), report_id=other).figures == found
