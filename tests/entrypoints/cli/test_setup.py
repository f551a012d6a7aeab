"""`amends setup` makes an empty installation usable, at once or not at all; `amends policy publish` changes it."""

from __future__ import annotations

import yaml
from givens.shell import amends, amends_within

from amends.apps.failures.models import FailureType
from amends.apps.ledger.models import Budget
from amends.apps.policies.models import PolicyVersion
from amends.apps.staff.models import Placement, User
from amends.apps.units.models import Place, Unit
from amends.commands.intake.log_failure import Contact, LoggedFailure, log_failure
from amends.entrypoints.common.context import person_context, read_clock
from amends.queries.access import person_access
from amends.queries.envelope import envelope

ASKED = (
    *("setup", "--name", "Pension Alma & Söhne", "--business", "hotel", "--currency", "EUR"),
    *("--timezone", "Europe/Vienna", "--email", "Alma@pension.example", "--person", "Alma Berger"),
    "--password-stdin",
)
PASSWORD = "a-quiet-lake-at-dawn\n"


def test_after_setup_the_first_failure_is_logged_and_something_can_be_given(
    committed_db, database_address, tmp_path
):
    done = amends(database_address, *ASKED, "--data", str(tmp_path), typed=PASSWORD)

    assert done.returncode == 0, done.stderr
    unit = Unit.objects.get()
    assert (unit.code, unit.business, unit.currency, unit.timezone) == (
        "pension-alma-sohne",
        "hotel",
        "EUR",
        "Europe/Vienna",
    )
    alma = User.objects.get()
    held = set(Placement.objects.filter(user=alma).values_list("role", flat=True))
    assert (alma.email, held) == ("alma@pension.example", {"operator", "cx_manager"})
    assert alma.has_usable_password()
    assert Budget.objects.get().cap_minor == 1_000_00
    assert Place.objects.get().is_open
    assert set(FailureType.objects.values_list("business", flat=True)) == {"hotel"}
    assert f"amends policy publish {tmp_path}/policy.yaml" in done.stdout

    access = person_access(alma.id, now=read_clock())
    assert access is not None
    ctx = person_context(access, "test")
    ref = log_failure(
        ctx,
        unit_id=unit.id,
        customer=Contact("Ada Lindqvist", "ada@example.org"),
        failures=(LoggedFailure("alarm_set", words="It rang at one."),),
    ).refs[0]
    shown = envelope(ctx, case_ref=ref).envelope
    assert shown is not None
    assert {"chocolates", "breakfast"} <= {line.gesture_code for line in shown.may_give}


def test_in_a_script_the_line_of_input_is_the_password_and_no_answer(
    committed_db, database_address, tmp_path
):
    shorter = tuple(
        word for word in ASKED if word not in ("--timezone", "Europe/Vienna", "--currency", "EUR")
    )
    nameless = tuple(word for word in shorter if word not in ("--person", "Alma Berger"))

    lacking = amends(database_address, *nameless, "--data", str(tmp_path), typed=PASSWORD)
    done = amends(database_address, *shorter, "--data", str(tmp_path), typed=PASSWORD)

    assert (lacking.returncode, lacking.stdout) == (2, "")
    assert "Missing option '--person'" in lacking.stderr
    assert done.returncode == 0, done.stderr
    unit = Unit.objects.get()
    assert (unit.currency, unit.timezone) == ("EUR", "UTC")
    assert User.objects.get().has_usable_password()


def test_it_is_done_once(committed_db, database_address, tmp_path):
    amends_within(database_address, *ASKED, "--data", str(tmp_path), typed=PASSWORD)
    again = amends_within(database_address, *ASKED, "--data", str(tmp_path), typed=PASSWORD)

    assert again.returncode == 73
    assert "Pension Alma & Söhne is set up here already" in again.stderr
    assert Unit.objects.count() == 1


def test_what_is_refused_leaves_nothing_half_made(committed_db, database_address, tmp_path):
    weak = amends_within(database_address, *ASKED, "--data", str(tmp_path), typed="12345\n")
    lost = amends_within(
        database_address, *ASKED, "--timezone", "Wien", "--data", str(tmp_path), typed=PASSWORD
    )

    assert (weak.returncode, lost.returncode) == (64, 64)
    assert "too easy to guess" in weak.stderr
    assert "Write one like Europe/Lisbon" in lost.stderr
    assert not Unit.objects.exists()
    assert not User.objects.exists()


def test_amounts_of_a_distant_currency_are_left_to_the_people_who_know_it(
    committed_db, database_address, tmp_path
):
    done = amends_within(
        database_address, *ASKED, "--currency", "JPY", "--data", str(tmp_path), typed=PASSWORD
    )

    assert done.returncode == 0, done.stderr
    assert "Enter amounts in JPY" in done.stdout
    assert not PolicyVersion.objects.exists()
    assert yaml.safe_load((tmp_path / "policy.yaml").read_text())["currency"] == "JPY"


def test_a_policy_is_published_and_every_problem_of_one_is_said_at_once(
    committed_db, database_address, tmp_path
):
    amends_within(database_address, *ASKED, "--data", str(tmp_path), typed=PASSWORD)
    file = tmp_path / "policy.yaml"
    file.write_text(file.read_text().replace("amount: 18", "amount: 20"))

    done = amends_within(database_address, "policy", "publish", str(file), "--note", "Dearer chocolates")
    again = amends_within(database_address, "policy", "publish", str(file))
    file.write_text(
        file.read_text()
        .replace('"G1" | "A small thing"', '"G9" | 1')
        .replace("currency: EUR", "currency: euro")
    )
    broken = amends_within(database_address, "policy", "publish", str(file))
    file.write_text("- just\n- a list\n")
    none = amends_within(database_address, "policy", "publish", str(file))
    late = amends_within(database_address, "policy", "publish", str(file), "--from", "tomorrow")

    assert done.stdout == "Pension Alma & Söhne is published as number 2 and decides at once.\n"
    assert again.returncode == 73
    assert broken.returncode == 64
    assert "tables.band" in broken.stderr
    assert "currency" in broken.stderr
    assert "is no policy document" in none.stderr
    assert late.returncode == 64
    assert PolicyVersion.objects.count() == 2
    published = PolicyVersion.objects.get(number=2)
    assert (published.note, published.published_by) == ("Dearer chocolates", "system")
