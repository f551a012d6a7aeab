"""Colleagues, units and programs: who is let in, with what, and what is refused."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amends.apps.staff.models import ApiToken, Placement, User
from amends.apps.staff.store import ColleagueUnknown
from amends.apps.units.models import Unit
from amends.commands.governance.add_colleague import (
    EmailTaken,
    PasswordWeak,
    StaffEmailInvalid,
    add_colleague,
)
from amends.commands.governance.change_placement import OwnRoleKept, PlacementUnknown, change_placement
from amends.commands.governance.create_token import ScopesMissing, TokenNotRepeatable, create_token
from amends.commands.governance.open_unit import LevelOutOfPlace, UnitCodeInvalid, open_unit
from amends.commands.governance.revoke_token import TokenUnknown, revoke_token
from amends.core.roles import Permission, Role, RoleUnknown, ScopeUnknown
from amends.kernel.context import Actor, ActorKind, Context, NotPermitted, placed
from amends.kernel.models import JournalEntry
from amends.queries.access import person_access, program_access

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
OPERATOR = Context(Actor(ActorKind.SYSTEM), (placed(Role.OPERATOR, None),), NOON, "test", secrets.token_bytes)


@pytest.fixture
def organisation(db) -> None:
    """A group with one hotel."""
    open_unit(
        OPERATOR, level="organisation", name="Kintsu", code="kintsu", currency="EUR", timezone="Europe/Lisbon"
    )
    open_unit(
        OPERATOR, level="site", name="Harbour Hotel", code="harbour", parent_code="kintsu", business="hotel"
    )


def add(email: str = "Mara@Example.org", role: str = "front_line", **fields: object) -> int:
    return add_colleague(
        OPERATOR, email=email, display_name="Mara Silva", role=role, unit_code="harbour", **fields
    ).user_id


def test_a_unit_inherits_what_it_does_not_say(organisation):
    hotel, group = Unit.objects.get(code="harbour"), Unit.objects.get(code="kintsu")

    assert (hotel.currency, hotel.timezone, hotel.lineage) == ("EUR", "Europe/Lisbon", [group.id, hotel.id])


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"level": "site", "code": "harbour", "parent_code": "kintsu"}, UnitCodeInvalid),
        ({"level": "site", "code": "Big Hotel", "parent_code": "kintsu"}, UnitCodeInvalid),
        ({"level": "organisation", "code": "second", "parent_code": "kintsu"}, LevelOutOfPlace),
        ({"level": "site", "code": "loose"}, LevelOutOfPlace),
    ],
)
def test_a_unit_out_of_place_is_refused(organisation, fields, refusal):
    with pytest.raises(refusal):
        open_unit(OPERATOR, name="X", **fields)

    assert Unit.objects.count() == 2


def test_a_colleague_may_exactly_what_the_role_gives_at_the_unit(organisation):
    access = person_access(add(), now=NOON)
    hotel = Unit.objects.get(code="harbour")

    assert access is not None
    assert [(place.role, place.unit_ids) for place in access.placements] == [
        (Role.FRONT_LINE, frozenset({hotel.id}))
    ]
    assert User.objects.get().email == "mara@example.org"


@pytest.mark.parametrize(
    ("fields", "refusal", "field"),
    [
        ({"email": "not an address"}, StaffEmailInvalid, "email"),
        ({"email": "MARA@example.org"}, EmailTaken, "email"),
        ({"email": "b@example.org", "role": "emperor"}, RoleUnknown, "role"),
        ({"email": "b@example.org", "role": "program"}, RoleUnknown, "role"),
        ({"email": "b@example.org", "password": "1234567890"}, PasswordWeak, "password"),
    ],
)
def test_a_colleague_who_does_not_fit_is_refused_at_the_field(organisation, fields, refusal, field):
    add()

    with pytest.raises(refusal) as refused:
        add(**fields)

    assert refused.value.field == field
    assert User.objects.count() == 1


def test_nobody_is_given_no_role(organisation):
    hotel = Unit.objects.get(code="harbour")

    with pytest.raises(ColleagueUnknown) as refused:
        change_placement(OPERATOR, user_id=0, unit_id=hotel.id, role="lead", holds=True)

    assert refused.value.field == "user"
    assert not Placement.objects.exists()


def test_a_placement_ends_and_the_operator_keeps_their_own(organisation):
    user_id, hotel = add(), Unit.objects.get(code="harbour")
    mara = replace(OPERATOR, actor=Actor(ActorKind.PERSON, user_id))

    change_placement(OPERATOR, user_id=user_id, unit_id=hotel.id, role="front_line", holds=False)
    with pytest.raises(PlacementUnknown):
        change_placement(OPERATOR, user_id=user_id, unit_id=hotel.id, role="front_line", holds=False)
    with pytest.raises(OwnRoleKept):
        change_placement(mara, user_id=user_id, unit_id=hotel.id, role="operator", holds=False)

    assert Placement.objects.get().ended_at == NOON
    later = person_access(user_id, now=NOON + timedelta(seconds=1))
    assert later is not None
    assert later.placements == ()


def test_a_token_opens_exactly_its_scopes_until_it_is_revoked(organisation):
    made = create_token(OPERATOR, name="till 7", role="cashier", unit_code="harbour")
    hotel = Unit.objects.get(code="harbour")

    access = program_access(made.token, now=NOON)

    assert made.token.startswith("amends_")
    assert made.scopes == ("vouchers:check", "vouchers:redeem")
    assert access is not None
    assert access.placements[0].permissions == {Permission.CHECK_VOUCHER, Permission.REDEEM}
    assert access.placements[0].unit_ids == frozenset({hotel.id})
    assert program_access(made.token[:-1] + ("y" if made.token.endswith("x") else "x"), now=NOON) is None
    revoke_token(OPERATOR, token_id=made.token_id)
    assert program_access(made.token, now=NOON) is None
    with pytest.raises(TokenUnknown):
        revoke_token(OPERATOR, token_id=made.token_id)


def test_the_token_itself_is_kept_nowhere(organisation):
    made = create_token(OPERATOR, name="till 7", role="cashier")

    row = ApiToken.objects.values_list().get()
    bodies = list(JournalEntry.objects.values_list("body", flat=True))

    assert made.token not in str(row)
    assert made.token not in str(bodies)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"role": "program"}, ScopesMissing),
        ({"role": "program", "scopes": ("vouchers:mint",)}, ScopeUnknown),
    ],
)
def test_a_token_without_known_scopes_is_refused(organisation, fields, refusal):
    with pytest.raises(refusal):
        create_token(OPERATOR, name="x", **fields)

    assert ApiToken.objects.count() == 0


def test_making_a_token_is_not_repeatable(organisation):
    with pytest.raises(TokenNotRepeatable):
        create_token(replace(OPERATOR, idempotency_key="k"), name="x", role="cashier")


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.OPERATOR])
def test_only_an_operator_governs(organisation, role):
    ctx = replace(OPERATOR, placements=(placed(role, None),))

    with pytest.raises(NotPermitted):
        create_token(ctx, name="x", role="cashier")
    with pytest.raises(NotPermitted):
        add_colleague(ctx, email="b@example.org", display_name="B", role="front_line", unit_code="harbour")
    with pytest.raises(NotPermitted):
        open_unit(ctx, level="site", name="X", code="x", parent_code="kintsu")
