"""A house with something of everything, for walks over all addresses, and the whole database as one number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from givens.giving import log_alarm
from givens.house import NIGHT, PASSWORD, House, system
from givens.incidents import declared
from givens.policy import policy_text
from givens.portal import Guest, a_guest
from givens.signals import a_signal

from amends.apps.approvals.models import Approval
from amends.apps.fairness.models import ConsistencyReport
from amends.apps.incidents.models import IncidentPerson
from amends.apps.ledger.models import Budget
from amends.apps.offers.models import Fulfilment, Offer
from amends.apps.promises.models import Promise
from amends.apps.staff import store as staff
from amends.apps.staff.models import ApiToken, User
from amends.apps.units.models import Place
from amends.apps.vouchers.models import Voucher
from amends.commands.fairness.ask_consistency import ask_consistency
from amends.commands.governance.create_token import create_token
from amends.commands.governance.request_back_test import request_back_test
from amends.commands.governance.start_policy_draft import start_policy_draft
from amends.commands.incident.find_people import find_people
from amends.commands.offer.accept_offer import accept_offer
from amends.commands.voucher.redeem_voucher import redeem_voucher
from amends.core.roles import PEOPLE, Role
from amends.core.voucher.code import derive_code
from amends.entrypoints.jobs.consistency import compute_consistency
from amends.kernel.keys import derive
from amends.queries.case_page import case_page
from amends.queries.envelope import envelope

NOBODY = "nobody"
EVERYBODY = (*(str(role) for role in PEOPLE), NOBODY)


@dataclass(frozen=True)
class Address:
    """One address of the url-conf: its name, its pattern, and the names of its parts."""

    name: str
    pattern: str
    parts: tuple[str, ...]

    def filled(self, parts: Mapping[str, str]) -> str:
        """The address with `parts` in place, quoted; also with what reverse() would refuse."""
        text = (
            re.sub(r"\(\?P<(\w+)>.*?\)(?=[-/$])", r"<x:\1>", self.pattern).replace("^", "").replace("$", "")
        )
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda part: quote(parts[part[1]], safe=""), text)


@dataclass(frozen=True)
class World:
    """True values by the name of the part of an address, and a session for each role."""

    guest: Guest
    parts: dict[str, Any]
    sessions: dict[str, str]

    def address(self, address: Address, **junk: str) -> str:
        """Where it is, with true values (or `junk`) in its parts."""
        own = {"ref": self.parts["customer"]} if address.name.startswith("web:customer") else {}
        if address.name.startswith("web:incident"):
            own = {"ref": self.parts["incident"]}
        if {"ref", "serial"} <= set(address.parts):
            own = {"ref": self.parts["chosen_ref"]}
        parts = {part: str(self.parts.get(part, "x")) for part in address.parts}
        return address.filled(parts | own | junk)

    def browser(self, role: str) -> Client:
        """A browser in which `role` has just signed in, or nobody."""
        client = Client(raise_request_exception=False)
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def _incident(house: House) -> str:
    """An incident that hit everybody who is known by now."""
    outage = declared(house)
    find_people(outage.ctx(), incident_ref=outage.ref)
    return outage.ref


def a_world() -> World:
    """Cases at several points of their way, an offer, a question, vouchers, promises; one colleague of each role
    over the whole group."""
    guest = a_guest(price="180.00")
    desk, house = guest.desk, guest.desk.house
    made = guest.given("breakfast", "handwritten_note")
    fresh = log_alarm(house, "Bo", "bo@example.org")
    accept_offer(desk.now(), offer_id=made.offer_id, option_position=0)
    voucher = Voucher.objects.get()
    asker = replace(desk.now(), grant_minor=1)
    digest = envelope(asker, case_ref=fresh).digest
    desk.give("breakfast", ctx=asker, case_ref=fresh, envelope_digest=digest)
    til = house.ctx("til", now=guest.now)
    taken = redeem_voucher(
        til,
        code=derive_code(derive("voucher-code", voucher.key_id), voucher.serial),
        unit_id=house.desk.id,
        amount_minor=None,
        till_ref="R-1",
    )
    promised = log_alarm(house, "Cy", "cy@example.org")
    digest = envelope(desk.now(), case_ref=promised).digest
    desk.give("handwritten_note", ctx=desk.now(), case_ref=promised, envelope_digest=digest)
    head = case_page(desk.now(), ref=fresh).head
    with transaction.atomic():
        sessions = {str(role): _session(house.group.id, role) for role in PEOPLE}
    draft = start_policy_draft(house.ctx("carla"), name="Autumn", from_number=1)
    create_token(house.ctx("otto"), name="a till", role="cashier")
    ask_consistency(house.ctx("carla"), unit_code="kintsu", since_date=NIGHT.date(), until_date=NIGHT.date())
    compute_consistency()
    tried = request_back_test(house.ctx("carla"), document=policy_text())
    signal = a_signal(fresh)
    return World(
        guest,
        {
            "ref": fresh,
            "customer": head.customer_ref,
            "visit_ref": _visit(fresh),
            "offer_id": _first(Offer),
            "fulfilment_id": _first(Fulfilment),
            "approval_id": _first(Approval),
            "budget_id": _first(Budget),
            "incident": _incident(house),
            "person_id": _first(IncidentPerson),
            "token_id": _first(ApiToken),
            "number": 1,
            "draft_id": draft.draft_id,
            "sheet": "table.guard",
            "place_id": _first(Place),
            "promise_id": _first(Promise),
            "redemption_id": taken.redemption_id,
            "report_id": _first(ConsistencyReport),
            "place": 0,
            "back_test_id": tried.back_test_id,
            "signal_id": signal.id,
            **dict.fromkeys(("view_id", "event_id", "substitution_id"), 1),
            "uidb36": "1",
            "key": "abc-def",
            "serial": voucher.serial,
            "chosen_ref": desk.case_ref,
            "token": guest.token,
            "short_code": "H412",
            "name": "impact",
            "digest": envelope(desk.now(), case_ref=fresh).digest,
            "unit": house.group.code,
            "desk_id": house.desk.id,
            "user_id": house.people["leo"].id,
        },
        sessions,
    )


def _session(unit_id: int, role: Role) -> str:
    user = staff.add_user(
        email=f"{role}@walk.example", display_name=f"The {role}", title="", password=PASSWORD
    )
    staff.place_user(system(), user_id=user.id, unit_id=unit_id, role=role)
    client = Client()
    client.force_login(User.objects.get(id=user.id))
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _first(model: type[Model]) -> int:
    return int(model._default_manager.order_by("pk").values_list("pk", flat=True)[0])


def _visit(ref: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT visit_ref FROM cases_case WHERE ref = %s", [ref])
        return str(cursor.fetchone()[0])


def addresses() -> list[Address]:
    """Every address of the web, the portal and the sign-in; those of the API are in its document."""
    found = [each for each in _walk(get_resolver().url_patterns, "", "") if not each.name.startswith("api:")]
    return [each for each in found if each.pattern != "^api/"]


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Address]:
    for each in patterns:
        if isinstance(each, URLResolver):
            inside = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each.url_patterns, prefix + str(each.pattern), inside)
        elif isinstance(each, URLPattern):
            parts = tuple(each.pattern.converters) or tuple(each.pattern.regex.groupindex)
            yield Address(f"{namespace}{each.name or each.pattern}", prefix + str(each.pattern), parts)


@cache
def _digests() -> str:
    """One statement over every table; sessions, throttles and the cache are no part of what is kept, nor is the copy
    that allauth makes of an address when it first meets it.
    """
    skipped = ("django_session", "kernel_throttlewindow", "amends_cache", "account_emailaddress")
    names = [name for name in connection.introspection.table_names() if name not in skipped]
    each = " UNION ALL ".join(
        f"SELECT '{name}' AS name, md5(string_agg(t::text, ' ' ORDER BY t::text)) AS rows FROM \"{name}\" t"  # noqa: S608 - names of tables
        for name in names
    )
    return f"SELECT md5(string_agg(name || coalesce(rows, ''), ' ' ORDER BY name)) FROM ({each}) tables"  # noqa: S608


def everything_kept() -> str:
    """The whole database as one number: it changes when any row of any table does."""
    with connection.cursor() as cursor:
        cursor.execute(_digests())
        return str(cursor.fetchone()[0])
