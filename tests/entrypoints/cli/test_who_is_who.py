"""`amends unit`, `amends staff` and `amends token`: the first steps of an installation, from a shell alone."""

from __future__ import annotations

from givens.shell import amends, amends_within

from amends.apps.staff.models import ApiToken, Placement, User
from amends.apps.units.models import Unit
from amends.kernel.models import JournalEntry


def open_the_house(address: str) -> None:
    organisation = (
        "unit",
        "add",
        "kintsu",
        "--name",
        "Kintsu",
        "--level",
        "organisation",
        "--currency",
        "EUR",
    )
    assert amends_within(address, *organisation).returncode == 0


def test_a_unit_a_colleague_and_a_token_are_made_and_listed(committed_db, database_address):
    open_the_house(database_address)
    given = ("--name", "Mara Berg", "--role", "lead", "--unit", "kintsu", "--password-stdin")
    added = amends(
        database_address, "staff", "add", "Mara@example.org", *given, typed="a-quiet-lake-at-dawn\n"
    )
    made = amends(database_address, "token", "create", "till 7", "--role", "cashier")
    staff = amends(database_address, "staff", "list")
    tokens = amends(database_address, "token", "list")

    assert added.stdout == "Mara Berg signs in with mara@example.org.\n"
    assert Placement.objects.get(user__email="mara@example.org").role == "lead"
    token = made.stdout.strip()
    assert token.startswith("amends_")
    assert ApiToken.objects.get().last_four == token[-4:]
    assert ApiToken.objects.get().scopes == ["vouchers:check", "vouchers:redeem"]
    assert token not in tokens.stdout + staff.stdout
    assert "lead at Kintsu" in staff.stdout
    assert "till 7" in tokens.stdout
    assert set(JournalEntry.objects.values_list("entrypoint", flat=True)) == {"cli"}


def test_a_token_ends(committed_db, database_address):
    open_the_house(database_address)
    amends_within(
        database_address, "token", "create", "form", "--role", "program", "--scope", "complaints:write"
    )
    token_id = ApiToken.objects.get().id

    done = amends_within(database_address, "token", "revoke", str(token_id))
    again = amends_within(database_address, "token", "revoke", str(token_id))

    assert done.stdout == f"Token {token_id} has ended.\n"
    assert ApiToken.objects.get().revoked_at is not None
    assert (again.returncode, again.stderr) == (66, "That token has ended already, or never was.\n")


def test_what_is_wrong_is_said_in_one_sentence_with_its_own_exit_code(committed_db, database_address):
    open_the_house(database_address)

    role = amends_within(database_address, "token", "create", "x", "--role", "king")
    scope = amends_within(
        database_address, "token", "create", "x", "--role", "program", "--scope", "all:write"
    )
    grant = amends_within(database_address, "token", "create", "x", "--role", "lead", "--grant", "a lot")
    weak = amends_within(
        database_address,
        *(
            "staff",
            "add",
            "m@example.org",
            "--name",
            "M",
            "--role",
            "lead",
            "--unit",
            "kintsu",
            "--password-stdin",
        ),
        typed="12345\n",
    )

    assert (role.returncode, role.stdout) == (64, "")
    assert role.stderr.startswith("There is no role king for a program.")
    assert (scope.returncode, scope.stderr[:30]) == (64, "There is no scope all:write. T")
    assert grant.returncode == 64
    assert "Traceback" not in grant.stderr
    assert weak.returncode == 64
    assert "too easy to guess" in weak.stderr
    assert (ApiToken.objects.count(), User.objects.count(), Unit.objects.count()) == (0, 0, 1)


def test_what_is_typed_to_harm_is_one_line_or_a_sentence_and_never_a_trace(committed_db, database_address):
    open_the_house(database_address)
    person = ("--role", "lead", "--unit", "kintsu", "--password-stdin")
    typed = "a-quiet-lake-at-dawn\n"
    under = ("--parent", "kintsu")

    refused = [
        amends(database_address, "token", "create", "x" * 121, "--role", "cashier"),
        amends(database_address, "token", "create", " \n", "--role", "cashier"),
        amends(database_address, "token", "create", "\udcff", "--role", "cashier"),
        amends(database_address, "token", "create", "x", "--role", "lead", "--grant", "-5.00 EUR"),
        amends(database_address, "unit", "add", "u", "--name", "", *under),
        amends(database_address, "unit", "add", "u", "--name", "U", "--phone", "1" * 41, *under),
        amends(
            database_address, "unit", "add", "u", "--name", "U", "--reply-to", "a@b.c\r\nBcc: d@e.f", *under
        ),
        amends(database_address, "staff", "add", "m@example.org", "--name", " ", *person, typed=typed),
        amends(
            database_address, "staff", "add", "m" * 300 + "@example.org", "--name", "M", *person, typed=typed
        ),
        amends(
            *(
                database_address,
                "staff",
                "add",
                "m@example.org",
                "--name",
                "M",
                "--timezone",
                "Mars/X",
                *person,
            ),
            typed=typed,
        ),
        amends(database_address, "staff", "add", "m@example.org", "--name", "M", *person, typed="q" * 5000),
    ]
    kept = amends(database_address, "token", "create", "[/bold]\x1b[31m\r\nx", "--role", "cashier")
    listed = amends(database_address, "token", "list")

    assert [done.returncode for done in refused] == [64] * len(refused)
    assert [done.stderr for done in refused if len(done.stderr.splitlines()) != 1] == []
    assert (User.objects.count(), Unit.objects.count()) == (0, 1)
    assert kept.returncode == 0
    assert ApiToken.objects.get().name == "[/bold] [31m x"
    assert listed.returncode == 0
    assert "[/bold] [31m x" in listed.stdout
