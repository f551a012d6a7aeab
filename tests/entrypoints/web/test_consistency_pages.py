"""The page of consistency: asked for, computed, read with its intervals, opened down to the cases, taken along."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from givens.consistency import a_report
from givens.giving import Desk, a_desk

from amends.apps.cases.models import Case
from amends.apps.customers.models import Customer
from amends.apps.fairness.models import ConsistencyReport, GroupAttribute
from amends.apps.staff.models import User
from amends.core.fairness.figures import Figure, Figures, Kind, Scale, Verdict, figures_data
from amends.core.fairness.table import safe
from amends.entrypoints.jobs.consistency import compute_consistency


@pytest.fixture
def desk(db) -> Desk:
    return a_desk(price="180.00")


def browser(desk: Desk, name: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=desk.house.people[name].id))
    return client


NOISE = Figure(Kind.NOISE, 0.42, 0.31, 0.55, Scale.SHARE, 812, "pairs", 30, Verdict.DIFFERS)


def test_before_anybody_asked_it_says_what_to_do(desk):
    page = browser(desk, "audrey").get("/consistency").content.decode()

    assert "Nobody has asked for these days yet" in page
    assert 'name="table"' not in page


def test_asking_brings_it_in_a_moment_and_looking_does_not_ask(desk):
    client = browser(desk, "audrey")
    client.get("/consistency")
    assert not ConsistencyReport.objects.exists()

    assert client.post("/consistency").status_code == 302
    assert "It is being computed" in client.get("/consistency").content.decode()
    compute_consistency()
    page = client.get("/consistency").content.decode()

    assert "Too few to say anything." in page
    assert "0 cases, first decided on these days." in page


def test_a_figure_stands_with_its_interval_denominator_and_verdict(desk):
    a_report(desk, NOISE)

    page = browser(desk, "carla").get("/consistency").content.decode()

    for words in (
        "42 %",
        "31 % to 55 %",
        "812 pairs of like cases; 30 are needed",
        "What a customer gets depends on who decides.",
        "412 cases, first decided on these days.",
    ):
        assert words in page, words


def test_below_the_minimum_the_value_is_not_shown(desk):
    few = Figure(Kind.PREMIUM, 4_321.0, None, None, Scale.MONEY, 3, "cases", 30, Verdict.TOO_FEW)
    a_report(desk, few)

    page = browser(desk, "carla").get("/consistency").content.decode()

    assert "43.21" not in page
    assert "Too few to say anything." in page


def test_hidden_groups_and_openly_counted_value_are_said(desk):
    a_report(desk, NOISE, groups_hidden=2, value_facts=("lifetime_value",))

    page = browser(desk, "carla").get("/consistency").content.decode()

    assert "2 groups have fewer than ten cases and are not shown." in page
    assert "what a customer is worth (lifetime_value) decides amounts." in page


def test_a_colleague_is_called_by_name(desk):
    nora = desk.house.people["nora"].id
    own = Figure(
        Kind.AGENT_OVERRIDES,
        0.5,
        0.3,
        0.7,
        Scale.SHARE,
        40,
        "cases",
        10,
        Verdict.DIFFERS,
        subject=f"person:{nora}",
        more={"limit_low": 0.05, "limit_high": 0.3},
    )
    a_report(desk, own)

    page = browser(desk, "carla").get("/consistency").content.decode()

    assert "Nora Berg" in page
    assert "Usual here for so many cases: 5 % to 30 %." in page


def test_a_figure_opens_its_cases(desk):
    desk.give("breakfast")
    client = browser(desk, "audrey")
    since = {"since": "2026-05-01", "until": "2026-05-05"}
    client.post("/consistency?since=2026-05-01&until=2026-05-05")
    report = ConsistencyReport.objects.get()
    opened = Figure(Kind.OVERRIDES, 0.5, 0.1, 0.9, Scale.SHARE, 20, "cases", 10, Verdict.STATED)
    found = Figures("EUR", 1, 0, 0, (), (opened,))
    data = figures_data(found)
    data["figures"][0]["case_ids"] = [Case.objects.get(ref=desk.case_ref).id]
    ConsistencyReport.objects.update(figures=data, computed_at=datetime.now(UTC))

    page = client.get("/consistency", since).content.decode()
    assert f"/consistency/{report.id}/cases/0" in page
    cases = client.get(f"/consistency/{report.id}/cases/0").content.decode()

    assert desk.case_ref in cases
    assert client.get(f"/consistency/{report.id}/cases/7").status_code == 404


def test_the_table_is_safe_in_a_spreadsheet(desk):
    group = Figure(
        Kind.AMOUNT, -512.0, -900.0, -120.0, Scale.MONEY, 412, "cases", 100, Verdict.DIFFERS, subject="=1+1=x"
    )
    report = a_report(desk, group)

    answer = browser(desk, "audrey").get(f"/consistency/{report.id}/table")
    head, row = csv.reader(answer.content.decode().splitlines())

    assert answer["Content-Type"].startswith("text/csv")
    assert dict(zip(head, row, strict=True)) == {
        "measure": "amount",
        "words": "Difference in amount, for equal facts",
        "about": "'=1+1=x",
        "value": "-5.12",
        "low": "-9.00",
        "high": "-1.20",
        "unit": "EUR",
        "n": "412",
        "counted": "cases",
        "minimum": "100",
        "verdict": "differs",
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+2", "@sum", "\tx", "\rx"])
def test_a_text_never_starts_a_formula(text):
    assert safe(text) == "'" + text


def test_groups_come_in_from_a_file_and_are_told_by_number_only(desk):
    ada = Customer.objects.get()
    table = SimpleUploadedFile("groups.csv", f"customer,region\n{ada.ref},north\nP-X,south".encode())

    answer = browser(desk, "carla").post("/consistency/groups", {"table": table}, follow=True)

    page = answer.content.decode()
    assert "One attribute is kept." in page
    assert "Nobody knows the customer of these lines: 3." in page
    assert "north" not in page
    assert GroupAttribute.objects.get().value == "north"


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\x00\n"])
def test_lines_may_end_as_any_program_ends_them(desk, ending):
    ada = Customer.objects.get()
    lines = ending.join(["customer,region", f"{ada.ref},north", ""])
    table = SimpleUploadedFile("groups.csv", lines.encode())

    browser(desk, "carla").post("/consistency/groups", {"table": table})

    assert GroupAttribute.objects.get().value == "north"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"customer,a\nX," + b"1" * 200_000, b""])
def test_a_file_that_is_no_table_is_refused_in_words(desk, content):
    table = SimpleUploadedFile("x.csv", content)

    answer = browser(desk, "carla").post("/consistency/groups", {"table": table}, follow=True)

    assert re.search("Line [12]:", answer.content.decode())
    assert not GroupAttribute.objects.exists()


@pytest.mark.parametrize("query", ["since=nonsense&until=2026-01-01", "span=zzz", "since=2026-05-05"])
def test_an_address_that_names_no_span_shows_the_last_quarter(desk, query):
    answer = browser(desk, "carla").get(f"/consistency?{query}")

    assert answer.context["until"] - answer.context["since"] == timedelta(days=90)
